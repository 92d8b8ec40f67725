"""One indicator: over the rounds, per network or city, what moved, which schools stand where, and what was learned."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from indicators.models import AttentionPoint, IndicatorVersion, LevelDescriptor, Round, RoundIndicator
from indicators.queries.behind import SchoolLevels, levels_behind, moved_schools
from indicators.queries.distributions import names_of, read
from indicators.queries.groups import IN_WORDS, By
from indicators.queries.shifts import Shift, read_shifts
from indicators.views.between import Between, between
from indicators.views.choices import Choice, choice_of, may_open
from indicators.views.pictures import Picture, picture_of
from indicators.views.reading import distribution_in, versions_of
from schools.guards import Request, needs
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission

MOST_ROUNDS = 6


@dataclass(frozen=True)
class LevelWords:
    """A level, what one sees on it, and which of the reader's schools stand there."""

    number: int | None
    name: str
    text: str
    schools: tuple[SchoolLevels, ...]


@dataclass(frozen=True)
class Matrix:
    """What moved between two rounds: a row per level before, a column per level now."""

    shift: Shift
    before: Round
    names: list[tuple[int, str]]

    @property
    def rows(self) -> list[tuple[str, list[tuple[int, str]]]]:
        """Per level before: how many schools stand on each level now, and whether that is further, the same or back."""
        kinds = {True: "further", False: "back"}
        return [
            (name, [(self.shift.cells.get((was, became), 0), "same" if was == became else kinds[became < was]) for became, _name in self.names])
            for was, name in self.names
        ]


@require_GET
@needs(Permission.VIEW_AGGREGATES)
def indicator_detail(request: Request, number: int) -> HttpResponse:
    """Everything about one indicator that this person may see."""
    choice = choice_of(request)
    version = next((each for each in versions_of(choice.round) if each.indicator.number == number), None) if choice else None
    if choice is None or version is None:
        raise Http404
    access, per = request.access, _per(request)
    earlier = [round_ for round_ in choice.rounds if round_.number < choice.round.number]
    before = next((round_ for round_ in earlier if str(round_.number) == request.GET.get("met")), next(iter(earlier), None))
    is_open = may_open(choice.group, access)
    schools = levels_behind(choice.round, source=choice.source, access=access, group=choice.group) if is_open else []
    context = {
        "choice": choice,
        "version": version,
        "own": _own(choice, choice.round, number, version.short_name, access),
        "levels": _levels(choice, version, schools),
        "over_rounds": _over_rounds(choice, version, access),
        "per": per,
        "kinds": [(by.value, IN_WORDS[by]) for by in By if by is not By.PROGRAMME],
        "per_group": [picture_of(each, each.group.label) for each in read(choice.round, by=per, access=access, source=choice.source).of(number)],
        "earlier": earlier,
        "matrix": _matrix(choice, before, number, access),
        "moved": moved_schools(before, schools, number, source=choice.source, access=access) if before and schools else [],
        "between": _between(choice, before, version, schools, access),
        "points": _points(choice, version, access),
        "may_see_schools": is_open,
    }
    return render(request, "indicators/indicator.html", context)


def _per(request: Request) -> By:
    asked = request.GET.get("per", By.NETWORK.value)
    if asked not in set(By) - {By.PROGRAMME}:
        raise Http404
    return By(asked)


def _own(choice: Choice, round_: Round, number: int, name: str, access: Access) -> Picture:
    reading = read(round_, by=choice.group.by, access=access, source=choice.source)
    return picture_of(distribution_in(reading, choice.group, number), name)


def _levels(choice: Choice, version: IndicatorVersion, schools: list[SchoolLevels]) -> list[LevelWords]:
    texts = dict(LevelDescriptor.objects.filter(indicator_version=version).values_list("level__number", "text"))
    number = version.indicator.number

    def on(level: int | None) -> tuple[SchoolLevels, ...]:
        return tuple(each for each in schools if each.levels.get(number) == level)

    levels = [LevelWords(each.number, each.name, texts.get(each.number, ""), on(each.number)) for each in choice.round.scale.levels.all()]
    return [*levels, LevelWords(None, "geen gegevens", "", on(None))]


def _over_rounds(choice: Choice, version: IndicatorVersion, access: Access) -> list[tuple[Round, Picture]]:
    """The same group in each closed round that looked at this indicator, the newest first."""
    links = RoundIndicator.objects.filter(round__in=choice.rounds, indicator_version__indicator=version.indicator)
    looked = set(links.values_list("round_id", flat=True))
    rounds = [round_ for round_ in choice.rounds if round_.pk in looked][:MOST_ROUNDS]
    return [(round_, _own(choice, round_, version.indicator.number, round_.name, access)) for round_ in rounds]


def _matrix(choice: Choice, before: Round | None, number: int, access: Access) -> Matrix | None:
    if before is None:
        return None
    shifts = read_shifts(before, choice.round, group=choice.group, access=access, source=choice.source)
    shift = next((each for each in shifts if each.indicator == number), None)
    return None if shift is None or not (shift.total or shift.is_kept_back) else Matrix(shift, before, names_of(choice.round))


def _between(choice: Choice, before: Round | None, version: IndicatorVersion, schools: list[SchoolLevels], access: Access) -> Between | None:
    if before is None or not access.may_somewhere(Permission.VIEW_SPRINT):
        return None
    return between(before, choice.round, version.indicator, [each.school.pk for each in schools], access)


def _points(choice: Choice, version: IndicatorVersion, access: Access) -> list[AttentionPoint]:
    """Those of the chosen network, or of the whole programme."""
    points = AttentionPoint.objects.visible_to(access).filter(indicator=version.indicator).in_use().select_related("network")
    if choice.group.by is By.NETWORK:
        return list(points.filter(network__key=choice.group.key))
    return list(points.filter(network__isnull=True))
