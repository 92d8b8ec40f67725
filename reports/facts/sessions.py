"""The session table: each session once, at the network that its schools were in on its date."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from networks.models import Network
from reports.dataset import LineFacts, SessionTable
from schools.enums import SessionKind, SessionState
from schools.models import Attendance, Placement, School, Session
from schools.school_year import label as school_year_label

COUNTED = (SessionKind.COLLECTIVE, SessionKind.INDIVIDUAL)
WITHOUT_NETWORK = "Zonder lerend netwerk"


@dataclass(frozen=True)
class Line:
    """A school, or a group that counts as one line, with the session ids of each kind that it took part in, per network."""

    key: str
    label: str
    note: str
    schools: tuple[int, ...]
    networks: frozenset[int]
    collective: dict[int | None, set[int]]
    individual: dict[int | None, set[int]]


@dataclass(frozen=True)
class Counted:
    """The tables of a report with their totals."""

    tables: tuple[SessionTable, ...]
    footnotes: tuple[str, ...]
    collective: int
    individual: int
    period: str
    programme_collective: int
    programme_individual: int
    programme_schools: int
    programme_networks: int

    def tokens(self) -> Iterator[tuple[str, str]]:
        """Figures of the table that a text may name."""
        yield "scholen", str(sum(table.schools for table in self.tables))
        yield "sessies.collectief", str(self.collective)
        yield "sessies.individueel", str(self.individual)
        yield "programma.scholen", str(self.programme_schools)
        yield "programma.netwerken", str(self.programme_networks)
        yield "programma.sessies.collectief", str(self.programme_collective)
        yield "programma.sessies.individueel", str(self.programme_individual)
        for table in self.tables:
            for line in table.lines:
                yield f"lijn.{line.key}.individueel", str(line.individual)
                yield f"lijn.{line.key}.collectief", str(line.collective or 0)


def count(programme_id: int, network: Network | None) -> Counted:
    """Count the tables of one network, or of all networks and of the lines without one."""
    lines = _lines(programme_id)
    held = Session.objects.held().filter(programme_id=programme_id)
    together = dict(held.filter(kind=SessionKind.COLLECTIVE).values_list("network_id").annotate(Count("pk")))
    networks = list(Network.objects.filter(programme_id=programme_id))
    notes = _Notes()
    if network is not None:
        tables: tuple[SessionTable, ...] = (_table(network, lines, together, notes),)
    else:
        tables = tuple(_table(each, lines, together, notes) for each in networks)
        outside = _outside(lines, notes)
        tables = (*tables, outside) if outside else tables
    all_collective, all_individual = (held.filter(kind=kind).count() for kind in COUNTED)
    return Counted(
        tables=tables,
        footnotes=tuple(notes.texts),
        collective=all_collective if network is None else tables[0].collective or 0,
        individual=all_individual if network is None else tables[0].individual,
        period=_period(held.filter(kind__in=COUNTED).values_list("school_year", flat=True).distinct()),
        programme_collective=all_collective,
        programme_individual=all_individual,
        programme_schools=School.objects.filter(programme_id=programme_id).count(),
        programme_networks=len(networks),
    )


class _Notes:
    """Footnotes in order of appearance, each text once."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def number(self, text: str) -> tuple[int, ...]:
        if not text:
            return ()
        if text not in self.texts:
            self.texts.append(text)
        return (self.texts.index(text) + 1,)


def _lines(programme_id: int) -> list[Line]:
    placements = _placements(programme_id)
    sessions = _attended(programme_id, placements)
    lines: dict[tuple[type, int], Line] = {}  # a school and a group can have the same key
    for school in School.objects.filter(programme_id=programme_id).select_related("group"):
        source = school.group or school
        line = lines.get((type(source), source.pk))
        members = (*(line.schools if line else ()), school.pk)
        networks = (line.networks if line else frozenset()) | {each[0] for each in placements[school.pk]}
        collective = line.collective if line else defaultdict(set)
        individual = line.individual if line else defaultdict(set)
        for kind, network_id, session_id in sessions[school.pk]:
            (collective if kind == SessionKind.COLLECTIVE else individual)[network_id].add(session_id)
        lines[type(source), source.pk] = Line(source.key, source.name, source.report_note, members, networks, collective, individual)
    return list(lines.values())


Places = dict[int, list[tuple[int, datetime.date, datetime.date | None]]]


def _placements(programme_id: int) -> Places:
    places: Places = defaultdict(list)
    rows = Placement.objects.filter(programme_id=programme_id, starts_on__lte=timezone.localdate()).values_list(
        "school_id", "network_id", "starts_on", "ends_on"
    )
    for school_id, network_id, starts_on, ends_on in rows:
        places[school_id].append((network_id, starts_on, ends_on))
    return places


def _attended(programme_id: int, placements: Places) -> dict[int, list[tuple[str, int | None, int]]]:
    """Per school: kind, network and id of each counted session. A collective one names its network, an individual one follows the school."""
    attended: dict[int, list[tuple[str, int | None, int]]] = defaultdict(list)
    rows = Attendance.objects.filter(programme_id=programme_id, session__state=SessionState.HELD, session__kind__in=COUNTED)
    fields = ("school_id", "session_id", "session__kind", "session__network_id", "session__date", "session__school_year")
    for school_id, session_id, kind, network_id, date, school_year in rows.values_list(*fields):
        day = date or datetime.date(school_year + 1, 6, 30)
        place = network_id if kind == SessionKind.COLLECTIVE else _network_on(placements[school_id], day)
        attended[school_id].append((kind, place, session_id))
    return attended


def _network_on(places: list[tuple[int, datetime.date, datetime.date | None]], day: datetime.date) -> int | None:
    return next((network for network, starts, ends in places if starts <= day and (ends is None or day < ends)), None)


def _table(network: Network, lines: Iterable[Line], together: dict[int, int], notes: _Notes) -> SessionTable:
    """`together` counts the collective sessions per network from the sessions themselves, whoever attended them."""
    own = [line for line in lines if network.pk in line.networks]
    title_notes = notes.number(network.report_note)
    rows = tuple(
        LineFacts(
            key=line.key,
            label=line.label,
            schools=len(line.schools),
            collective=len(line.collective[network.pk]),
            individual=len(line.individual[network.pk]),
            footnotes=notes.number(line.note),
        )
        for line in own
    )
    return SessionTable(
        key=network.key,
        title=network.name,
        section=network.section,
        schools=sum(len(line.schools) for line in own),
        lines=rows,
        collective=together.get(network.pk, 0),
        individual=len(set().union(*(line.individual[network.pk] for line in own))),
        footnotes=title_notes,
    )


def _outside(lines: Iterable[Line], notes: _Notes) -> SessionTable | None:
    """Lines with individual sessions outside any network."""
    outside = [line for line in lines if line.individual[None] or not line.networks]
    if not outside:
        return None
    rows = tuple(LineFacts(line.key, line.label, len(line.schools), None, len(line.individual[None]), notes.number(line.note)) for line in outside)
    return SessionTable(
        key="",
        title=WITHOUT_NETWORK,
        section="",
        schools=sum(len(line.schools) for line in outside if not line.networks),
        lines=rows,
        collective=None,
        individual=len(set().union(*(line.individual[None] for line in outside))),
    )


def _period(years: Iterable[int]) -> str:
    ordered = sorted(years)
    if not ordered:
        return "nog geen sessies"
    if len(ordered) == 1:
        return f"schooljaar {school_year_label(ordered[0])}"
    return f"schooljaren {school_year_label(ordered[0])} tot {school_year_label(ordered[-1])}"
