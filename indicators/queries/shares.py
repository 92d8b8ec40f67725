"""Distributions as tidy rows: for the API, files and whoever counts elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indicators.models import RatingSource, Round
from indicators.queries.distributions import Distribution, Reading, read
from indicators.queries.groups import By
from warmescholen.accounts.access import Access


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


def distributions(round_: Round, *, source: RatingSource, by: By, access: Access) -> Distributions:
    """Every indicator of the round for every group that may be shown, as `read` gives them."""
    reading = read(round_, source=source, by=by, access=access)
    return Distributions(tuple(tidy(reading)), reading.has_merged, reading.has_left_out)


def tidy(reading: Reading) -> Iterator[Share]:
    """One row per level; a single one without data. Groups whose levels are kept back are not in it."""
    for each in reading.distributions:
        if not each.is_kept_back:
            yield from _rows(reading, each)


def _rows(reading: Reading, each: Distribution) -> Iterator[Share]:
    head = (reading.round.number, str(reading.source), each.indicator, each.group.key)
    if not each.shares:
        yield Share(*head, None, None, each.total, None, each.missing)
    for share in each.shares:
        yield Share(*head, share.level, share.count, share.total, share.percent, each.missing)
