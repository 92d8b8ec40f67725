"""Which groups of schools may be shown to whom: rule 9 of the domain.

Nobody learns the levels of fewer than five schools whose levels they may not see one by one. So a group that would show one to four of
these is merged with other small groups, and left out when that is not enough; nor may what is left over between the groups and the
whole programme be so small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Schools = frozenset[int]
Groups = Mapping[str | None, Schools]

SMALLEST_GROUP = 5
MERGED = "(overige)"  # no key of a network or city can look like this


@dataclass(frozen=True)
class Shown:
    """The groups that may be shown for one indicator, and what happened to the small ones."""

    groups: Groups
    has_merged: bool
    has_left_out: bool


def safe(groups: Groups, *, everyone: Schools, unseen: Schools) -> Shown:
    """The groups that can be shown without telling of one to four `unseen` schools; `everyone` is the whole that is known as well."""
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
    left_out = any(not groups[name] <= pool for name in groups.keys() - kept.keys())
    return Shown({**kept, MERGED: pool} if pool else kept, bool(pool), left_out)


def union(groups: Iterable[Schools]) -> Schools:
    """All schools of these groups."""
    return frozenset().union(*groups)


def _tells(schools: Schools, unseen: Schools) -> bool:
    return 0 < len(schools & unseen) < SMALLEST_GROUP
