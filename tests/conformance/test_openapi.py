"""Requests made from our own OpenAPI, valid and not: none fails the server, and what the resources
of xAPI answer is of a status that is described."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from api.app import create_app
from tests.api.serving import KEY, SECRET
from tests.api.serving import settings as product_settings

EXAMPLES = 10
"""Of each operation, valid and not."""

QUICK = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def operations() -> Iterator[Any]:
    """Every operation that is described."""
    document = create_app(product_settings()).rest.openapi()
    schema = schemathesis.openapi.from_dict(document)
    results: Any = schema.get_all_operations()
    for result in results:
        operation = result.ok()
        yield pytest.param(operation, id=f"{operation.method.upper()} {operation.path}")


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("operation", list(operations()))
def test_no_request_fails_the_server(operation: Any, mode: GenerationMode, address: str) -> None:
    described = operation.definition.raw["responses"].keys()
    is_xapi = operation.path.startswith("/xapi/")

    @QUICK
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call(base_url=address, auth=(KEY, SECRET), timeout=60)
        told = (case.as_curl_command(), answer.content[:1000])
        assert answer.status_code < 500 or answer.status_code == 503, told
        assert not is_xapi or str(answer.status_code) in described, told

    with suppress(Unsatisfiable):  # where nothing can be wrong, nothing wrong can be asked
        ask()
