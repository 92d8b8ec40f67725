"""Distributions: the counts, and what an audience from outside may see of small groups."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.queries.small_groups import MERGED, SMALLEST_GROUP, safe
from tests.api.world import World, fill_levels
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context

COLUMNS = ["round", "source", "indicator", "group", "level", "count", "total", "percent", "missing"]


def shares(world: World, role: str, query: str = "", indicator: int = 1) -> dict[str | None, tuple[list[int], int]]:
    """Per group of one indicator: the counts by level, and how many are missing."""
    found: dict[str | None, tuple[list[int], int]] = {}
    for row in world.rows(role, f"distributions/?{query}"):
        if row["indicator"] == indicator:
            counts, _ = found.setdefault(row["group"], ([], row["missing"]))
            counts.append(row["count"])
    return found


@pytest.fixture
def full(world: World) -> World:
    """Six schools with a level in n-1 (a and b among them), one in n-2, and one of the six without a network's neighbour."""
    with programme_context(world.programme.pk):
        fill_levels(world, {"e": 1, "f": 1, "g": 2, "h": 4, "i": None})
    return world


def test_a_row_has_the_columns_of_the_contract(world: World) -> None:
    rows = world.rows("manager", "distributions/")
    assert list(rows[0]) == COLUMNS
    assert [list(row.values()) for row in rows] == [
        [1, "agreed", 1, "eigen", 1, 0, 3, 0, 1],
        [1, "agreed", 1, "eigen", 2, 0, 3, 0, 1],
        [1, "agreed", 1, "eigen", 3, 3, 3, 100, 1],
        [1, "agreed", 1, "eigen", 4, 0, 3, 0, 1],
        [1, "agreed", 2, "eigen", None, None, 0, None, 4],
    ]


def test_groups_are_networks_or_cities_and_schools_without_one(world: World) -> None:
    assert shares(world, "manager", "by=network") == {"n-1": ([0, 0, 2, 0], 0), "n-2": ([0, 0, 1, 0], 0), None: ([None], 1)}
    assert shares(world, "manager", "by=city") == {"stad-1": ([0, 0, 2, 0], 0), "stad-2": ([0, 0, 1, 0], 1)}


def test_each_share_is_rounded_half_up_by_itself(full: World) -> None:
    rows = [row for row in full.rows("manager", "distributions/?by=network") if row["group"] == "n-1" and row["indicator"] == 1]
    assert [(row["count"], row["total"], row["percent"], row["missing"]) for row in rows] == [
        (2, 6, 33, 1),
        (1, 6, 17, 1),
        (2, 6, 33, 1),
        (1, 6, 17, 1),
    ]


def test_a_source_and_a_round_can_be_chosen(world: World) -> None:
    assert shares(world, "manager", "source=school") == {"eigen": ([3, 0, 0, 0], 1)}
    assert shares(world, "manager", "round=2&source=agreed") == {"eigen": ([0, 0, 1, 0], 3)}


@pytest.mark.parametrize("role", ["coordinator", "adviser", "flywheel", "observer"])
def test_an_open_round_is_offered_only_to_who_sees_every_level(full: World, role: str) -> None:
    for source in ("adviser", "school", "agreed"):
        assert full.get(role, f"distributions/?round=2&source={source}").json() == full.get(role, "distributions/?round=77").json()
    assert full.rows("manager", "distributions/?round=2&source=school")


@pytest.mark.parametrize(("query", "field"), [("by=school", "by"), ("source=x", "source"), ("round=x", "round"), ("network=n-1", "network")])
def test_a_wrong_choice_is_named(world: World, query: str, field: str) -> None:
    answer = world.get("manager", f"distributions/?{query}")
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, [field])


def test_an_observer_is_shown_nothing_of_fewer_than_five_schools(world: World) -> None:
    answer = world.get("observer", "distributions/")
    assert [row["indicator"] for row in answer.json()["results"]] == [2]  # on which nobody has a level
    assert answer.json()["notice"] == "Groepen die te klein zijn om te tonen, zijn weggelaten."
    assert answer["Small-Groups"] == "left-out"
    assert world.get("manager", "distributions/").json()["notice"] is None
    assert world.get("manager", "distributions/")["Small-Groups"] == "none"


