"""The dataset of a report as the words that its printed form shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.formats import date_format

from warmescholen.ui import charts
from warmescholen.ui.markdown import to_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.safestring import SafeString

    from reports.dataset import Dataset, Distribution, IndicatorFacts, LineFacts, SessionTable, SprintFacts, Text, Voice

PROGRAMME = "programme"
NO_DATA = "geen gegevens"
NONE = "geen"
# In the order of `Dataset.texts`; chapter 3 itself has no text of its own.
NUMBERS = ("1", "2", "3.1", "3.2", "3.3", "3.4", "4", "5", "6", "7")
NUMBERED = re.compile(r"\d+(\.\d+)*\.?\s+")


@dataclass(frozen=True)
class Prose:
    """A written part; `html` is empty when nothing is written."""

    anchor: str
    title: str
    html: SafeString
    is_finished: bool


@dataclass(frozen=True)
class Line:
    """A line of a session table; `marks` are the letters of its footnotes."""

    label: str
    marks: tuple[str, ...]
    collective: str
    individual: int


@dataclass(frozen=True)
class Footnote:
    """A footnote; `mark` is the letter at its labels, empty when it belongs to no label."""

    mark: str
    text: str


@dataclass(frozen=True)
class Sessions:
    """A session table, its total and the footnotes of its title and labels."""

    title: str
    marks: tuple[str, ...]
    section: str
    lines: tuple[Line, ...]
    total: Line
    footnotes: tuple[Footnote, ...]


@dataclass(frozen=True)
class LevelRow:
    """One level, or the schools without one (`number` is None); `own` is empty where the report has no group of its own."""

    number: int | None
    name: str
    own: str
    programme: str


@dataclass(frozen=True)
class Indicator:
    """An indicator with its chart, its table and its texts."""

    anchor: str
    title: str
    statement: str
    chart: SafeString
    own_label: str
    programme_label: str
    rows: tuple[LevelRow, ...]
    html: SafeString
    points: tuple[SafeString, ...]


@dataclass(frozen=True)
class Sprint:
    """A sprint as a row of words."""

    title: str
    start: str
    forum: str
    state: str
    advice: str


@dataclass(frozen=True)
class SchoolSprints:
    """The sprints of one school."""

    school: str
    sprints: tuple[Sprint, ...]


@dataclass(frozen=True)
class ForumVoices:
    """The advice that one forum gave."""

    school: str
    sprint: str
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Lesson:
    """A lesson with its two sides."""

    title: str
    happened: SafeString
    next_edition: SafeString


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents; `depth` is 1 for a chapter, 2 for a part, 3 for an indicator."""

    anchor: str
    title: str
    depth: int


@dataclass(frozen=True)
class Figure:
    """A number with the words that belong to it."""

    number: int
    words: str


@dataclass(frozen=True)
class Printed:
    """Everything that the templates need beside the dataset."""

    is_programme: bool
    texts: dict[str, Prose]
    contents: tuple[Entry, ...]
    figures: tuple[Figure, ...]
    tables: tuple[Sessions, ...]
    overall: Sessions | None
    loose_footnotes: tuple[Footnote, ...]
    portraits: tuple[Prose, ...]
    sprints: tuple[SchoolSprints, ...]
    legend: SafeString | None
    round_closed_on: str
    indicators: tuple[Indicator, ...]
    umbrellas: tuple[Prose, ...]
    cities: tuple[Prose, ...]
    voices: tuple[ForumVoices, ...]
    lessons: tuple[Lesson, ...]


def printed(dataset: Dataset) -> Printed:
    """The report in words. Raises ValueError when `texts` does not hold one text per chapter."""
    texts = {_key(number): _prose(text, number) for number, text in zip(NUMBERS, dataset.texts, strict=True)}
    indicators = tuple(_indicator(facts) for facts in dataset.indicators)
    is_programme = dataset.key == PROGRAMME
    return Printed(
        is_programme=is_programme,
        texts=texts,
        contents=tuple(_contents(texts, indicators)),
        figures=tuple(_figures(dataset, is_programme=is_programme)),
        tables=tuple(_table(table, dataset.footnotes) for table in dataset.tables),
        overall=_overall(dataset) if is_programme else None,
        loose_footnotes=tuple(_loose_footnotes(dataset)),
        portraits=tuple(_prose(text) for text in dataset.portraits),
        sprints=tuple(_sprints(dataset.sprints)),
        legend=_legend(dataset.indicators),
        round_closed_on=_day(dataset.round_closed_on) if dataset.round_closed_on else "",
        indicators=indicators,
        umbrellas=tuple(_prose(text) for text in dataset.umbrellas),
        cities=tuple(_prose(text) for text in dataset.cities),
        voices=tuple(_voices(dataset.voices)),
        lessons=tuple(Lesson(each.title, to_html(each.happened), to_html(each.next_edition)) for each in dataset.lessons),
    )


def _key(number: str) -> str:
    """A name that a template can follow: 3.1 becomes c3_1."""
    return "c" + number.replace(".", "_")


def _prose(text: Text, number: str = "") -> Prose:
    title = f"{number} {NUMBERED.sub('', text.title)}" if number else text.title
    return Prose(f"hoofdstuk-{number}" if number else "", title, to_html(text.body.strip()), text.is_finished)


def _contents(texts: dict[str, Prose], indicators: tuple[Indicator, ...]) -> Iterator[Entry]:
    for number in NUMBERS:
        if number == "3.1":
            yield Entry("hoofdstuk-3", "3 Impact", 1)
        text = texts[_key(number)]
        yield Entry(text.anchor, text.title, 2 if "." in number else 1)
        if number == "3.1":
            yield from (Entry(indicator.anchor, indicator.title, 3) for indicator in indicators)


