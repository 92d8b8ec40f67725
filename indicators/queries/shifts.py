"""What moved between two closed rounds, school by school: further, the same, less far. Only schools rated in both count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from indicators.models import RatingSource, Round
from indicators.queries.counting import count_shifts
from indicators.queries.distributions import Known, numbers_of
from indicators.queries.groups import By, Group, members
from indicators.queries.small_groups import Guard, Schools
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission

Cells = Mapping[tuple[int, int], int]


@dataclass(frozen=True)
class Shift:
    """One indicator: how many schools went from which level to which. `cells` is empty when it is kept back for a small group."""

    indicator: int
    cells: Cells
    is_kept_back: bool = False

    @property
    def total(self) -> int:
        """The schools that have a level in both rounds."""
        return sum(self.cells.values())

    @property
    def further(self) -> int:
        """Schools that stand further than before; level 1 is the furthest."""
        return self._count(lambda was, became: became < was)

    @property
    def same(self) -> int:
        """Schools that stand where they stood."""
        return self._count(lambda was, became: became == was)

    @property
    def back(self) -> int:
        """Schools that stand less far than before."""
        return self._count(lambda was, became: became > was)

    def _count(self, is_wanted: Callable[[int, int], bool]) -> int:
        return sum(count for (was, became), count in self.cells.items() if is_wanted(was, became))


def round_before(round_: Round, access: Access) -> Round | None:
    """The closed round before this one."""
    closed = Round.objects.visible_to(access).filter(state=Round.State.CLOSED, number__lt=round_.number)
    return closed.select_related("scale", "programme").order_by("-number").first()


def round_after(round_: Round, access: Access) -> Round | None:
    """The closed round after this one."""
    closed = Round.objects.visible_to(access).filter(state=Round.State.CLOSED, number__gt=round_.number)
    return closed.select_related("scale", "programme").order_by("number").first()


def read_shifts(before: Round, after: Round, *, group: Group, access: Access, source: RatingSource = RatingSource.AGREED) -> tuple[Shift, ...]:
    """Per indicator of the later round what moved, over the schools that were in the group when that round closed.

    Whoever may not see every level is shown rounds that follow each other, and of schools that they may not see one by one only the
    whole programme, when that tells of no small group beside the distributions of both rounds.
    """
    if access.everywhere(Permission.VIEW_LEVELS):
        return tuple(_counted(before, after, source, group, access))
    return tuple(_protected(before, after, source, group, access))


def _counted(before: Round, after: Round, source: RatingSource, group: Group, access: Access) -> Iterator[Shift]:
    schools = None if group.by is By.PROGRAMME else Known(after, source, access).schools_of(group)
    found = count_shifts(before, after, source, schools)
    for pk, number in numbers_of(after).items():
        yield Shift(number, found.get(pk, {}))


def _protected(before: Round, after: Round, source: RatingSource, group: Group, access: Access) -> Iterator[Shift]:
    was, became = Known(before, source, access), Known(after, source, access)
    schools = became.schools_of(group)
    is_public = group.by is By.PROGRAMME and source == RatingSource.AGREED and round_before(after, access) == before
    beside = _Beside(before, after, source, access, was, became) if is_public else None
    for number in numbers_of(after).values():
        both = schools & was.levels.get(number, {}).keys() & became.levels.get(number, {}).keys()
        unseen = both & (was.unseen(number) | became.unseen(number))
        if unseen and (beside is None or not beside.admits(number, both)):
            yield Shift(number, {}, is_kept_back=True)
        else:
            yield Shift(number, Counter((was.levels[number][school], became.levels[number][school]) for school in both))


class _Beside:
    """Whether a shift over the programme may be shown beside all distributions of both rounds, and beside the shift before it."""

    def __init__(self, before: Round, after: Round, source: RatingSource, access: Access, was: Known, became: Known) -> None:
        former = round_before(before, access)
        self._was, self._became = was, became
        self._former = Known(former, source, access) if former else None
        self._kinds = [{kind: members(round_, kind, access, known.everyone) for kind in By} for round_, known in ((before, was), (after, became))]

    def admits(self, number: int, both: Schools) -> bool:
        earlier: Guard = self._was.guard(number, self._kinds[0])
        if self._former is not None:
            earlier.admit(frozenset(self._former.levels.get(number, {})) & self._was.levels[number].keys())
        return self._became.guard(number, self._kinds[1]).admit(both) and earlier.admit(both)
