"""Which groups of schools may be shown to whom: rule 9 of the domain.

Nobody learns the levels of fewer than five schools whose levels they may not see one by one. So a group that would show one to four of
these is merged with other small groups of its kind, and left out when that is not enough; nor may what is left over between the groups
and the whole programme be so small.

Groups of several kinds cross each other: a network and a city share some schools. Whatever anybody works out from all that is shown to
them, by adding and subtracting or by comparing, is about unions of the parts into which the shown groups cut the programme. So a group is
admitted only when none of these parts comes to hold one to four unseen schools. The order in which groups are tried is fixed, and does not
depend on what is asked for: no sequence of questions tells more than all answers together.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Schools = frozenset[int]
Name = TypeVar("Name", bound=Hashable)

SMALLEST_GROUP = 5
MERGED = "(overige)"  # no key of a network or city can look like this


@dataclass(frozen=True)
class Shown(Generic[Name]):
    """The groups of one kind that may be shown for one indicator, the small ones together, and which are in neither."""

    groups: Mapping[Name, Schools]
    merged: Schools
    left_out: frozenset[Name]


class Guard:
    """Admits groups one after the other, so that the parts into which they cut the unseen schools never become too small."""

    def __init__(self, unseen: Schools) -> None:
        """Begin with all unseen schools as one part: too few of them, and nothing that holds any is admitted."""
        self._unseen = unseen
        self.parts: list[Schools] = [unseen] if unseen else []

    def admit(self, group: Schools) -> bool:
        """Whether the group may be shown beside all that were admitted before; if so it counts for the next ones."""
        inside = group & self._unseen
        if not inside:
            return True
        if is_too_small(self._unseen):
            return False
        cut = [part for whole in self.parts for part in (whole & inside, whole - inside) if part]
        if any(is_too_small(part) for part in cut):
            return False
        self.parts = cut
        return True


def safe(groups: Mapping[Name, Schools], *, everyone: Schools, unseen: Schools) -> Shown[Name]:
    """The groups of one kind that can be shown without telling of one to four `unseen` schools; `everyone` is the whole that is known as well."""
    small = [name for name, schools in groups.items() if _tells(schools, unseen)]
    large = sorted((name for name in groups if name not in small and groups[name] & unseen), key=lambda name: len(groups[name] & unseen))
    pool = union(groups[name] for name in small)
    while _tells(pool, unseen) and large:
        pool |= groups[large.pop(0)]
    rest = everyone - union(groups.values())
    if _tells(pool, unseen):
        pool, rest = frozenset(), rest | pool
    while _tells(rest, unseen) and (large or pool):
        if large:
            rest |= groups[large.pop(0)]
        else:
            pool, rest = frozenset(), rest | pool
    kept = {name: schools for name, schools in groups.items() if name in large or not schools & unseen}
    return Shown(kept, pool, frozenset(name for name in groups if name not in kept and not groups[name] <= pool))


def guarded(groups: Mapping[Name, Schools], *, everyone: Schools, guard: Guard, unseen: Schools) -> Shown[Name]:
    """`safe`, and of what that leaves only the groups that may be shown beside the groups of other kinds."""
    found = safe(groups, everyone=everyone, unseen=unseen)
    merged = found.merged if found.merged and guard.admit(found.merged) else frozenset()
    kept = {name: schools for name, schools in found.groups.items() if guard.admit(schools)}
    return Shown(kept, merged, frozenset(name for name in groups if name not in kept and not (merged and groups[name] <= merged)))


def union(groups: Iterable[Schools]) -> Schools:
    """All schools of these groups."""
    return frozenset().union(*groups)


def is_too_small(schools: Schools) -> bool:
    """Whether levels of so many schools would tell of them one by one."""
    return 0 < len(schools) < SMALLEST_GROUP


def _tells(schools: Schools, unseen: Schools) -> bool:
    return is_too_small(schools & unseen)