def _figures(dataset: Dataset, *, is_programme: bool) -> Iterator[Figure]:
    if is_programme:
        yield Figure(dataset.networks, _plural(dataset.networks, "lerend netwerk", "lerende netwerken"))
    yield Figure(dataset.schools, _schools(dataset.schools))
    yield Figure(dataset.collective, _plural(dataset.collective, "collectieve sessie", "collectieve sessies"))
    yield Figure(dataset.individual, _plural(dataset.individual, "individuele sessie", "individuele sessies"))


def _table(table: SessionTable, footnotes: tuple[str, ...]) -> Sessions:
    return Sessions(
        title=table.title,
        marks=tuple(_mark(number) for number in table.footnotes),
        section=table.section,
        lines=tuple(_line(line) for line in table.lines),
        total=_total(table.collective, table.individual),
        footnotes=tuple(Footnote(_mark(number), footnotes[number - 1]) for number in sorted(_used(table))),
    )


def _line(line: LineFacts) -> Line:
    return Line(line.label, tuple(_mark(number) for number in line.footnotes), _count(line.collective), line.individual)


def _total(collective: int | None, individual: int) -> Line:
    return Line("Totaal", (), _count(collective), individual)


def _overall(dataset: Dataset) -> Sessions:
    """The programme's own total, which counts each session once."""
    return Sessions("Totaal programma", (), "", (), _total(dataset.collective, dataset.individual), ())


def _loose_footnotes(dataset: Dataset) -> Iterator[Footnote]:
    used = set().union(*(_used(table) for table in dataset.tables))
    return (Footnote("", text) for number, text in enumerate(dataset.footnotes, 1) if number not in used)


def _used(table: SessionTable) -> set[int]:
    return {*table.footnotes, *(number for line in table.lines for number in line.footnotes)}


def _mark(number: int) -> str:
    """A letter, so that no mark is taken for a figure: a to z, then aa to az and so on."""
    rest, letter = divmod(number - 1, 26)
    return (_mark(rest) if rest else "") + chr(ord("a") + letter)


def _count(collective: int | None) -> str:
    return NONE if collective is None else str(collective)


def _indicator(facts: IndicatorFacts) -> Indicator:
    title = f"Indicator {facts.number}: {facts.name}"
    groups = [group for group in (facts.own, facts.programme) if group]
    return Indicator(
        anchor=f"indicator-{facts.number}",
        title=title,
        statement=facts.statement,
        chart=charts.distribution_bars([_bar(group) for group in groups], title=title),
        own_label=facts.own.label if facts.own else "",
        programme_label=facts.programme.label,
        rows=tuple(_rows(facts.own, facts.programme)),
        html=to_html(facts.text.strip()),
        points=tuple(to_html(point.strip()) for point in facts.points),
    )


def _bar(group: Distribution) -> charts.Bar:
    return charts.Bar(group.label, tuple(charts.Level(share.name, share.count) for share in group.shares), group.missing)


def _rows(own: Distribution | None, programme: Distribution) -> Iterator[LevelRow]:
    groups = [group for group in (programme, own) if group]
    with_data = next((group for group in groups if group.shares), None)
    if with_data is None:
        yield LevelRow(None, "alle niveaus", NO_DATA if own else "", NO_DATA)
        return
    for index, share in enumerate(with_data.shares):
        yield LevelRow(share.level, share.name, _share(own, index), _share(programme, index))
    if any(group.missing for group in groups):
        yield LevelRow(None, "geen inschaling", _missing(own), _missing(programme))


def _share(group: Distribution | None, index: int) -> str:
    if group is None:
        return ""
    if not group.shares:
        return NO_DATA
    share = group.shares[index]
    return f"{share.count} van {share.total} {_schools(share.total)} ({share.percent} %)"


def _missing(group: Distribution | None) -> str:
    if group is None:
        return ""
    if not group.shares:
        return NO_DATA
    return f"{group.missing} {_schools(group.missing)}" if group.missing else NONE


def _legend(indicators: tuple[IndicatorFacts, ...]) -> SafeString | None:
    names = next(([share.name for share in facts.programme.shares] for facts in indicators if facts.programme.shares), None)
    return charts.legend(names) if names else None


def _sprints(sprints: tuple[SprintFacts, ...]) -> Iterator[SchoolSprints]:
    for school, group in groupby(sprints, key=lambda sprint: sprint.school):
        yield SchoolSprints(school, tuple(_sprint(sprint) for sprint in group))


def _sprint(sprint: SprintFacts) -> Sprint:
    return Sprint(sprint.title, _day(sprint.starts_on, "d/m/Y"), _day(sprint.forum_on, "d/m/Y"), sprint.state, _advice(sprint))


def _advice(sprint: SprintFacts) -> str:
    if not sprint.advice:
        return NONE
    if sprint.answered == sprint.advice:
        return f"{sprint.advice}, beantwoord" if sprint.advice == 1 else f"{sprint.advice}, alle beantwoord"
    return f"{sprint.advice}, {sprint.answered or NONE} beantwoord"


def _voices(voices: tuple[Voice, ...]) -> Iterator[ForumVoices]:
    for (school, sprint), group in groupby(voices, key=lambda voice: (voice.school, voice.sprint)):
        yield ForumVoices(school, sprint, tuple(group))


def _schools(number: int) -> str:
    return _plural(number, "school", "scholen")


def _plural(number: int, one: str, many: str) -> str:
    return one if number == 1 else many


def _day(iso: str, form: str = "j F Y") -> str:
    return date_format(date.fromisoformat(iso), form)
