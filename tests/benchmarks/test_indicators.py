"""Distributions and shifts over 5,000 schools, 12 rounds and 3 sources (1.6 million ratings), against the same aggregate in bare SQL."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from indicators import services
from indicators.models import Round
from indicators.queries import By, read
from indicators.queries.shifts import read_shifts
from schools.models import Grant
from tests.benchmarks.results import compare, keep
from tests.factories.rating import LEVELS
from warmescholen.accounts.access import platform_access
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme
from warmescholen.tenancy.ops import ops_connection

SCHOOLS, NETWORKS, ROUNDS, INDICATORS = 5_000, 800, 12, 9
PAIRS = 9
LIMIT, WALL_LIMIT = 1.5, 1.1
START = datetime.date(2020, 9, 1)

# What a person would write by hand for the same figures: how many stand on each level, and how many of those expected have none.
DISTRIBUTION = """
    WITH expected AS (
        SELECT s.id FROM schools_school s
        WHERE s.programme_id = %(programme)s AND (
            EXISTS (
                SELECT 1 FROM schools_placement p
                WHERE p.school_id = s.id AND p.starts_on <= %(day)s AND (p.ends_on IS NULL OR p.ends_on > %(day)s)
            )
            OR NOT EXISTS (SELECT 1 FROM schools_placement p WHERE p.school_id = s.id)
        )
    )
    SELECT r.indicator_id, r.level, count(*), (SELECT count(*) FROM expected)
    FROM indicators_rating r
    WHERE r.programme_id = %(programme)s AND r.round_id = %(round)s AND r.source = 'agreed'
    GROUP BY r.indicator_id, r.level
"""
SHIFT = """
    SELECT indicator_id, was, became, count(*) FROM (
        SELECT indicator_id, school_id, max(level) FILTER (WHERE round_id = %(before)s) was, max(level) FILTER (WHERE round_id = %(round)s) became
        FROM indicators_rating WHERE programme_id = %(programme)s AND source = 'agreed' AND round_id IN (%(before)s, %(round)s)
        GROUP BY indicator_id, school_id
    ) x WHERE was IS NOT NULL AND became IS NOT NULL GROUP BY 1, 2, 3
"""
COUNT = """
    SELECT indicator_id, level, count(*) FROM indicators_rating
    WHERE programme_id = %(programme)s AND round_id = %(round)s AND source = 'agreed' GROUP BY indicator_id, level
"""
SCHOOLS_SQL = """
    INSERT INTO schools_school (programme_id, key, name, sort_key, education, position, report_note, created_at, updated_at)
    SELECT %(programme)s, 'school-' || n, 'School ' || n, 'school ' || n, 'basis', 0, '', now(), now() FROM generate_series(1, %(schools)s) n
"""
NETWORKS_SQL = """
    INSERT INTO networks_network (programme_id, key, name, sort_key, section, position, description, story, report_note, created_at, updated_at)
    SELECT %(programme)s, 'netwerk-' || n, 'Netwerk ' || n, 'netwerk ' || n, '', n, '', '', '', now(), now() FROM generate_series(1, %(networks)s) n
"""
PLACEMENTS_SQL = """
    INSERT INTO schools_placement (programme_id, school_id, network_id, starts_on, created_at, updated_at)
    SELECT %(programme)s, s.id, n.id, %(day)s, now(), now()
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM schools_school WHERE programme_id = %(programme)s) s
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM networks_network WHERE programme_id = %(programme)s) n
        ON n.place = 1 + (s.place - 1) %% %(networks)s
"""
RATINGS_SQL = """
    INSERT INTO indicators_rating
        (programme_id, round_id, indicator_id, school_id, source, level, evidence, rated_on, version, created_at, updated_at)
    SELECT %(programme)s, r.id, i.id, s.id, source, 1 + (s.id * 7 + i.number * 3 + r.number * (s.id %% 3)) %% 4, '', %(day)s, 1, now(), now()
    FROM indicators_round r, indicators_indicator i, schools_school s, unnest(ARRAY['adviser', 'school', 'agreed']) source
    WHERE r.programme_id = %(programme)s AND i.programme_id = %(programme)s AND s.programme_id = %(programme)s
