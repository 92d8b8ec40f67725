"""Indicators, rounds and levels of schools: the tidy rows, and the blind rule while a round is open."""

from __future__ import annotations

import datetime

import pytest

from indicators import services as indicators
from schools import services as schools
from tests.api.world import World
from tests.factories.rating import finish
from warmescholen.tenancy.context import programme_context


def told(world: World, role: str, path: str = "observations/", round_: int = 2) -> set[tuple[str, str, int]]:
    return {(row["school"], row["source"], row["level"]) for row in world.rows(role, f"{path}?round={round_}")}


CLOSED = {(school, source, level) for school in "abc" for source, level in (("adviser", 2), ("school", 1), ("agreed", 3))}
OPEN = {row for row in CLOSED if row[1] != "agreed"} | {("b", "agreed", 3)}


@pytest.mark.parametrize("path", ["observations/", "ratings/"])
@pytest.mark.parametrize(("role", "own"), [("manager", "abc"), ("coordinator", "ab"), ("adviser", "ab"), ("flywheel", "a")])
def test_in_a_closed_round_every_side_of_the_own_schools_is_seen(world: World, path: str, role: str, own: str) -> None:
    assert told(world, role, path, 1) == {row for row in CLOSED if row[0] in own}


@pytest.mark.parametrize("path", ["observations/", "ratings/"])
@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("manager", OPEN),
        ("coordinator", {("a", "adviser", 2), ("b", "adviser", 2), ("b", "agreed", 3)}),
        ("adviser", {("a", "adviser", 2), ("b", "adviser", 2), ("b", "agreed", 3)}),
        ("flywheel", {("a", "school", 1)}),
    ],
)
def test_in_an_open_round_no_side_sees_the_other(world: World, path: str, role: str, seen: set[tuple[str, str, int]]) -> None:
    assert told(world, role, path) == seen
    for row in world.rows("manager", f"{path}?round=2"):
        is_seen = (row["school"], row["source"], row["level"]) in seen
        assert world.get(role, f"{path}{row['id']}/").status_code == (200 if is_seen else 404)


@pytest.mark.parametrize("query", ["source=school", "level=1", "source=school&school=a"])
def test_no_filter_tells_what_the_other_side_said(world: World, query: str) -> None:
    answer = world.get("adviser", f"observations/?round=2&{query}")
    if answer.status_code == 200:
        assert answer.json() == {"results": [], "next_cursor": None, "count": 0}
    else:
        assert "level" in answer.json()["errors"][0]["field"]


def test_once_both_sides_are_finished_they_see_each_other(world: World) -> None:
    with programme_context(world.programme.pk):
        finish(world.rounds["open"], world.schools["a"])
    assert ("a", "school", 1) in told(world, "adviser")
    assert ("b", "school", 1) not in told(world, "adviser")
    assert told(world, "flywheel") == {("a", "school", 1), ("a", "adviser", 2)}


def test_an_observation_has_the_columns_of_the_contract(world: World) -> None:
    row = world.rows("manager", "observations/?round=1&source=agreed&school=a")[0]
    assert row.pop("updated_at").endswith("Z")
    assert isinstance(row.pop("id"), int)
    assert datetime.date.fromisoformat(row.pop("rated_on"))
    assert row == {
        "round": 1,
        "indicator": 1,
        "indicator_name": "Indicator 1",
        "school": "a",
        "school_name": "School a van eigen",
        "network": "n-1",
        "city": "stad-1",
        "source": "agreed",
        "level": 3,
        "level_name": "opgestart",
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [("network=n-2", {"c"}), ("city=stad-1", {"a", "b"}), ("school=b", {"b"}), ("indicator=1", {"a", "b", "c"}), ("indicator=2", set())],
)
def test_filters_narrow_observations(world: World, query: str, found: set[str]) -> None:
    assert {row["school"] for row in world.rows("manager", f"observations/?{query}")} == found


def test_a_level_belongs_to_the_network_of_the_day_that_the_round_closed(world: World) -> None:
    with programme_context(world.programme.pk):
        moved = world.rounds["closed"].closes_on + datetime.timedelta(days=1)
        schools.place_school(school=world.schools["c"], network=world.networks["n-1"], starts_on=moved, by=world.by)
    rows = world.rows("manager", "observations/?school=c&source=agreed")
    assert [row["network"] for row in rows] == ["n-2"]
    assert world.rows("manager", "observations/?network=n-1&school=c") == []


def test_a_round_keeps_its_own_words(world: World) -> None:
    with programme_context(world.programme.pk):
        scale = world.rounds["closed"].scale
        indicators.define_indicator(number=1, short_name="Nieuw", statement="Anders", scale=scale, descriptors=["a", "b", "c", "d"], by=world.by)
    assert world.rows("manager", "observations/?round=1")[0]["indicator_name"] == "Indicator 1"
    newest = world.get("manager", "indicators/1/").json()
    assert (newest["name"], newest["version"]) == ("Nieuw", 2)
    assert newest["levels"][3] == {"level": 4, "name": "nog niet", "text": "d"}


def test_a_round_tells_what_it_is_about(world: World) -> None:
    row = world.get("observer", "rounds/1/").json()
    assert (row["name"], row["state"], row["indicators"], row["networks"]) == ("meetronde closed van eigen", "closed", [1, 2], [])
    assert [level["name"] for level in row["levels"]] == ["gerealiseerd", "in uitvoering", "opgestart", "nog niet"]
    assert [row["number"] for row in world.rows("flywheel", "rounds/?state=open")] == [2]


def test_a_round_of_another_network_does_not_exist(world: World) -> None:
    from tests.factories.rating import make_round

    with programme_context(world.programme.pk):
        make_round(world.programme, networks=[world.networks["n-2"]], name="van n-2")
    assert [row["networks"] for row in world.rows("manager", "rounds/")] == [[], [], ["n-2"]]
    assert len(world.rows("coordinator", "rounds/")) == 2
    assert world.get("flywheel", "rounds/3/").status_code == 404
