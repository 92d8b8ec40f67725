"""Reads the programme's published figures from CSV, and says everything that is wrong with them at once."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

COLUMNS = {
    "cities.csv": ("key", "name", "warm_city"),
    "umbrellas.csv": ("key", "name", "parent"),
    "networks.csv": ("key", "name", "section", "cities", "collective_sessions"),
    "rows.csv": ("key", "label", "network", "schools", "city", "collective_sessions", "individual_sessions"),
    "schools.csv": ("key", "line", "name", "education", "umbrella"),
    "indicators.csv": ("number", "short_name", "statement", "count_1", "count_2", "count_3", "count_4"),
    "levels.csv": ("round", "school", "indicator", "level"),
}
NUMBERS = {
    "networks.csv": ("collective_sessions",),
    "rows.csv": ("schools", "collective_sessions", "individual_sessions"),
    "indicators.csv": ("number", "count_1", "count_2", "count_3", "count_4"),
    "levels.csv": ("round", "indicator", "level"),
}
MAY_BE_EMPTY = {"rows.csv": ("collective_sessions",), "indicators.csv": ("count_1", "count_2", "count_3", "count_4")}
UNIQUE = {"cities.csv": "key", "umbrellas.csv": "key", "networks.csv": "key", "rows.csv": "key", "schools.csv": "key", "indicators.csv": "number"}

Row = dict[str, str]
Problem = Callable[[str, int, str, str], None]


class BadFigures(ValueError):
    """The files cannot be loaded; `problems` names each fault with file, row and column."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Figures:
    """The rows of each file, checked; numbers are still text, empty where nothing was published."""

    cities: list[Row]
    umbrellas: list[Row]
    networks: list[Row]
    lines: list[Row]
    schools: list[Row]
    indicators: list[Row]
    levels: list[Row]

    def lines_of(self, network: str) -> list[Row]:
        """The lines of a network, "" for those without one."""
        return [line for line in self.lines if line["network"] == network]

    def schools_of(self, line: str) -> list[Row]:
        """The schools that a line stands for."""
        return [school for school in self.schools if school["line"] == line]


def read_figures(folder: Path) -> Figures:
    """Read all files. Raises BadFigures with every fault at once, before anything is loaded."""
    problems: list[str] = []

    def problem(file: str, row: int, column: str, message: str) -> None:
        problems.append(f"{file}:{row}:{column} {message}")

    tables = {file: _read(folder / file, problem) for file in COLUMNS}
    if not problems:
        _check_references(tables, problem)
    if problems:
        raise BadFigures(problems)
    return Figures(
        *(tables[file] for file in ("cities.csv", "umbrellas.csv", "networks.csv", "rows.csv", "schools.csv", "indicators.csv", "levels.csv"))
    )


def _read(path: Path, problem: Problem) -> list[Row]:
    file = path.name
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        problem(file, 0, "-", "the file is missing")
        return []
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        problem(file, line, "-", "is not UTF-8: save it as CSV UTF-8")
        return []
    reader = csv.DictReader(io.StringIO(text), strict=True)
    missing = [column for column in COLUMNS[file] if column not in (reader.fieldnames or ())]
    for column in missing:
        problem(file, 1, column, "the column is missing")
    rows = [] if missing else list(reader)
    for number, row in enumerate(rows, start=2):
        for column in NUMBERS.get(file, ()):
            _check_number(file, number, column, row[column], problem)
    _check_unique(file, rows, problem)
    return rows


def _check_number(file: str, row: int, column: str, value: str | None, problem: Problem) -> None:
    if not value:
        if column not in MAY_BE_EMPTY.get(file, ()):
            problem(file, row, column, "is empty; a number is needed")
        return
    if value.isascii() and value.isdigit():
        return
    if value.startswith("-") and value[1:].isdigit():
        problem(file, row, column, f"{value!r} is negative; a count is 0 or more")
    else:
        problem(file, row, column, f"{value!r} is not a number: write digits only")


def _check_unique(file: str, rows: list[Row], problem: Problem) -> None:
    column = UNIQUE.get(file)
    if column is None:
        return
    first: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        if row[column] in first:
            problem(file, number, column, f"{row[column]!r} stands twice, first in row {first[row[column]]}")
        first.setdefault(row[column], number)


def _check_references(tables: dict[str, list[Row]], problem: Problem) -> None:
    keys = {file: {row[column] for row in tables[file]} for file, column in UNIQUE.items()}
    _refer(tables, "rows.csv", "network", keys["networks.csv"] | {""}, problem)
    _refer(tables, "rows.csv", "city", keys["cities.csv"] | {""}, problem)
    _refer(tables, "umbrellas.csv", "parent", keys["umbrellas.csv"] | {""}, problem)
    _refer(tables, "schools.csv", "line", keys["rows.csv"], problem)
    _refer(tables, "schools.csv", "umbrella", keys["umbrellas.csv"] | {""}, problem)
    _refer(tables, "levels.csv", "school", keys["schools.csv"], problem)
    _refer(tables, "levels.csv", "indicator", keys["indicators.csv"], problem)
    for number, row in enumerate(tables["networks.csv"], start=2):
        for city in row["cities"].split(";"):
            if city not in keys["cities.csv"]:
                problem("networks.csv", number, "cities", f"{city!r} is not in cities.csv")
    counted = Counter(school["line"] for school in tables["schools.csv"])
    for number, row in enumerate(tables["rows.csv"], start=2):
        if counted[row["key"]] != int(row["schools"]):
            problem("rows.csv", number, "schools", f"says {row['schools']}, but schools.csv has {counted[row['key']]}")
    _check_counts(tables, problem)


def _refer(tables: dict[str, list[Row]], file: str, column: str, known: Iterable[str], problem: Problem) -> None:
    for number, row in enumerate(tables[file], start=2):
        if row[column] not in known:
            problem(file, number, column, f"{row[column]!r} is not known")


def _check_counts(tables: dict[str, list[Row]], problem: Problem) -> None:
    """The dealt levels of the last round must come out at the published counts."""
    last = max((int(row["round"]) for row in tables["levels.csv"]), default=0)
    dealt = Counter((row["indicator"], row["level"]) for row in tables["levels.csv"] if int(row["round"]) == last)
    for number, row in enumerate(tables["indicators.csv"], start=2):
        for level in "1234":
            published = int(row[f"count_{level}"] or 0)
            if dealt[row["number"], level] != published:
                problem("indicators.csv", number, f"count_{level}", f"says {published}, but levels.csv deals {dealt[row['number'], level]}")
