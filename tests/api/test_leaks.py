"""Nothing of another programme, or of what a role may not see, in any list, object or file."""

from __future__ import annotations

import pytest

from tests.api.test_lists import LISTS, NAMES, ROWS, asking
from tests.api.world import ROLES, World
from warmescholen.accounts.roles import Permission

OPEN_TO_OBSERVERS = ("networks/", "indicators/", "rounds/", "distributions/", "distributions/?by=network")
CLOSED_TO = {
    "observer": set(LISTS) - set(OPEN_TO_OBSERVERS),
    "flywheel": {"reports/"},
}
# What lies outside the scope of a role: texts about these schools and networks.
HIDDEN = {
    "coordinator": ("Netwerk 2", "School c", "School d", "Titel at-c", "over c ", "Sprint van c", "Initiatief van c", "Advies aan c"),
    "adviser": ("Netwerk 2", "School c", "School d", "Titel at-c", "over c ", "Sprint van c", "Initiatief van c", "Advies aan c", "Wachtend"),
    "flywheel": ("Netwerk 1", "Netwerk 2", "Titel at-c", "Titel planned", "over b ", "over c ", "Sprint van c", "Initiatief van c", "Teamnota"),
    "observer": ("School", "Titel", "Bewijs", "Sprint", "Initiatief", "Advies", "nota", "@"),
    "manager": ("Wachtend", "gast@ouder.example", "Privénota"),
}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("form", ["json", "csv", "ndjson"])
def test_a_list_holds_nothing_that_is_not_for_its_reader(world: World, other: World, path: str, role: str, form: str) -> None:
    answer = world.get(role, asking(path, format=form))
    assert answer.status_code == (403 if path in CLOSED_TO.get(role, ()) else 200)
    text = b"".join(answer).decode()
    assert "van ander" not in text
    assert "@ander.example" not in text
    assert [word for word in HIDDEN[role] if word in text] == []


@pytest.mark.parametrize("path", ROWS)
@pytest.mark.parametrize("role", ROLES)
def test_an_object_of_the_other_programme_does_not_exist(world: World, other: World, path: str, role: str) -> None:
    name = NAMES.get(path, "id")
    theirs = {row[name] for row in other.rows("manager", path)} - {row[name] for row in world.rows("manager", path)}
    absent = world.get(role, f"{path}{'00000000-0000-0000-0000-000000000000' if path == 'sessions/' else 999_999_999}/")
    for place in theirs:
        found = world.get(role, f"{path}{place}/")
        assert found.status_code in {403, 404}
        assert found.content == absent.content
    assert theirs or path in {"networks/", "schools/", "indicators/", "rounds/"}  # whose names both programmes use


@pytest.mark.parametrize("path", ROWS)
def test_the_hidden_rows_are_there_for_who_may_see_them(world: World, path: str) -> None:
    """The tests above look at something."""
    assert "van eigen" in world.get("manager", path).content.decode() or path in {"indicators/", "reports/"}


def test_a_door_refuses_with_the_permission_that_is_missing(world: World) -> None:
    for path, permission in (("observations/", Permission.VIEW_LEVELS), ("sprints/", Permission.VIEW_SPRINT), ("reports/", Permission.VIEW_REPORT)):
        assert permission.value in world.get("observer", path).json()["detail"]
