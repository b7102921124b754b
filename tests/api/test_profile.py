"""The xAPI Profile over HTTP: to any credential, and to nobody else."""

import httpx

from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from projections.profile.document import document
from tests.api.serving import KEY, SECRET


def test_the_profile_is_served_to_any_credential(address: str, store: RecordStore) -> None:
    made, secret = Credentials(store).add("Platform", scopes=["statements/write"])
    for auth in ((KEY, SECRET), (made.key, secret)):
        answer = httpx.get(f"{address}/profile", auth=auth)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/ld+json"
        assert answer.json() == document()
    assert httpx.get(f"{address}/profile").status_code == 401