"""


@dataclass(frozen=True)
class Large:
    """A large programme, with the ids that bare SQL asks for."""

    programme: Programme
    before: Round
    round: Round

    @property
    def asked(self) -> dict[str, Any]:
        return {"programme": self.programme.pk, "before": self.before.pk, "round": self.round.pk, "day": self.round.closes_on}

    def bare(self, sql: str, alias: str = "default") -> list[Any]:
        with connections[alias].cursor() as cursor:
            cursor.execute(sql, self.asked)
            return sorted(cursor.fetchall())


@pytest.fixture(scope="module")
def large(committed: None) -> Large:
    """Made by the database itself; the recorders are off meanwhile, since nobody changed anything."""
    programme = Programme.objects.create(slug="groot", name="Groot")
    with programme_context(programme.pk):
        by = platform_access(programme.pk)
        scale = services.define_scale(names=LEVELS, by=by)
        versions = [
            services.define_indicator(
                number=number, short_name=f"Indicator {number}", statement="Zo", scale=scale, descriptors=["a", "b", "c", "d"], by=by
            )
            for number in range(1, INDICATORS + 1)
        ]
        for number in range(ROUNDS):
            day = START + datetime.timedelta(days=120 * number)
            services.open_round(name=f"meetronde {number + 1}", opens_on=day, closes_on=day, scale=scale, versions=versions, by=by)
        Round.objects.update(state=Round.State.CLOSED)
        rounds = list(Round.objects.select_related("scale", "programme").order_by("number"))
    asked = {"programme": programme.pk, "schools": SCHOOLS, "networks": NETWORKS, "day": START}
    tables = ("schools_school", "networks_network", "schools_placement", "indicators_rating")
    with connections["migrator"].cursor() as cursor:
        cursor.execute("SELECT set_config('app.programme', %s, false)", [str(programme.pk)])
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in (SCHOOLS_SQL, NETWORKS_SQL, PLACEMENTS_SQL, RATINGS_SQL):
            cursor.execute(statement, asked)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(f"VACUUM (ANALYZE) {table}")
        cursor.execute("SELECT set_config('app.programme', '', false)")
    return Large(programme, rounds[-2], rounds[-1])


def told(name: str, ours: Callable[[], object], theirs: Callable[[], object], limit: float) -> None:
    found = compare(ours, theirs, pairs=PAIRS)
    print(f"\n{name}: {found} (limit {limit})")
    keep(name, found.ratio, limit)
    assert found.ratio <= limit


def test_the_figures_are_the_same(large: Large) -> None:
    by = platform_access(large.programme.pk)
    with programme_context(large.programme.pk):
        ids = dict(large.round.indicator_links.values_list("indicator_version__indicator__number", "indicator_version__indicator_id"))
        reading = read(large.round, by=By.PROGRAMME, access=by)
        counted = [
            (ids[each.indicator], share.level, share.count, share.total) for each in reading.distributions for share in each.shares if share.count
        ]
        assert sorted(counted) == large.bare(DISTRIBUTION)
        assert len(counted) > INDICATORS
        group = reading.distributions[0].group
        shifts = read_shifts(large.before, large.round, group=group, access=by)
        moved = [(ids[shift.indicator], *cell, count) for shift in shifts for cell, count in shift.cells.items()]
        assert sorted(moved) == large.bare(SHIFT)


def test_a_distribution_costs_little_more_than_the_bare_aggregate(large: Large) -> None:
    with programme_context(large.programme.pk):
        by = platform_access(large.programme.pk)
        told("programme distribution / bare SQL", lambda: read(large.round, by=By.PROGRAMME, access=by), lambda: large.bare(DISTRIBUTION), LIMIT)


def test_a_shift_costs_little_more_than_the_bare_aggregate(large: Large) -> None:
    with programme_context(large.programme.pk):
        by = platform_access(large.programme.pk)
        group = read(large.round, by=By.PROGRAMME, access=by).distributions[0].group
        told("shift matrix / bare SQL", lambda: read_shifts(large.before, large.round, group=group, access=by), lambda: large.bare(SHIFT), LIMIT)


def test_the_walls_cost_little(large: Large) -> None:
    """The same statement as the role that serves, and as the one that may look over the walls."""
    with ops_connection() as ops, programme_context(large.programme.pk):
        for name, sql in (("distribution", COUNT), ("shift", SHIFT)):
            told(f"{name} behind the walls / without them", partial(large.bare, sql), partial(large.bare, sql, ops), WALL_LIMIT)


def test_the_page_beside_a_page_that_shows_nothing(large: Large) -> None:
    """The whole page with its bars, its shift and its tables, beside the same shell around a list of rounds."""
    user = User.objects.create_user("beheer@groot.example", name="Beheer")
    Membership.objects.create(user=user, programme=large.programme)
    with programme_context(large.programme.pk):
        Grant.objects.create(programme=large.programme, user=user, role=Role.MANAGER, starts_on=START)
    client = Client()
    client.force_login(user)
    assert client.get("/groot/indicatoren/").status_code == client.get("/groot/meetrondes/").status_code == 200
    found = compare(lambda: client.get("/groot/indicatoren/"), lambda: client.get("/groot/meetrondes/"), pairs=PAIRS)
    print(f"\nthe page: {found}")
    keep("indicators page / bare shell", found.ratio, None)
    assert found.ours < 2
