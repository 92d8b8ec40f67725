"""Sprints, initiatives, forums, advice and rapportages in the API."""

from __future__ import annotations

import pytest

from schools.models import Grant
from tests.api.world import START, World
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context

SEEN = {"manager": {"a", "c"}, "coordinator": {"a"}, "adviser": {"a"}, "flywheel": {"a"}}


@pytest.mark.parametrize("path", ["sprints/", "initiatives/", "forums/", "advice/"])
@pytest.mark.parametrize("role", SEEN)
def test_each_role_reads_the_sprints_of_its_schools(world: World, path: str, role: str) -> None:
    assert {row["school"] for row in world.rows(role, path)} == SEEN[role]
    hidden = next(row["id"] for row in world.rows("manager", path) if row["school"] == "c")
    assert world.get(role, f"{path}{hidden}/").status_code == (200 if "c" in SEEN[role] else 404)


def test_advice_that_waits_is_for_the_flywheel_itself(world: World) -> None:
    assert [row["state"] for row in world.rows("manager", "advice/?school=a")] == ["shown"]
    assert sorted(row["state"] for row in world.rows("flywheel", "advice/")) == ["shown", "waiting"]
    assert "gast@ouder.example" not in world.get("flywheel", "advice/").content.decode()


def test_an_advice_stands_beside_its_answer(world: World) -> None:
    row = world.rows("adviser", "advice/")[0]
    assert (row["kind"], row["text"], row["verdict"], row["because"]) == ("bezorgdheid", "Advies aan a van eigen", "overgenomen", "Reden van eigen")


def test_a_forum_names_whom_it_asks(world: World) -> None:
    row = world.rows("adviser", "forums/")[0]
    assert row["groups"] == [{"kind": "touched", "name": "ouders van eigen"}, {"kind": "expert", "name": "zorg van eigen"}]
    assert world.rows("manager", f"sprints/?school={row['school']}")[0]["forum_on"] == row["date"]


def test_an_initiative_names_what_it_means_to_move(world: World) -> None:
    row = world.rows("flywheel", "initiatives/")[0]
    assert (row["blocks"], row["indicators"], row["state"], row["carried_from"]) == (["cultuur"], [1], "planned", None)
    assert [row["school"] for row in world.rows("manager", "initiatives/?indicator=1&school=c")] == ["c"]


@pytest.mark.parametrize(("role", "found"), [("manager", {None, "n-1", "n-2"}), ("coordinator", {"n-1"}), ("adviser", {"n-1"})])
def test_each_role_sees_the_reports_of_its_networks(world: World, role: str, found: set[str | None]) -> None:
    assert {row["network"] for row in world.rows(role, "reports/")} == found


def test_a_report_tells_how_far_it_is_and_what_was_frozen(world: World) -> None:
    row = world.rows("coordinator", "reports/")[0]
    assert (row["round"], row["sections"], row["finished"]) == (1, 1, 1)
    assert [edition["number"] for edition in row["editions"]] == [1]
    assert len(row["editions"][0]["hash"]) == 64


def test_somebody_with_two_roles_sees_the_schools_of_both(world: World) -> None:
    with programme_context(world.programme.pk):
        user = world.users["flywheel"]
        Grant.objects.create(programme=world.programme, user=user, role=Role.ADVISER, school=world.schools["c"], starts_on=START)
    assert {row["school"] for row in world.rows("flywheel", "sprints/")} == {"a", "c"}
