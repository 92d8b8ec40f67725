"""Counts by the database alone, for who may see every level: no school is read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any, cast

from django.db import connection
from django.db.models import Count, F, FilteredRelation, Q, QuerySet

from indicators.models import Rating, RatingSource, Round
from indicators.queries.groups import By
from schools.models import School

Place = object
COLUMNS = {By.CITY: "city_id", By.UMBRELLA: "umbrella_id", By.EDUCATION: "education"}
SHIFT = """
    SELECT indicator_id, was, became, count(*)
    FROM (
        SELECT
            indicator_id, school_id,
            max(level) FILTER (WHERE round_id = %(before)s) AS was, max(level) FILTER (WHERE round_id = %(after)s) AS became
        FROM indicators_rating
        WHERE programme_id = %(programme)s AND source = %(source)s AND round_id IN (%(before)s, %(after)s)
            AND (%(schools)s::bigint[] IS NULL OR school_id = ANY(%(schools)s))
        GROUP BY indicator_id, school_id
    ) AS per_school
    WHERE was IS NOT NULL AND became IS NOT NULL
    GROUP BY indicator_id, was, became
"""


def count_by_group(round_: Round, source: RatingSource, by: By) -> dict[Place, dict[int, Counter[int]]]:
    """Per group and indicator (both by their ids): how many schools stand on each level."""
    found: dict[Place, dict[int, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for place, indicator, level, count in _counted(_rated(round_, source), round_, by):
        found[place][indicator][level] += count
    return found


def expected_by_group(round_: Round, source: RatingSource, by: By) -> tuple[Counter[Place], Counter[tuple[Place, int]]]:
    """Per group how many schools are expected, and per group and indicator id how many have a level without being expected."""
    expected = round_.expected_schools()
    others = list(School.objects.filter(programme_id=round_.programme_id).exclude(pk__in=expected.values("pk")).values_list("pk", flat=True))
    strangers: Counter[tuple[Place, int]] = Counter()
    if others:
        for place, indicator, _level, count in _counted(_rated(round_, source).filter(school__in=others), round_, by):
            strangers[place, indicator] += count
    if by is By.PROGRAMME:
        return Counter({None: expected.count()}), strangers
    counted = _placed(expected, round_, by, "").values_list("place").annotate(count=Count("pk")).order_by()
    return Counter(dict(counted)), strangers


def count_shifts(before: Round, after: Round, source: RatingSource, schools: Collection[int] | None = None) -> dict[int, Counter[tuple[int, int]]]:
    """Per indicator id: how many schools went from which level to which, of those (of `schools`) rated in both rounds; one pass."""
    found: dict[int, Counter[tuple[int, int]]] = defaultdict(Counter)
    asked: dict[str, Any] = {"programme": after.programme_id, "source": str(source), "before": before.pk, "after": after.pk}
    asked["schools"] = None if schools is None else list(schools)
    with connection.cursor() as cursor:
        cursor.execute(SHIFT, asked)
        for indicator, was, became, count in cursor.fetchall():
            found[indicator][was, became] += count
    return found


def _rated(round_: Round, source: RatingSource) -> QuerySet[Rating]:
    return Rating.objects.filter(programme_id=round_.programme_id, round=round_, source=source)


def _counted(rows: QuerySet[Rating], round_: Round, by: By) -> list[tuple[Place, int, int, int]]:
    if by is By.PROGRAMME:
        counted = rows.values_list("indicator_id", "level").annotate(count=Count("*")).order_by()
        return [(None, indicator, level, count) for indicator, level, count in counted]
    return list(_placed(rows, round_, by, "school__").values_list("place", "indicator_id", "level").annotate(count=Count("*")).order_by())


def _placed(rows: QuerySet[Any], round_: Round, by: By, school: str) -> QuerySet[Any]:
    """The rows with the group of their school as `place`; that of a network on the round's closing date."""
    if by is not By.NETWORK:
        return cast("QuerySet[Any]", rows.annotate(place=F(f"{school}{COLUMNS[by]}")))
    ends, day = f"{school}placements__ends_on", round_.closes_on
    then = Q(**{f"{school}placements__starts_on__lte": day}) & (Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": day}))
    return cast("QuerySet[Any]", rows.annotate(here=FilteredRelation(f"{school}placements", condition=then), place=F("here__network_id")))
