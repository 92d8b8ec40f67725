"""What changed since a moment: each change once at least, also one whose transaction ended late, and what is gone."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator
from io import StringIO
from typing import Any
from urllib.parse import quote

import psycopg2
import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from indicators.models import Rating
from schools.models import Session
from tests.api.test_put import body, put
from tests.api.test_schema import fits
from tests.api.world import World, build
from warmescholen.api.schema import description
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

LONG_AGO = "2020-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def told(committed: None) -> World:
    """Really committed: inside one transaction nothing has ended yet."""
    return build(Programme.objects.create(slug="gewijzigd", name="Gewijzigd"))


@pytest.fixture
def world(told: World, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock():
        yield told


def changes(world: World, since: str, role: str = "manager", path: str = "observations/") -> dict[str, Any]:
    answer = world.get(role, f"{path}?updated_since={quote(since)}")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_since_long_ago_all_rows_are_told(world: World) -> None:
    page = changes(world, LONG_AGO)
    plain = world.get("manager", "observations/").json()
    assert [{**row, "deleted": False} for row in plain["results"]] == page["results"]
    assert "deleted" not in plain["results"][0]
    assert "next_updated_since" not in plain
    assert fits(page, description()["paths"]["/api/v1/{programme}/observations/"]["get"]) == []


@pytest.mark.parametrize("by", ["moment", "token", "offset"])
def test_a_changed_row_is_told_and_no_other(world: World, by: str) -> None:
    moment = timezone.now()
    ways = {"moment": moment.isoformat(), "token": changes(world, LONG_AGO)["next_updated_since"], "offset": timezone.localtime(moment).isoformat()}
    assert changes(world, ways[by])["results"] == []
    with programme_context(world.programme.pk):
        rating = Rating.objects.filter(source="agreed", round__number=1).first()
        assert rating is not None
        rating.level = 4 if rating.level != 4 else 2
        rating.save()
    page = changes(world, ways[by])
    assert [(row["id"], row["level"], row["deleted"]) for row in page["results"]] == [(rating.pk, rating.level, False)]
    assert changes(world, page["next_updated_since"])["results"] == []


def test_a_row_that_is_gone_leaves_a_tombstone(world: World) -> None:
    since = changes(world, LONG_AGO)["next_updated_since"]
    with programme_context(world.programme.pk):
        rating = Rating.objects.filter(source="agreed", school__key="c").get()
        gone, _ = rating.pk, rating.delete()
    page = changes(world, since)
    assert fits(page, description()["paths"]["/api/v1/{programme}/observations/"]["get"]) == []
    row = page["results"][0]
    assert (len(page["results"]), page["count"]) == (1, 1)
    assert row.pop("updated_at").endswith("Z")
    assert row.pop("deleted") is True
    assert row.pop("id") == gone
    assert set(row.values()) == {None}
    lines = b"".join(world.get("manager", f"observations/?format=csv&updated_since={since}")).decode()
    assert [(line["id"], line["deleted"], line["level"]) for line in csv.DictReader(StringIO(lines))] == [(str(gone), "true", "")]
    assert changes(world, since, "coordinator")["results"] == []  # of a school that is not theirs


def test_the_tombstone_of_the_other_side_is_as_hidden_as_the_row_was(world: World) -> None:
    since = changes(world, LONG_AGO)["next_updated_since"]
    with programme_context(world.programme.pk):
        rating = Rating.objects.filter(source="school", round__number=2, school__key="a").get()
        gone, _ = rating.pk, rating.delete()
    assert [row["id"] for row in changes(world, since)["results"]] == [gone]
    assert [row["id"] for row in changes(world, since, "flywheel")["results"]] == [gone]
    assert changes(world, since, "adviser")["results"] == []


def test_a_change_that_ends_late_is_not_missed(world: World) -> None:
    """One transaction begins, another begins and ends, the first ends: a clock would tell the second and then never the first."""
    since = changes(world, LONG_AGO)["next_updated_since"]
    slow = psycopg2.connect(**connections["default"].get_connection_params() | {"cursor_factory": None})
    with programme_context(world.programme.pk):
        early, late = Rating.objects.filter(round__number=1, source="school").order_by("pk")[:2]
    with slow.cursor() as cursor:
        cursor.execute("SELECT set_config('app.programme', %s, true)", [str(world.programme.pk)])
        cursor.execute("UPDATE indicators_rating SET level = 4, updated_at = clock_timestamp() WHERE id = %s", [early.pk])
    with programme_context(world.programme.pk):
        late.level = 4
        late.save()
    first = changes(world, since)
    assert first["results"] == []  # the quick one waits for the slow one
    slow.commit()
    slow.close()
    second = changes(world, first["next_updated_since"])
    assert {row["id"] for row in second["results"]} == {early.pk, late.pk}
    assert changes(world, second["next_updated_since"])["results"] == []


def test_a_neighbour_on_the_same_server_holds_nothing_back(world: World) -> None:
    """Another database, in which something runs for hours."""
    since = changes(world, LONG_AGO)["next_updated_since"]
    admin = settings.DATABASE_ADMIN
    login = {"user": admin["USER"], "password": admin["PASSWORD"], "host": admin["HOST"], "port": admin["PORT"]}
    neighbour = psycopg2.connect(dbname="postgres", **{name: value for name, value in login.items() if value})
    with neighbour.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE long_work (id int)")
        with programme_context(world.programme.pk):
            rating = Rating.objects.filter(round__number=1).first()
            assert rating is not None
            rating.save()
        assert [row["id"] for row in changes(world, since)["results"]] == [rating.pk]
    neighbour.close()


def test_pages_keep_the_bound_of_the_first(world: World) -> None:
    first = world.get("manager", f"observations/?updated_since={LONG_AGO}&page_size=2").json()
    seen = {row["id"] for row in first["results"]}
    with programme_context(world.programme.pk):
        changed = Rating.objects.exclude(pk__in=seen).order_by("pk").first()
        assert changed is not None
        changed.save()
    cursor = first["next_cursor"]
    while cursor:
        page = world.get("manager", f"observations/?updated_since={LONG_AGO}&page_size=2&cursor={cursor}").json()
        assert page["next_updated_since"] == first["next_updated_since"]
        seen |= {row["id"] for row in page["results"]}
        cursor = page["next_cursor"]
    assert changed.pk not in seen
    assert changed.pk in {row["id"] for row in changes(world, first["next_updated_since"])["results"]}


def test_sessions_tell_what_changed_too(world: World) -> None:
    since = changes(world, LONG_AGO, path="sessions/")["next_updated_since"]
    place = "22222222-2222-4222-8222-222222222222"
    assert put(world, "adviser", place, body()).status_code == 201
    page = changes(world, since, path="sessions/")
    assert [row["id"] for row in page["results"]] == [place]
    assert fits(page, description()["paths"]["/api/v1/{programme}/sessions/"]["get"]) == []
    with programme_context(world.programme.pk):
        Session.objects.get(uuid=place).delete()
    after = changes(world, page["next_updated_since"], path="sessions/")["results"]
    assert [(row["id"], row["deleted"], row["kind"]) for row in after] == [(place, True, None)]


@pytest.mark.parametrize("since", ["gisteren", "x", "x0", "x12y", "2026-13-01", "x" + "9" * 30])
def test_a_moment_that_cannot_be_read_is_named(world: World, since: str) -> None:
    answer = world.get("manager", f"observations/?updated_since={since}")
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, ["updated_since"])


def test_a_list_that_cannot_tell_it_says_so(world: World) -> None:
    assert world.get("manager", f"networks/?updated_since={LONG_AGO}").status_code == 400


def test_a_day_is_a_moment_too(world: World) -> None:
    tomorrow = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()
    assert changes(world, f"{tomorrow}T00:00")["results"] == []
