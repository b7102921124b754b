"""Asks a server of the tests a question."""

from typing import Any

import httpx


def ask(client: httpx.Client, path: str | httpx.URL, **parameters: Any) -> Any:
    """What is answered, as JSON; the path may have a query of its own."""
    answer = client.get(httpx.URL(path).copy_merge_params(parameters))
    assert answer.status_code == 200, answer.text
    return answer.json()