def test_for_an_observer_a_small_group_is_merged_with_the_next(full: World) -> None:
    """n-2 has one school with a level: alone it would be told, and so it would be as the rest of the programme without n-1."""
    answer = full.get("observer", "distributions/?by=network")
    assert shares(full, "observer", "by=network") == {MERGED: ([2, 1, 3, 1], 1), None: ([None], 1)}
    assert answer["Small-Groups"] == "merged"
    assert "(overige)" in answer.json()["notice"]
    assert shares(full, "observer") == {"eigen": ([2, 1, 3, 1], 2)}


def test_a_file_says_it_too(full: World) -> None:
    answer = full.get("observer", "distributions/?by=network&format=csv")
    assert answer["Small-Groups"] == "merged"
    lines = b"".join(answer).decode().splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert {line.split(",")[3] for line in lines[1:] if line.startswith("1,agreed,1,")} == {MERGED, ""}


def test_a_coordinator_sees_the_own_network_exactly_and_no_rest_that_is_too_small(full: World) -> None:
    assert shares(full, "coordinator", "by=network") == {"n-1": ([2, 1, 2, 1], 1)}
    assert shares(full, "coordinator") == {}  # the programme without the own network is one school


def test_the_same_answer_comes_to_an_observer_of_one_network(full: World) -> None:
    from tests.api.world import key_of, person

    with programme_context(full.programme.pk):
        full.keys["guest"] = key_of(full, person(full, "guest", Role.OBSERVER, network=full.networks["n-1"]))
    assert shares(full, "guest", "by=network") == {}  # n-1 beside the whole programme would tell of n-2
    assert shares(full, "guest") == {"eigen": ([2, 1, 3, 1], 2)}


def test_a_school_that_left_an_own_network_still_counts_in_it(full: World) -> None:
    from schools import services

    with programme_context(full.programme.pk):
        services.place_school(
            school=full.schools["h"], network=full.networks["n-2"], starts_on=full.rounds["closed"].closes_on.replace(year=2028), by=full.by
        )
    assert shares(full, "coordinator", "by=network") == {"n-1": ([2, 1, 2, 1], 1)}


groups = st.dictionaries(st.sampled_from("abcdef"), st.frozensets(st.integers(0, 30), min_size=1, max_size=9), max_size=6)


def split(found: dict[str, frozenset[int]]) -> dict[str | None, frozenset[int]]:
    """Groups in which no school stands twice."""
    taken: set[int] = set()
    apart: dict[str | None, frozenset[int]] = {}
    for name, schools in found.items():
        if own := schools - taken:
            apart[name] = own
            taken |= own
    return apart


@given(groups, st.frozensets(st.integers(0, 30)), st.frozensets(st.integers(0, 30)))
def test_no_sum_or_difference_of_groups_tells_of_one_to_four_schools(found: Any, others: frozenset[int], unseen: frozenset[int]) -> None:
    apart = split(found)
    everyone = frozenset().union(*apart.values(), others)
    shown = safe(apart, everyone=everyone, unseen=unseen)
    sets = [*shown.groups.values(), *([shown.merged] if shown.merged else [])]
    for bits in range(2 ** len(sets)):
        some = frozenset().union(*(schools for place, schools in enumerate(sets) if bits >> place & 1))
        for told in (some, everyone - some):
            # The whole programme is shown only when it is large enough itself; then so is what is left of it.
            if told is some or len(everyone & unseen) >= SMALLEST_GROUP:
                assert not 0 < len(told & unseen) < SMALLEST_GROUP


@given(groups)
def test_who_may_see_all_sees_all_groups(found: Any) -> None:
    apart = split(found)
    shown = safe(apart, everyone=frozenset().union(*apart.values()), unseen=frozenset())
    assert (shown.groups, shown.merged, shown.left_out) == (apart, frozenset(), frozenset())
