"""The schools behind a figure, for who may see their levels: per level of one indicator, what moved, and all indicators side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from indicators.models import Rating, RatingSource, Round
from indicators.queries.distributions import numbers_of
from indicators.queries.groups import By, Group, known_groups, members, places
from schools.models import School
from schools.models.school import SchoolQuerySet
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


@dataclass(frozen=True)
class SchoolLevels:
    """A school with its level per indicator number; None where it has none."""

    school: School
    levels: Mapping[int, int]


@dataclass(frozen=True)
class Moved:
    """A school that stands elsewhere than in the round before."""

    school: School
    was: int
    became: int

    @property
    def is_further(self) -> bool:
        """Level 1 is the furthest."""
        return self.became < self.was


@dataclass(frozen=True)
class Heat:
    """Schools by indicators, network by network."""

    numbers: tuple[int, ...]
    networks: tuple[tuple[str, tuple[SchoolLevels, ...]], ...]


def schools_with_levels(access: Access) -> SchoolQuerySet:
    """The schools whose levels this person may see one by one."""
    schools = SchoolQuerySet(School).visible_to(access)
    return schools if access.everywhere(Permission.VIEW_LEVELS) else schools.filter(pk__in=access.schools(Permission.VIEW_LEVELS))


def levels_behind(round_: Round, *, source: RatingSource, access: Access, group: Group | None = None) -> list[SchoolLevels]:
    """The schools of a group that one may see, each with what it has; schools that nobody rated are in it when they were expected."""
    rows = Rating.objects.visible_to(access).filter(round=round_, source=source)
    levels: dict[int, dict[int, int]] = defaultdict(dict)
    for school, number, level in rows.values_list("school_id", "indicator__number", "level"):
        levels[school][number] = level
    everyone = frozenset(round_.expected_schools().values_list("pk", flat=True)) | frozenset(levels)
    wanted = everyone if group is None else members(round_, group.by, access, everyone).get(group, frozenset())
    schools = schools_with_levels(access).filter(pk__in=wanted).order_by("sort_key")
    return [SchoolLevels(school, levels.get(school.pk, {})) for school in schools]


def moved_schools(before: Round, now: list[SchoolLevels], number: int, *, source: RatingSource, access: Access) -> list[Moved]:
    """Of these schools, the ones that one may see move on an indicator since an earlier round: the furthest steps first."""
    rows = Rating.objects.visible_to(access).filter(round=before, source=source, indicator__number=number)
    was = dict(rows.values_list("school_id", "level"))
    both = [(each.school, was[each.school.pk], each.levels[number]) for each in now if each.school.pk in was and number in each.levels]
    moved = [Moved(school, former, level) for school, former, level in both if former != level]
    return sorted(moved, key=lambda each: (each.became - each.was, each.school.sort_key))


def heat(round_: Round, *, source: RatingSource, access: Access) -> Heat:
    """Every school that one may see by every indicator, under the network that it was in when the round closed."""
    found = levels_behind(round_, source=source, access=access)
    place = places(round_, By.NETWORK, [each.school.pk for each in found])
    gathered: dict[object, list[SchoolLevels]] = defaultdict(list)
    for each in found:
        gathered[place[each.school.pk]].append(each)
    groups = known_groups(round_, By.NETWORK, access)
    networks = [(group.label, tuple(gathered.pop(pk))) for pk, group in groups.items() if pk in gathered]
    others = tuple(each for rest in gathered.values() for each in rest)
    return Heat(tuple(numbers_of(round_).values()), (*networks, *([("Andere scholen", others)] if others else [])))
