"""The frozen dataset of one report: every figure and text that any rendition prints.

Built by `reports.facts`; screen, PDF and later renditions read it and calculate nothing.
It survives a round trip through JSON unchanged, so a frozen report can keep it with its hash.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Share:
    """How many schools stand on one level; `percent` is count / total, rounded half up by itself."""

    level: int
    name: str
    count: int
    total: int
    percent: int


@dataclass(frozen=True)
class Distribution:
    """The levels of a group of schools in one round; without `shares` there is no data, which is not zero."""

    group: str
    label: str
    total: int
    missing: int
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class IndicatorFacts:
    """One of the nine indicators; `own` is None in the programme's report. Texts are Markdown."""

    number: int
    name: str
    statement: str
    own: Distribution | None
    programme: Distribution
    text: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class LineFacts:
    """A line of the session table: a school, or a group that is guided and counted together.

    `collective` is None for a line without a network; `footnotes` are numbers into `Dataset.footnotes`, from 1.
    """

    key: str
    label: str
    schools: int
    collective: int | None
    individual: int
    footnotes: tuple[int, ...]


@dataclass(frozen=True)
class SessionTable:
    """The session table of a network; the totals count each session once, so they are not the columns' sums.

    `footnotes` belong to the title.
    """

    key: str
    title: str
    section: str
    schools: int
    lines: tuple[LineFacts, ...]
    collective: int | None
    individual: int
    footnotes: tuple[int, ...] = ()


@dataclass(frozen=True)
class SprintFacts:
    """A sprint as the report lists it: dates are ISO, `advice` and `answered` count pieces of advice."""

    school: str
    title: str
    starts_on: str
    forum_on: str
    state: str
    advice: int
    answered: int


@dataclass(frozen=True)
class Voice:
    """One advice of a closed forum beside its answer."""

    school: str
    sprint: str
    who: str
    kind: str
    advice: str
    answer: str
    because: str


@dataclass(frozen=True)
class Text:
    """A written part of a chapter; `body` is Markdown with its tokens already replaced, empty when nothing is written."""

    key: str
    title: str
    body: str
    is_finished: bool


@dataclass(frozen=True)
class LessonFacts:
    """What happened, and what the next edition does about it."""

    title: str
    happened: str
    next_edition: str


@dataclass(frozen=True)
class DeliverableFacts:
    """Something that was made, or is being made (`state` is "klaar" or "in ontwikkeling")."""

    title: str
    text: str
    state: str


@dataclass(frozen=True)
class Dataset:
    """Everything that one report says.

    `key` is the network's key, or "programme". `texts` holds the chapters 1, 2, 3.1, 3.2, 3.3, 3.4, 4, 5, 6 and 7 in order,
    `portraits` one text per line of the session table, `umbrellas` and `cities` the parts of 3.2 and 3.3.
    In the programme's report `tables` holds every network's table and then one without a network.
    `missing` says in words what keeps the report from being finished; a frozen report can still have some.
    """

    template_version: int
    key: str
    programme: str
    title: str
    period: str
    round_name: str
    round_closed_on: str | None
    is_demo: bool
    texts: tuple[Text, ...]
    portraits: tuple[Text, ...]
    umbrellas: tuple[Text, ...]
    cities: tuple[Text, ...]
    tables: tuple[SessionTable, ...]
    schools: int
    networks: int
    collective: int
    individual: int
    footnotes: tuple[str, ...]
    indicators: tuple[IndicatorFacts, ...]
    sprints: tuple[SprintFacts, ...]
    voices: tuple[Voice, ...]
    lessons: tuple[LessonFacts, ...]
    deliverables: tuple[DeliverableFacts, ...]
    missing: tuple[str, ...]


def to_json(dataset: Dataset) -> dict[str, Any]:
    """The dataset as plain JSON types, for a JSON column."""
    return typing.cast("dict[str, Any]", json.loads(json.dumps(dataclasses.asdict(dataset))))


def from_json(data: dict[str, Any]) -> Dataset:
    """The dataset that `to_json` wrote. Raises KeyError or TypeError when the shape is another one."""
    return typing.cast("Dataset", _build(Dataset, data))


def digest(dataset: Dataset) -> str:
    """SHA-256 over the canonical JSON, in hexadecimal: the same facts and texts give the same digest."""
    return digest_of_json(dataclasses.asdict(dataset))


def digest_of_json(data: dict[str, Any]) -> str:
    """The same of what `to_json` wrote, also when it has the shape of an earlier template."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _build(kind: Any, value: Any) -> Any:
    if isinstance(kind, types.UnionType):
        kind = next(part for part in kind.__args__ if part is not types.NoneType)
        return None if value is None else _build(kind, value)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return typing.cast("Any", kind)(**{field.name: _build(hints[field.name], value[field.name]) for field in dataclasses.fields(kind)})
    if typing.get_origin(kind) is tuple:
        return tuple(_build(typing.get_args(kind)[0], item) for item in value)
    return value
