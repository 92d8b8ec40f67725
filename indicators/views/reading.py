"""How far the schools are: every indicator as a bar, beside the programme and the round before, never as an average."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from indicators.models import IndicatorVersion, Round
from indicators.queries.behind import heat
from indicators.queries.distributions import Distribution, Reading, names_of, read
from indicators.queries.groups import By, Group
from indicators.queries.shifts import Shift, read_shifts, round_before
from indicators.views.choices import Choice, choice_of
from indicators.views.pictures import Picture, picture_of
from schools.guards import Request, needs
from warmescholen.accounts.roles import Permission

MOST_MOVES = 3


@dataclass(frozen=True)
class Line:
    """One indicator of the page."""

    version: IndicatorVersion
    own: Picture
    beside: Picture | None
    shift: Shift | None

    @property
    def number(self) -> int:
        """The number of the indicator."""
        return self.version.indicator.number


@require_GET
@needs(Permission.VIEW_AGGREGATES)
def reading(request: Request) -> HttpResponse:
    """All indicators of a round for one set of schools."""
    choice = choice_of(request)
    if choice is None:
        return render(request, "indicators/reading_none.html")
    access = request.access
    before = round_before(choice.round, access)
    own = read(choice.round, by=choice.group.by, access=access, source=choice.source)
    programme = None if choice.is_programme else read(choice.round, by=By.PROGRAMME, access=access, source=choice.source)
    shifts = (
        {shift.indicator: shift for shift in read_shifts(before, choice.round, group=choice.group, access=access, source=choice.source)}
        if before
        else {}
    )
    lines = [_line(version, choice, own, programme, shifts) for version in versions_of(choice.round)]
    context = {
        "choice": choice,
        "lines": lines,
        "names": names_of(choice.round),
        "before": before,
        "moves": _moves(lines),
        "schools": max((line.own.distribution.total for line in lines), default=0),
        "is_kept_back": any(line.own.distribution.is_kept_back for line in lines),
        "may_see_schools": access.may_somewhere(Permission.VIEW_LEVELS),
    }
    return render(request, "indicators/reading.html", context)


@require_GET
@needs(Permission.VIEW_LEVELS)
def heat_map(request: Request) -> HttpResponse:
    """Every school that one may see by every indicator of a round."""
    choice = choice_of(request)
    if choice is None:
        return render(request, "indicators/reading_none.html")
    found = heat(choice.round, source=choice.source, access=request.access)
    names = dict(names_of(choice.round))
    context = {"choice": choice, "heat": found, "versions": versions_of(choice.round), "names": names, "columns": len(found.numbers) + 1}
    return render(request, "indicators/heat.html", context)


def versions_of(round_: Round) -> list[IndicatorVersion]:
    """The indicators of a round, in the words that it was rated with."""
    links = round_.indicator_links.select_related("indicator_version__indicator").order_by("indicator_version__indicator__number")
    return [link.indicator_version for link in links]


def distribution_in(reading: Reading, group: Group, number: int) -> Distribution:
    """The distribution of one group."""
    return reading.find(number, group.by, group.key, group.label)


def _line(version: IndicatorVersion, choice: Choice, own: Reading, programme: Reading | None, shifts: dict[int, Shift]) -> Line:
    number, name = version.indicator.number, version.short_name
    whole = programme.of(number) if programme else []
    beside = picture_of(whole[0], f"{name}, programma") if whole else None
    return Line(version, picture_of(distribution_in(own, choice.group, number), name), beside, shifts.get(number))


def _moves(lines: list[Line]) -> list[Line]:
    """The indicators on which most schools stand further than in the round before."""
    moved = [line for line in lines if line.shift is not None and line.shift.further]
    return sorted(moved, key=lambda line: -line.shift.further if line.shift else 0)[:MOST_MOVES]
