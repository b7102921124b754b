"""What the demonstration shows in the terminal: a unit, a cadre who misses something, and the way
to their pages, each by name and in the language of the terminal."""

import base64
import json
import shlex
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.pages.wording import Texts, texts_in
from lrs.message import message
from projections.words.headings import heading
from projections.words.languages import Language
from projections.words.messages import in_language

Report = dict[str, Any]


class Reader:
    """Asks the reports over HTTP."""

    def __init__(self, address: str, key: str, secret: str) -> None:
        self._address = address
        self._basic = base64.b64encode(f"{key}:{secret}".encode()).decode()

    def get(self, path: str) -> Report:
        """The answer to a GET."""
        request = urllib.request.Request(  # noqa: S310
            self._address + path, headers={"Authorization": f"Basic {self._basic}"}
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            report: Report = json.load(answer)
            return report


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Whom the demonstration is about: a cadre of a unit who misses credits in a year."""

    cadre: str
    name: str
    year: int
    missing: str

    @property
    def path(self) -> str:
        """The path of his page."""
        return f"/cadres/{quote(self.cadre)}?year={self.year}"


class Show:
    """Shows on a console, in a language."""

    def __init__(self, console: Console, language: Language) -> None:
        self._console = console
        self._language = language
        self._texts: Texts = texts_in(language)

    def posted(self, count: int) -> None:
        """What the public client did."""
        self._say(
            message(
                "The tincan client posted {count} statements of today; a resend changed nothing.",
                count=count,
            )
        )

    def city(self, reader: Reader, cadre: str, unit: str, year: int) -> Shown:
        """A unit's year, and a cadre's ledger and balances; whom they are about."""
        compliance = reader.get(f"/units/{quote(unit)}/compliance?year={year}")
        ledger = reader.get(f"/cadres/{quote(cadre)}/ledger")
        balances = reader.get(f"/cadres/{quote(cadre)}/balances")
        for table in (self._unit(compliance), self._ledger(ledger, year), self._balances(balances)):
            self._console.print(table)
        return Shown(
            cadre=cadre,
            name=ledger["name"] or cadre,
            year=year,
            missing=balances["annual"][str(year)]["missing"],
        )

    def farewell(self, address: str, link: str, shown: Shown, credential: str) -> None:
        """The way to the pages: an address, what to click, and how a program asks."""
        opened = message("Open this in a browser; it signs you in once, within 15 minutes:")
        steps = message(
            "1. Press its button: you see {name} ({cadre}), who misses {missing} credits of {year}."
            "\n2. Each zero in his ledger names its reason and article, each number where it comes "
            "from.\n3. His handbook is one click on, and so is his unit; {address}/help "
            "tells the rest.",
            name=shown.name,
            cadre=shown.cadre,
            missing=shown.missing,
            year=shown.year,
            address=address,
        )
        ask = message("The server runs until you press Ctrl-C. A program asks it so:")
        curl = f"curl -u {credential}"
        commands = (
            f"{curl} {address}/units/u001/compliance",
            f"{curl} '{address}/cadres/{shown.cadre}/ledger?known_at={shown.year}-06-30'",
            f"{curl} -H 'X-Experience-API-Version: 1.0.3' '{address}/xapi/statements?limit=2'",
        )
        self._say(opened)
        self._console.print(Text(f"  {address}{link}\n", style="bold"), soft_wrap=True)
        self._console.print(Text(in_language(steps, self._language)))
        self._say(ask)
        self._console.print(Text("".join(f"  {one}\n" for one in commands)), soft_wrap=True)

    def store(self, home: Path, unit: str) -> None:
        """Where the city is kept, and how a credential of the reader's own is added to it."""
        told = message(
            "The city is a store of its own, in {home}. A command that is not told so uses "
            "another store. This adds a credential for unit {unit} and prints its secret once:",
            home=home,
            unit=unit,
        )
        command = (
            f"LRS_HOME={shlex.quote(str(home))} .venv/bin/lrs credential add Office "
            f"--scope statements/write --scope reports/read:{unit} "
            f"--assert class.completed@{unit}"
        )
        self._say(told)
        self._console.print(Text(f"  {command}\n"), soft_wrap=True)

    def _say(self, told: str) -> None:
        self._console.print(Text(f"\n{in_language(told, self._language)}\n"))

    def _unit(self, report: Report) -> Table:
        title = message(
            "Unit {name} ({unit}), {year}: {unqualified} of {assessed} unqualified; {verdict} "
            "({article})",
            **{name: report[name] for name in ("unit", "year", "unqualified", "assessed")},
            name=report["unit_name"] or report["unit"],
            verdict=self._called("verdict", report["verdict"]),
            article=report["article"],
        )
        rows = [
            (
                *(one["name"] or "", one["cadre"], one["counted"], one["missing"]),
                Text(
                    self._called("grade", one["grade"]),
                    style="red" if one["grade"] == "unqualified" else "green",
                ),
            )
            for one in report["members"]
        ]
        return self._table(title, ("name", "cadre", "counted", "missing", "grade"), rows)

    def _ledger(self, report: Report, year: int) -> Table:
        title = message(
            "Ledger of {name} ({cadre}), {year}, known at position {position}, policy {policy}",
            name=report["name"] or report["cadre"],
            cadre=report["cadre"],
            year=year,
            position=report["position"],
            policy=report["policy"]["id"],
        )
        rows = [
            (
                one["day"],
                f"{self._called('fact', one['fact'])}\n"
                f"{one['subject_name'] or one['subject'] or ''}",
                one["credits"],
                f"{one['rule'] or '-'} {one['article'] or ''}",
                Text(one["reason"][self._language] if one["reason"] else "", overflow="fold"),
            )
            for one in report["entries"]
            if one["year"] == year
        ]
        return self._table(title, ("day", "fact", "credits", "rule", "reason"), rows)

    def _balances(self, report: Report) -> Table:
        title = message(
            "Balances of {name} ({cadre})",
            name=report["name"] or report["cadre"],
            cadre=report["cadre"],
        )
        columns = ("year", "earned", "carried_in", "counted", "missing", "grade")
        rows = [
            (
                *(str(balance[name]) for name in columns[:-1]),
                self._called("grade", balance["grade"]),
            )
            for balance in report["annual"].values()
        ]
        return self._table(title, columns, rows)

    def _table(
        self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str | Text]]
    ) -> Table:
        table = Table(title=Text(in_language(title, self._language)))
        for name in columns:
            table.add_column(heading(name, self._language))
        for row in rows:
            table.add_row(*(Text(one) if isinstance(one, str) else one for one in row))
        return table

    def _called(self, group: str, code: str) -> str:
        return str(self._texts.of_code(group, code))
