"""The same figures as files: tables as CSV and XLSX, pictures as SVG."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from indicators.queries.behind import levels_behind
from indicators.queries.distributions import names_of, read
from indicators.queries.groups import By
from indicators.queries.shares import tidy
from indicators.queries.shifts import read_shifts, round_before
from indicators.views.choices import Choice, choice_of
from indicators.views.pictures import bars_for_a_file
from indicators.views.reading import distribution_in, versions_of
from schools.guards import Request, needs
from schools.rest.formats import Csv, Xlsx, file_answer
from warmescholen.accounts.roles import Permission
from warmescholen.ui.charts import distribution_bars

RENDERERS = {"csv": Csv(), "xlsx": Xlsx()}
Rows = list[tuple[Any, ...]]
SHARES = ("round", "source", "indicator", "group", "level", "count", "total", "percent", "missing", "indicator_name", "group_name", "level_name")
SHIFTS = ("round_before", "round", "source", "indicator", "group", "level_before", "level", "count", "indicator_name")
LEVELS = ("round", "source", "indicator", "school", "school_name", "level", "level_name", "indicator_name")


@require_GET
@needs(Permission.VIEW_AGGREGATES)
def distribution_file(request: Request, kind: str) -> HttpResponse:
    """Every group of a kind that may be shown, as in the API, with names beside the keys."""
    choice = _chosen(request)
    per = request.GET.get("per", choice.group.by.value)
    if per not in set(By):
        raise Http404
    reading = read(choice.round, by=By(per), access=request.access, source=choice.source)
    names, levels = _names(choice), dict(names_of(choice.round))
    groups = {each.group.key: each.group.label for each in reading.distributions}
    rows = [(*astuple(share), names[share.indicator], groups[share.group], levels.get(share.level or 0)) for share in tidy(reading)]
    return _file(kind, f"verdeling-ronde-{choice.round.number}-per-{per}", SHARES, rows)


@require_GET
@needs(Permission.VIEW_AGGREGATES)
def shift_file(request: Request, kind: str) -> HttpResponse:
    """What moved since the round before, for the chosen schools."""
    choice = _chosen(request)
    before, names = round_before(choice.round, request.access), _names(choice)
    shifts = read_shifts(before, choice.round, group=choice.group, access=request.access, source=choice.source) if before else ()
    rows = [
        (before.number, choice.round.number, choice.source.value, shift.indicator, choice.group.key, was, became, count, names[shift.indicator])
        for shift in shifts
        for (was, became), count in sorted(shift.cells.items())
        if before
    ]
    return _file(kind, f"verschuiving-ronde-{choice.round.number}", SHIFTS, rows)


@require_GET
@needs(Permission.VIEW_LEVELS)
def level_file(request: Request, kind: str) -> HttpResponse:
    """The level of each school that one may see on each indicator."""
    choice = _chosen(request)
    names, levels = _names(choice), dict(names_of(choice.round))
    rows = [
        (choice.round.number, choice.source.value, number, each.school.key, each.school.name, level, levels.get(level or 0), names[number])
        for each in levels_behind(choice.round, source=choice.source, access=request.access, group=choice.group)
        for number in names
        for level in (each.levels.get(number),)
    ]
    return _file(kind, f"scholen-ronde-{choice.round.number}", LEVELS, rows)


@require_GET
@needs(Permission.VIEW_AGGREGATES)
def indicator_picture(request: Request, number: int) -> HttpResponse:
    """The bar of one indicator, that of the programme under it, as a drawing that stands on its own."""
    choice = _chosen(request)
    version = next((each for each in versions_of(choice.round) if each.indicator.number == number), None)
    if version is None:
        raise Http404
    access, kinds = request.access, dict.fromkeys((choice.group.by, By.PROGRAMME))
    readings = {by: read(choice.round, by=by, access=access, source=choice.source) for by in kinds}
    shown = [distribution_in(readings[choice.group.by], choice.group, number)]
    if not choice.is_programme:
        shown += readings[By.PROGRAMME].of(number)
    svg = distribution_bars(bars_for_a_file(shown), title=f"{number}. {version.short_name}, {choice.round.name}")
    headers = {"Content-Disposition": f'attachment; filename="indicator-{number}.svg"', "Cache-Control": "private, no-cache"}
    return HttpResponse(svg, content_type="image/svg+xml", headers=headers)


def _chosen(request: Request) -> Choice:
    choice = choice_of(request)
    if choice is None:
        raise Http404
    return choice


def _names(choice: Choice) -> dict[int, str]:
    return {version.indicator.number: version.short_name for version in versions_of(choice.round)}


def _file(kind: str, name: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> HttpResponse:
    answer = file_answer(RENDERERS[kind], name, columns, [list(rows)])
    return HttpResponse(b"".join(answer), headers=dict(answer.items()))
