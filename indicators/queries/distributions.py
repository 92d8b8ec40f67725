"""Distributions of a round over the schools of each group, for whoever asks. Page, files, API and report count here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indicators.models import RatingSource, Round
from indicators.queries.counting import count_by_group, expected_by_group
from indicators.queries.groups import By, Group, known_groups, members, together
from indicators.queries.levels import count_levels, levels_by_school, percent
from indicators.queries.small_groups import Guard, Schools, Shown, guarded
from schools.models import Placement
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


@dataclass(frozen=True)
class LevelShare:
    """How many of the rated schools of a group stand on a level."""

    level: int
    name: str
    count: int
    total: int

    @property
    def percent(self) -> int:
        """Rounded half up by itself."""
        return percent(self.count, self.total)

    def __str__(self) -> str:
        return f"{self.count} van {self.total} {'school' if self.total == 1 else 'scholen'} ({self.percent} %)"


@dataclass(frozen=True)
class Distribution:
    """One indicator over one group. `shares` is empty without data, which is not zero, and when levels are kept back for a small group."""

    indicator: int
    group: Group
    shares: tuple[LevelShare, ...]
    total: int
    missing: int
    is_kept_back: bool = False


@dataclass(frozen=True)
class Reading:
    """All indicators of a round over all groups of one kind, in order; and whether small groups were merged or kept back in any of them."""

    round: Round
    source: RatingSource
    by: By
    distributions: tuple[Distribution, ...] = ()

    @property
    def has_merged(self) -> bool:
        """Whether small groups stand together somewhere."""
        return any(each.group == together(self.by) for each in self.distributions)

    @property
    def has_left_out(self) -> bool:
        """Whether levels are kept back somewhere."""
        return any(each.is_kept_back for each in self.distributions)

    def find(self, indicator: int, by: By, key: str | None, label: str) -> Distribution:
        """One group. One that has no schools in the round, or stands among the small ones, has no levels to show."""
        found = next((each for each in self.of(indicator) if (each.group.by, each.group.key) == (by, key)), None)
        return found or Distribution(indicator, Group(by, key, label), (), 0, 0, is_kept_back=self.has_merged)

    def of(self, indicator: int) -> list[Distribution]:
        """The groups of one indicator."""
        return [each for each in self.distributions if each.indicator == indicator]


def round_for_figures(access: Access, number: int | None) -> Round | None:
    """The round with this number, or the latest closed one. Who may not see every level is offered closed rounds only."""
    rounds = Round.objects.visible_to(access).select_related("programme", "scale").order_by("-number")
    if number is None or not access.everywhere(Permission.VIEW_LEVELS):
        rounds = rounds.filter(state=Round.State.CLOSED)
    return (rounds if number is None else rounds.filter(number=number)).first()


def read(round_: Round, *, by: By, access: Access, source: RatingSource = RatingSource.AGREED) -> Reading:
    """Every indicator of the round for every group of a kind that this person knows of. Membership counts at the round's closing date.

    Whoever may not see every level sees of other sources than `agreed` only groups of which they may see each school: two sources
    beside each other differ by few schools.
    """
    if access.everywhere(Permission.VIEW_LEVELS):
        return Reading(round_, source, by, tuple(_counted(round_, source, by, access)))
    return Reading(round_, source, by, tuple(_protected(round_, source, by, access)))


def names_of(round_: Round) -> list[tuple[int, str]]:
    """The levels of a round's scale, the furthest first."""
    return list(round_.scale.levels.values_list("number", "name"))


def numbers_of(round_: Round) -> dict[int, int]:
    """Per indicator of a round: its number, by its id, in order."""
    links = round_.indicator_links.order_by("indicator_version__indicator__number")
    return dict(links.values_list("indicator_version__indicator_id", "indicator_version__indicator__number"))


def seen_schools(round_: Round, access: Access) -> Schools:
    """The schools whose levels this person may see one by one, those included that were in an own network when the round closed."""
    placed = Placement.objects.on(round_.closes_on).filter(network__in=access.networks(Permission.VIEW_LEVELS))
    return access.schools(Permission.VIEW_LEVELS) | frozenset(placed.values_list("school_id", flat=True))


