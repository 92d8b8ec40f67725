"""Distributions of a round per programme, network or city, for whoever asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from indicators.models import RatingSource, Round
from indicators.queries.levels import count_levels, levels_by_school, percent
from indicators.queries.small_groups import Groups, Schools, safe, union
from networks.models import Network, NetworkCity
from schools.models import Placement, School
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


class By(StrEnum):
    """How schools are grouped."""

    PROGRAMME = "programme"
    NETWORK = "network"
    CITY = "city"


@dataclass(frozen=True)
class Share:
    """How many schools of a group stand on a level. Without data, `level`, `count` and `percent` are None: that is not 0 %."""

    round: int
    source: str
    indicator: int
    group: str | None
    level: int | None
    count: int | None
    total: int
    percent: int | None
    missing: int


@dataclass(frozen=True)
class Distributions:
    """The rows, and whether small groups were merged or left out in any of them."""

    shares: tuple[Share, ...] = ()
    has_merged: bool = False
    has_left_out: bool = False


def round_for_figures(access: Access, number: int | None) -> Round | None:
    """The round with this number, or the latest closed one. Who may not see every level is offered closed rounds only."""
    rounds = Round.objects.visible_to(access).select_related("programme", "scale").order_by("-number")
    if number is None or not access.everywhere(Permission.VIEW_LEVELS):
        rounds = rounds.filter(state=Round.State.CLOSED)
    return (rounds if number is None else rounds.filter(number=number)).first()


def distributions(round_: Round, *, source: RatingSource, by: By, access: Access) -> Distributions:
    """Every indicator of the round for every group that may be shown. Membership of a network counts at the round's closing date."""
    levels = levels_by_school(round_, source=source)
    expected = frozenset(round_.expected_schools().values_list("pk", flat=True))
    everyone = expected.union(*levels.values())
    groups = _groups(round_, by, access, everyone)
    seen = _seen(round_, access, everyone)
    scale = list(round_.scale.levels.values_list("number", flat=True))
    shares: list[Share] = []
    is_merged = is_left_out = False
    for number in sorted(round_.indicator_links.values_list("indicator_version__indicator__number", flat=True)):
        rated = levels.get(number, {})
        shown = safe(groups, everyone=everyone, unseen=frozenset(rated) - seen)
        is_merged, is_left_out = is_merged or shown.has_merged, is_left_out or shown.has_left_out
        for group, schools in shown.groups.items():
            none = Share(round_.number, source, number, group, None, None, 0, None, len((schools & expected) - rated.keys()))
            shares += _shares(none, {school: rated[school] for school in schools & rated.keys()}, scale)
    return Distributions(tuple(shares), is_merged, is_left_out)


def _shares(none: Share, rated: dict[int, int], scale: list[int]) -> list[Share]:
    """One row per level; the one without data when no school is rated."""
    total = len(rated)
    if not total:
        return [none]
    counts = count_levels(rated, rated)
    head = (none.round, none.source, none.indicator, none.group)
    return [Share(*head, level, counts[level], total, percent(counts[level], total), none.missing) for level in scale]


def _seen(round_: Round, access: Access, everyone: Schools) -> Schools:
    """The schools whose levels this person may see, those included that were in an own network when the round closed."""
    if access.everywhere(Permission.VIEW_LEVELS):
        return everyone
    placed = Placement.objects.on(round_.closes_on).filter(network__in=access.networks(Permission.VIEW_LEVELS))
    return access.schools(Permission.VIEW_LEVELS) | frozenset(placed.values_list("school_id", flat=True))


def _groups(round_: Round, by: By, access: Access, everyone: Schools) -> Groups:
    """The groups that this person knows of, each with its schools; the schools without one come last."""
    if by is By.PROGRAMME:
        return {round_.programme.slug: everyone}
    found = _by_network(round_, everyone) if by is By.NETWORK else _by_city(round_, everyone)
    known = _known_keys(by, access)
    groups: dict[str | None, Schools] = {key: schools for key, schools in found.items() if known is None or key in known}
    outside = everyone - union(found.values())
    return {**groups, None: outside} if outside and known is None else groups


def _by_network(round_: Round, everyone: Schools) -> dict[str, Schools]:
    placed = Placement.objects.on(round_.closes_on).filter(programme_id=round_.programme_id, school__in=everyone)
    return _gather(placed.order_by("network__position", "network__sort_key").values_list("network__key", "school_id"))


def _by_city(round_: Round, everyone: Schools) -> dict[str, Schools]:
    schools = School.objects.filter(programme_id=round_.programme_id, pk__in=everyone, city__isnull=False)
    return _gather(schools.order_by("city__sort_key").values_list("city__key", "pk"))


def _gather(pairs: Iterable[tuple[str, int]]) -> dict[str, Schools]:
    found: dict[str, set[int]] = defaultdict(set)
    for key, school in pairs:
        found[key].add(school)
    return {key: frozenset(schools) for key, schools in found.items()}


def _known_keys(by: By, access: Access) -> frozenset[str] | None:
    """The networks or cities that somebody may see; None for all."""
    if access.everywhere(Permission.VIEW_AGGREGATES):
        return None
    networks = Network.objects.visible_to(access)
    if by is By.NETWORK:
        return frozenset(networks.values_list("key", flat=True))
    cities = NetworkCity.objects.filter(network__in=networks).values_list("city__key", flat=True)
    own = School.objects.visible_to(access).filter(city__isnull=False).values_list("city__key", flat=True)
    return frozenset(cities) | frozenset(own)
