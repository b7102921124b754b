"""The rows of histories: a cadre's biography and the explanation of his balance, from the log."""

from collections.abc import Callable
from functools import partial
from random import Random
from statistics import median
from time import perf_counter

import psycopg

from bench import stores
from bench.reports import PERSONS, rows_of
from bench.turns import Options, Row, milliseconds, p99
from lrs.clock import system_clock
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from projections.answers.acts import acts_of
from projections.answers.basis import Answers, Basis, Question
from replay.explain.answer import Explained, explained
from replay.history.cadre import CadreFold, biography, life_of_cadre
from replay.history.change import Parts
from replay.history.judges import Judges
from replay.history.moments import Walk

CADRES = 60
"""Cadres asked about in a round."""


def rows(options: Options) -> list[Row]:
    """Both of some cadres, one after the other, without HTTP; the first round warms up."""
    histories: list[float] = []
    explanations: list[float] = []
    with stores.big(options.size) as big, psycopg.connect(big.database.service) as conn:
        log, answers = LogReader(conn), Answers(system_clock)
        basis = answers.basis(log, Question())
        persons = [row[0] for row in rows_of(big.database.projector, PERSONS)]
        for turn in range(options.rounds + 1):
            some = Random(turn).sample(persons, min(CADRES, len(persons)))
            took = [_seconds(partial(biography, log, one, basis=basis)) for one in some]
            asked = [_seconds(partial(_explain, answers, log, one, basis)) for one in some]
            if turn:
                histories += took
                explanations += asked
        statements, moments = _size(log, some, basis)
    return [
        Row(
            work=f"one cadre's biography from the log, at {big.size:,}",
            measured=f"of {len(histories)}: {statements:.0f} statements, {moments:.0f} moments "
            "each in the mean",
            against="",
            result=f"p50 {milliseconds(median(histories))}, p99 {milliseconds(p99(histories))}",
            wanted="milliseconds",
        ),
        Row(
            work=f"the explanation of one cadre's balance, at {big.size:,}",
            measured=f"of {len(explanations)}",
            against="",
            result=f"p50 {milliseconds(median(explanations))}, "
            f"p99 {milliseconds(p99(explanations))}",
            wanted="milliseconds",
        ),
    ]


def _explain(answers: Answers, log: Log, cadre: str, basis: Basis) -> object:
    year = basis.policies.year_of(basis.today) - 1
    return explained(answers, log, Explained(cadre=cadre, year=year), basis, language="en")


def _size(log: Log, cadres: list[str], basis: Basis) -> tuple[float, float]:
    """How many statements and moments a cadre has in the mean."""
    acts = acts_of(cadres, log, basis.reference, basis.as_of)
    moments = 0
    for cadre in cadres:
        life = life_of_cadre(log, cadre, basis, Judges(basis))
        nothing: Parts = {}
        span = life.span(log, since=0, until=None)
        walk = Walk(span, CadreFold(life).numbers, nothing=nothing)
        moments += sum(1 for _ in walk.steps())
    return sum(map(len, acts.values())) / len(cadres), moments / len(cadres)


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