def kinds_until(by: By) -> list[By]:
    """The kinds of groups that are admitted before this one, and this one."""
    kinds = list(By)
    return kinds[: kinds.index(by) + 1]


def _counted(round_: Round, source: RatingSource, by: By, access: Access) -> Iterator[Distribution]:
    """For who may see every level: by the database alone."""
    names, groups = names_of(round_), known_groups(round_, by, access)
    counts, (expected, strangers) = count_by_group(round_, source, by), expected_by_group(round_, source, by)
    for pk, number in numbers_of(round_).items():
        for place, group in groups.items():
            levels: Mapping[int, int] = counts.get(place, {}).get(pk, {})
            total = sum(levels.values())
            shares = tuple(LevelShare(level, name, levels.get(level, 0), total) for level, name in names) if total else ()
            if place in expected or place in counts:
                yield Distribution(number, group, shares, total, expected[place] - total + strangers.get((place, pk), 0))


def _protected(round_: Round, source: RatingSource, by: By, access: Access) -> Iterator[Distribution]:
    """For everybody else: school by school, and nothing that would tell of fewer than five schools."""
    known = Known(round_, source, access)
    kinds = {kind: members(round_, kind, access, known.everyone) for kind in kinds_until(by)}
    for number in numbers_of(round_).values():
        shown = known.shown(number, kinds) if source == RatingSource.AGREED else known.whole_only(number, kinds[by])
        for group, schools in kinds[by].items():
            if group in shown.groups or group in shown.left_out:
                yield known.distribution(number, group, schools, is_kept_back=group in shown.left_out)
        if shown.merged:
            yield known.distribution(number, together(by), shown.merged)


class Known:
    """Which school has which level in a round, and of which schools somebody may see it."""

    def __init__(self, round_: Round, source: RatingSource, access: Access) -> None:
        """Read the levels of the round, once."""
        self._round, self._access = round_, access
        self._names = names_of(round_)
        self.levels = levels_by_school(round_, source=source)
        self._expected = frozenset(round_.expected_schools().values_list("pk", flat=True))
        self.everyone = self._expected.union(*self.levels.values())
        self._seen = self.everyone if access.everywhere(Permission.VIEW_LEVELS) else seen_schools(round_, access)

    def schools_of(self, group: Group) -> Schools:
        """The schools of a group; none for one that this person does not know of."""
        return members(self._round, group.by, self._access, self.everyone).get(group, frozenset())

    def unseen(self, number: int) -> Schools:
        """The schools with a level that this person may not see by itself."""
        return frozenset(self.levels.get(number, {})) - self._seen

    def guard(self, number: int, kinds: Mapping[By, Mapping[Group, Schools]]) -> Guard:
        """What may be shown beside all groups of these kinds."""
        guard = Guard(self.unseen(number))
        for groups in kinds.values():
            guarded(groups, everyone=self.everyone, guard=guard, unseen=self.unseen(number))
        return guard

    def shown(self, number: int, kinds: Mapping[By, Mapping[Group, Schools]]) -> Shown[Group]:
        """The groups of the last of these kinds that may be shown beside those of the others."""
        before = dict(list(kinds.items())[:-1])
        last = list(kinds.values())[-1]
        return guarded(last, everyone=self.everyone, guard=self.guard(number, before), unseen=self.unseen(number))

    def whole_only(self, number: int, groups: Mapping[Group, Schools]) -> Shown[Group]:
        """The groups of which this person may see every school."""
        kept = {group: schools for group, schools in groups.items() if not schools & self.unseen(number)}
        return Shown(kept, frozenset(), frozenset(groups) - frozenset(kept))

    def distribution(self, number: int, group: Group, schools: Schools, *, is_kept_back: bool = False) -> Distribution:
        """The levels of these schools on an indicator."""
        rated = self.levels.get(number, {})
        counts, missing = count_levels(rated, schools), len((schools & self._expected) - rated.keys())
        total = counts.total()
        shares = tuple(LevelShare(level, name, counts[level], total) for level, name in self._names) if total and not is_kept_back else ()
        return Distribution(number, group, shares, total, missing, is_kept_back=is_kept_back)
