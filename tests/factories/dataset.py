"""Datasets of reports without a database: one made from the published figures, with short invented texts."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from reports.dataset import (
    Dataset,
    DeliverableFacts,
    Distribution,
    IndicatorFacts,
    LessonFacts,
    LineFacts,
    SessionTable,
    Share,
    SprintFacts,
    Text,
    Voice,
)

DATA = Path(__file__).parents[2] / "warmescholen" / "demo" / "data"
LEVELS = ("gerealiseerd", "in uitvoering", "opgestart", "nog niet")
GROUP_NOTE = "Deze lijn is een groep van scholen die samen begeleid werd; een sessie met de groep telt één keer."
TABLE_NOTE = "De collectieve sessies stonden op de stad en zijn gelezen als die van het netwerk."
NOTES = {
    "programme": (GROUP_NOTE, TABLE_NOTE),
    "brugge-1": (TABLE_NOTE,),
    "leuven-genk": (GROUP_NOTE,),
    "turnhout-heilig-graf": (GROUP_NOTE,),
}
CHAPTERS = {
    "1": "1 Uitgangspunten",
    "2": "2 Opzet",
    "3.1": "3.1 Impact op scholen",
    "3.2": "3.2 Begeleiding per koepel",
    "3.3": "3.3 Warme Stad",
    "3.4": "3.4 Beleid en maatschappij",
    "4": "4 Ervaringen",
    "5": "5 Lessons learned",
    "6": "6 Deliverables",
    "7": "7 Conclusies over disseminatie",
}
Row = dict[str, str]


def read(name: str) -> list[Row]:
    """The rows of one of the published files."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sample_dataset(key: str = "gent-1", *, missing: tuple[str, ...] = (), is_demo: bool = True) -> Dataset:
    """The report of a network, or of the programme for "programme", with every published figure."""
    networks = [network for network in read("networks") if key in {"programme", network["key"]}]
    notes = NOTES.get(key, ())
    tables = [_table(network, notes) for network in networks]
    if key == "programme":
        tables.append(_table({"key": "", "name": "Zonder lerend netwerk", "section": "", "collective_sessions": ""}, notes))
    lines = [line for table in tables for line in table.lines]
    title = "Warme Scholen" if key == "programme" else networks[0]["name"]
    return Dataset(
        template_version=1,
        key=key,
        programme="Warme Scholen",
        title=title,
        period="schooljaren 2017-2018 tot 2019-2020",
        round_name="meetronde 3",
        round_closed_on="2020-05-29",
        is_demo=is_demo,
        texts=tuple(Text(number, name, f"{name[2:]} van {title}, in eigen woorden.", is_finished=True) for number, name in CHAPTERS.items()),
        portraits=tuple(Text(f"3.1.school.{line.key}", line.label, f"De weg van {line.label}.", is_finished=True) for line in lines),
        umbrellas=tuple(Text(f"3.2.koepel.{row['key']}", row["name"], f"Wat {row['name']} deed.", is_finished=True) for row in read("umbrellas")),
        cities=(Text("3.3.stad.gent", "Gent", "De stad bracht de scholen samen.", is_finished=True),),
        tables=tuple(tables),
        schools=sum(table.schools for table in tables),
        networks=len(networks),
        collective=sum(table.collective or 0 for table in tables),
        individual=sum(table.individual for table in tables),
        footnotes=notes,
        indicators=tuple(_indicator(row, key, title) for row in read("indicators")),
        sprints=() if key == "programme" else tuple(_sprints(lines)),
        voices=() if key == "programme" else tuple(_voice(line) for line in lines),
        lessons=(
            LessonFacts("Een wissel van directie kost tijd", "Twee scholen kregen een nieuwe directeur.", "De overdracht wordt gepland."),
            LessonFacts("Een forum vraagt oefening", "Het eerste forum werd een vergadering.", "Adviseurs oefenen het vooraf met het vliegwiel."),
        ),
        deliverables=(
            DeliverableFacts("Sprintkaart", "Een blad waarop een vliegwiel zijn sprint plant.", "klaar"),
            DeliverableFacts("Handleiding voor een forum", "Stap voor stap naar advies en antwoord.", "in ontwikkeling"),
        ),
        missing=missing,
    )


def level_counts(number: int, schools: set[str] | None = None) -> list[int]:
    """How many of these schools (or of all) stand on each level of an indicator in the last round."""
    rows = [row for row in read("levels") if row["round"] == "3" and int(row["indicator"]) == number]
    levels = [row["level"] for row in rows if schools is None or row["school"] in schools]
    return [levels.count(str(level)) for level in (1, 2, 3, 4)]


def _table(network: Row, notes: tuple[str, ...]) -> SessionTable:
    rows = [row for row in read("rows") if row["network"] == network["key"]]
    collective = int(network["collective_sessions"]) if network["collective_sessions"] else None
    return SessionTable(
        key=network["key"],
        title=network["name"],
        section=network["section"],
        schools=sum(int(row["schools"]) for row in rows),
        lines=tuple(_line(row, collective, notes) for row in rows),
        collective=collective,
        individual=sum(int(row["individual_sessions"]) for row in rows),
        footnotes=(notes.index(TABLE_NOTE) + 1,) if network["key"] == "brugge-1" else (),
    )


def _line(row: Row, collective: int | None, notes: tuple[str, ...]) -> LineFacts:
    own = int(row["collective_sessions"]) if row["collective_sessions"] else collective
    schools = int(row["schools"])
    marks = (notes.index(GROUP_NOTE) + 1,) if schools > 1 else ()
    return LineFacts(row["key"], row["label"], schools, own, int(row["individual_sessions"]), marks)


def _indicator(row: Row, key: str, title: str) -> IndicatorFacts:
    number = int(row["number"])
    lines = {line["key"] for line in read("rows") if line["network"] == key}
    schools = {school["key"] for school in read("schools") if school["line"] in lines}
    own = None if key == "programme" else distribution(title, level_counts(number, schools), len(schools))
    return IndicatorFacts(
        number=number,
        name=row["short_name"],
        statement=row["statement"] + ".",
        own=own,
        programme=distribution("Programma", level_counts(number), 53),
        text=f"Wat het beeld van {row['short_name'].lower()} toont.",
        points=("Begin bij een bestuur dat overtuigd ja zegt.", "Plan de overdracht."),
    )


def distribution(label: str, counts: Sequence[int], expected: int) -> Distribution:
    """A distribution over the four levels, without shares when nobody was rated."""
    total = sum(counts)
    shares = [
        Share(level, name, count, total, (200 * count + total) // (2 * total))
        for level, (name, count) in enumerate(zip(LEVELS, counts, strict=True), 1)
        if total
    ]
    return Distribution(label.lower(), label, total, expected - total, tuple(shares))


def _sprints(lines: Sequence[LineFacts]) -> list[SprintFacts]:
    sprints = []
    for line in lines:
        sprints.append(SprintFacts(line.label, "Woorden die van ons zijn", "2019-09-02", "2019-11-22", "afgesloten", 4, 4))
        sprints.append(SprintFacts(line.label, "Een team dat samen beslist", "2020-01-13", "2020-04-03", "loopt", 2, 1))
    return sprints


def _voice(line: LineFacts) -> Voice:
    return Voice(
        school=line.label,
        sprint="Woorden die van ons zijn",
        who="ouder",
        kind="bezorgdheid",
        advice="Ik herken mijn kind niet in deze tekst.",
        answer="deels overgenomen",
        because="We herschreven de tweede alinea met ouders aan tafel.",
    )
