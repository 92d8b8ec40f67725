"""Networks, schools, sessions and attendance: what each role sees, and which layer of a note."""

from __future__ import annotations

import pytest

from schools.models import SessionPrivateNote
from tests.api.world import World
from warmescholen.tenancy.context import programme_context

SEEN = {
    "networks/": {"manager": {"n-1", "n-2"}, "coordinator": {"n-1"}, "adviser": {"n-1"}, "flywheel": set(), "observer": {"n-1", "n-2"}},
    "schools/": {"manager": {"a", "b", "c", "d"}, "coordinator": {"a", "b"}, "adviser": {"a", "b"}, "flywheel": {"a"}},
}
SESSIONS = {
    "manager": {"together", "at-a", "at-c", "planned"},
    "coordinator": {"together", "at-a", "planned"},
    "adviser": {"together", "at-a", "planned"},
    "flywheel": {"together", "at-a"},
}


@pytest.mark.parametrize(("path", "role"), [(path, role) for path, seen in SEEN.items() for role in seen])
def test_each_role_sees_its_own(world: World, path: str, role: str) -> None:
    assert {row["key"] for row in world.rows(role, path)} == SEEN[path][role]


@pytest.mark.parametrize("role", SESSIONS)
def test_each_role_sees_the_sessions_of_its_networks_and_schools(world: World, role: str) -> None:
    ids = {str(session.uuid): name for name, session in world.sessions.items()}
    assert {ids[row["id"]] for row in world.rows(role, "sessions/")} == SESSIONS[role]
    assert {ids[row["session"]] for row in world.rows(role, "attendance/")} == SESSIONS[role]
    for name, session in world.sessions.items():
        assert world.get(role, f"sessions/{session.uuid}/").status_code == (200 if name in SESSIONS[role] else 404)


@pytest.mark.parametrize("path", ["schools/", "schools/a/", "sessions/", "attendance/"])
def test_an_observer_is_told_why_schools_are_closed(world: World, path: str) -> None:
    answer = world.get("observer", path)
    assert answer.status_code == 403
    assert answer.json()["detail"] == "Je rol laat dit hier niet toe: een school en haar sessies zien."


def test_a_session_has_the_fields_of_the_contract(world: World) -> None:
    row = world.get("adviser", f"sessions/{world.sessions['together'].uuid}/").json()
    session = world.sessions["together"]
    assert row.pop("updated_at").endswith("Z")
    assert row == {
        "id": str(session.uuid),
        "kind": "collectief",
        "date": "2025-11-04",
        "minutes": 90,
        "place": "Plaats van eigen",
        "online": False,
        "network": "n-1",
        "school": None,
        "schools": ["a", "b"],
        "advisers": ["adviser@eigen.example"],
        "topics": ["Thema van eigen"],
        "note_shared": "Gedeelde nota van eigen",
        "note_team": "Teamnota van eigen",
        "note_private": "Privénota van eigen",
        "state": "held",
        "follow_ups": [{"owner": "school", "text": "Afspraak van eigen", "due_on": None, "done_at": None}],
        "version": 1,
        "title": "Titel together van eigen",
        "group": None,
        "cancel_reason": "",
    }


def test_an_individual_session_tells_the_network_of_its_school_on_that_day(world: World) -> None:
    networks = {row["school"]: row["network"] for row in world.rows("manager", "sessions/?kind=individueel")}
    assert networks == {"a": "n-1", "b": "n-1", "c": "n-2"}
    assert {row["school"] for row in world.rows("manager", "sessions/?network=n-2")} == {"c"}


@pytest.mark.parametrize(
    ("role", "team", "private"), [("manager", True, False), ("coordinator", True, False), ("adviser", True, True), ("flywheel", False, False)]
)
@pytest.mark.parametrize("form", ["json", "ndjson", "csv"])
def test_each_layer_of_a_note_is_for_its_readers(world: World, role: str, *, team: bool, private: bool, form: str) -> None:
    text = b"".join(world.get(role, f"sessions/?format={form}")).decode()
    assert "Gedeelde nota van eigen" in text
    assert ("Teamnota" in text) is team
    assert ("Privénota" in text) is private


def test_the_own_private_note_is_shown_and_not_that_of_another(world: World) -> None:
    with programme_context(world.programme.pk):
        SessionPrivateNote.objects.create(
            programme=world.programme, session=world.sessions["at-a"], author=world.users["manager"], text="Van de beheerder"
        )
    path = f"sessions/{world.sessions['at-a'].uuid}/"
    assert world.get("manager", path).json()["note_private"] == "Van de beheerder"
    assert world.get("adviser", path).json()["note_private"] == "Privénota van eigen"
    assert world.get("coordinator", path).json()["note_private"] == ""


def test_a_team_note_over_another_school_does_not_open_this_one(world: World) -> None:
    """Somebody of the flywheel of a who advises school c is of the guidance team there only."""
    from schools.models import Grant
    from warmescholen.accounts.roles import Role

    with programme_context(world.programme.pk):
        Grant.objects.create(
            programme=world.programme, user=world.users["flywheel"], role=Role.ADVISER, school=world.schools["c"], starts_on="2025-09-01"
        )
    notes = {row["school"]: row["note_team"] for row in world.rows("flywheel", "sessions/?kind=individueel")}
    assert notes == {"a": None, "c": "Teamnota van eigen"}


def test_attendance_counts_each_school_of_a_session(world: World) -> None:
    together = str(world.sessions["together"].uuid)
    rows = world.rows("manager", f"attendance/?session={together}")
    assert [(row["school"], row["network"], row["kind"]) for row in rows] == [("a", "n-1", "collectief"), ("b", "n-1", "collectief")]
    assert world.get("manager", f"attendance/{rows[0]['id']}/").json() == rows[0]
