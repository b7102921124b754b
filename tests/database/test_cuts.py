"""What caps cut, through the live projections: the tables, the views and the reports agree."""

from datetime import UTC, datetime
from typing import Any

import psycopg

from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.tables.runner import Runner
from replay.rebuild import rebuild
from tests.recording import Hands, open_store, publish, record

ARTICLE = {"fact": "article.published", "cadre": "c1", "role": "sole", "outlet_level": "city"}
BOOK = {"fact": "book.published", "cadre": "c1", "role": "sole"}


def articles() -> list[dict[str, Any]]:
    """Two articles and a book, approved."""
    acts = [
        {**ARTICLE, "id": "a1", "work": "w1", "occurred": "2010-03-01"},
        {**ARTICLE, "id": "a2", "work": "w2", "occurred": "2010-04-01"},
        {**BOOK, "id": "b1", "work": "w3", "occurred": "2010-02-01"},
    ]
    decided = {"fact": "credit.approved", "occurred": "2010-05-01"}
    return [*acts, *({**decided, "id": f"ok {one['id']}", "target": one["id"]} for one in acts)]


def test_credits_less_cuts_are_what_the_balance_counts(database: Database) -> None:
    clock = Hands(datetime(2010, 9, 1, tzinfo=UTC))
    store = open_store(database.service, clock)
    publish(store, category_cap={"reward": 12, "reward.article": 8})
    record(store, *articles())
    store.close()
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(clock).catch_up(conn)
        rebuilt = rebuild(conn, unwatched, clock=clock)
        assert rebuilt.before == rebuilt.after
    with psycopg.connect(database.report, autocommit=True) as conn:
        lines = conn.execute(
            "SELECT fact, credits::text, cut::text, cut_rules FROM projections.ledger ORDER BY day"
        ).fetchall()
        assert lines == [
            ("book.published", "10", "0", []),
            ("article.published", "5", "3", ["category_cap.reward"]),
            ("article.published", "5", "5", ["category_cap.reward.article", "category_cap.reward"]),
        ]
        sums = "SELECT sum(credits - cut)::text FROM projections.ledger"
        assert conn.execute(sums).fetchone() == ("12",)
        earned = "SELECT earned::text FROM projections.balances WHERE year = 2010"
        assert conn.execute(earned).fetchone() == ("12",)
