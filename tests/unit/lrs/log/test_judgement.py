"""What a judgement counts beside its outcomes."""

from collections import Counter
from uuid import UUID

from lrs.log.judgement import ConflictError, resent_of
from tests.database.logbook import ANN, BOB, identity, statement
from tests.posting import post


def test_only_what_was_not_refused_is_counted_as_sent_again() -> None:
    posts = [
        post(statement(1), statement(2), credential=ANN),
        post(statement(3), credential=ANN),
        post(statement(4), credential=BOB),
        post(statement(5), credential=BOB),
    ]
    refused = ConflictError(0, UUID(identity(3)), "another verb")
    taken = {UUID(identity(number)) for number in (1, 2, 3, 4)}
    assert resent_of(posts, [None, refused, None, None], taken) == Counter(ann=2, bob=1)
