"""`python -m bench` measures and prints the table; with all rows it writes docs/benchmarks.md."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench import (
    disk,
    every_report,
    growth,
    handbooks,
    history,
    jobs,
    lag,
    meanwhile,
    memory,
    pages,
    posting,
    proof,
    queries,
    reading,
    rebuild,
    reports,
    restoring,
    workers,
    wrk,
)
from bench.machine import described, stolen
from bench.servers import ROOT
from bench.turns import Options, Row

ROWS: Mapping[str, Callable[[Options], list[Row]]] = {
    "post": posting.rows,
    "agent": reading.rows,
    "queries": queries.rows,
    "rebuild": rebuild.rows,
    "jobs": jobs.rows,
    "reports": reports.rows,
    "history": history.rows,
    "meanwhile": meanwhile.rows,
    "every": every_report.rows,
    "memory": memory.rows,
    "disk": disk.rows,
    "workers": workers.rows,
    "lag": lag.rows,
    "wrk": wrk.rows,
    "restore": restoring.rows,
    "pages": pages.rows,
    "handbooks": handbooks.rows,
    "growth": growth.rows,
    "proof": proof.rows,
}
DOCUMENT = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- measured: made by `make bench` -->", "<!-- end of what was measured -->"


def main() -> None:
    """Measures what the command line asks for."""
    options, only = _arguments()
    lines = described()
    rows: list[Row] = []
    began = stolen()
    for name, measure in ROWS.items():
        if not only or name in only:
            print(f"measuring: {name}", file=sys.stderr)
            found = measure(options)
            print(*_lines(found), sep="\n", file=sys.stderr)
            rows += found
    taken, ticks = (now - then for now, then in zip(stolen(), began, strict=True))
    lines.append(f"Taken by the host meanwhile: {taken / ticks:.0%} of the time of the cores")
    lines.append(
        f"Each figure is a median of {options.rounds} turns; a turn of writes takes up to "
        f"{options.seconds:g} s."
    )
    text = "\n".join([*(f"- {line}" for line in lines), "", *_table(rows), ""])
    print(text)
    if not only:
        _write(DOCUMENT, text)


def _arguments() -> tuple[Options, Sequence[str]]:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--size", type=int, default=1_000_000, help="statements of the big store (10000 is a trial)"
    )
    parser.add_argument("--rounds", type=int, default=5, help="turns of each measurement")
    parser.add_argument("--seconds", type=float, default=5.0, help="longest turn of writes")
    parser.add_argument(
        "--only", action="append", choices=ROWS, default=[], help="these rows; nothing is written"
    )
    found = parser.parse_args()
    options = Options(size=found.size, rounds=found.rounds, seconds=found.seconds)
    return options, found.only


def _table(rows: Sequence[Row]) -> list[str]:
    return [
        "| work | measured | against | result | at least |",
        "|---|---|---|---|---|",
        *_lines(rows),
    ]


def _lines(rows: Sequence[Row]) -> list[str]:
    cells = ((row.work, row.measured, row.against, f"**{row.result}**", row.wanted) for row in rows)
    return [f"| {' | '.join(line)} |" for line in cells]


def _write(document: Path, text: str) -> None:
    """Puts what was measured into the document, between its two marks."""
    before, _, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    document.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")


main()
