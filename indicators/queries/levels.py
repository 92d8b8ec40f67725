"""Levels per school, and what is counted of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from indicators.models import Rating, RatingSource, Round


def percent(count: int, total: int) -> int:
    """Count / total in whole percents, rounded half up by itself. Raises ZeroDivisionError without a total: that is no data, not 0 %."""
    return (200 * count + total) // (2 * total)


def levels_by_school(round_: Round, *, source: RatingSource = RatingSource.AGREED) -> dict[int, dict[int, int]]:
    """Per indicator number: the level of each rated school, by the school's id."""
    levels: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Rating.objects.in_round(round_).filter(programme_id=round_.programme_id, source=source)
    for number, school_id, level in rows.values_list("indicator__number", "school_id", "level"):
        levels[number][school_id] = level
    return levels


def count_levels(levels: dict[int, int], schools: Iterable[int]) -> Counter[int]:
    """How many of these schools stand on each level; schools without one are not in it."""
    return Counter(levels[school] for school in schools if school in levels)


def latest_closed_round(programme_id: int) -> Round | None:
    """The round that figures are read from by default."""
    return Round.objects.filter(programme_id=programme_id, state=Round.State.CLOSED).order_by("-number").first()
