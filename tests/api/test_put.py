"""A session that is sent: once, again, changed, by two people, and with what does not fit."""

from __future__ import annotations

import json
import threading
import uuid
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from schools.models import Grant, Session, SessionBody, SessionPrivateNote
from schools.services import tick_follow_up
from tests.api.world import START, World, build, key_of
from tests.factories.rating import flywheel
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

PROBLEM = "application/problem+json"


def body(**changed: Any) -> dict[str, Any]:
    """An individual session with school a."""
    plain = {
        "kind": "individueel", "date": "2025-11-18", "minutes": 60, "school": "a", "schools": ["a"], "note_shared": "Wat we deelden",
        "note_team": "Voor het team", "note_private": "Voor mezelf", "follow_ups": [{"owner": "school", "text": "Plan maken"}],
    }  # fmt: skip
    return {**plain, **changed}


def put(world: World, role: str, place: uuid.UUID | str, data: Any, **headers: str) -> HttpResponse:
    sent = {"authorization": f"Bearer {world.keys[role]}", **headers}
    text = data if isinstance(data, str) else json.dumps(data)
    return Client().put(world.address(f"sessions/{place}/"), text, content_type="application/json", headers=sent)  # type: ignore[return-value]


def fields(answer: HttpResponse) -> list[str]:
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM), answer.content
    return [error["field"] for error in answer.json()["errors"]]  # type: ignore[attr-defined]


@pytest.fixture
def place() -> uuid.UUID:
    return uuid.uuid4()


def test_a_session_is_logged_under_the_uuid_of_its_sender(world: World, place: uuid.UUID) -> None:
    answer = put(world, "adviser", place, body())
    row = answer.json()  # type: ignore[attr-defined]
    assert answer.status_code == 201
    assert (row["id"], row["version"], row["state"], row["network"]) == (str(place), 1, "held", "n-1")
    assert row["advisers"] == ["adviser@eigen.example"]  # the sender, when nobody is named
    assert world.get("adviser", f"sessions/{place}/").json() == row
    assert world.get("adviser", f"sessions/{place}/")["ETag"] == answer["ETag"]


def test_the_same_again_changes_nothing(world: World, place: uuid.UUID) -> None:
    first = put(world, "adviser", place, body())
    again = put(world, "adviser", place, dict(reversed(body(schools=["a"]).items())))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.content == first.content
    with programme_context(world.programme.pk):
        assert Session.objects.filter(uuid=place).count() == 1


def test_the_same_again_is_fine_after_a_colleagues_edit(world: World, place: uuid.UUID) -> None:
    first = put(world, "adviser", place, body())
    edited = put(
        world, "coordinator", place, body(minutes=75, note_private=None), **{"if-match": world.get("coordinator", f"sessions/{place}/")["ETag"]}
    )
    again = put(world, "adviser", place, body(), **{"if-match": first["ETag"]})
    assert (edited.status_code, again.status_code) == (200, 200)
    assert (again.json()["minutes"], again.json()["version"]) == (75, 2)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("header", "status"), [({}, 428), ({"if-match": '"9-abc"'}, 412), ({"if-match": '"9"'}, 412), ({"if-match": "onzin"}, 428)])
def test_a_changed_body_needs_the_present_version(world: World, place: uuid.UUID, header: dict[str, str], status: int) -> None:
    put(world, "adviser", place, body())
    answer = put(world, "adviser", place, body(minutes=75), **header)
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    assert world.get("adviser", f"sessions/{place}/").json()["minutes"] == 60


@pytest.mark.parametrize("tag", ["own", '"1"', "*"])
def test_a_changed_body_with_the_present_version_is_kept(world: World, place: uuid.UUID, tag: str) -> None:
    first = put(world, "adviser", place, body())
    answer = put(world, "adviser", place, body(minutes=75), **{"if-match": first["ETag"] if tag == "own" else tag})
    assert answer.status_code == 200
    assert (answer.json()["minutes"], answer.json()["version"]) == (75, 2)  # type: ignore[attr-defined]
    stale = put(world, "adviser", place, body(minutes=80), **{"if-match": first["ETag"]})
    assert stale.status_code == 412


def test_a_retry_whose_answer_got_lost_is_no_conflict(world: World, place: uuid.UUID) -> None:
    first = put(world, "adviser", place, body())
    changed = put(world, "adviser", place, body(minutes=75), **{"if-match": first["ETag"]})
    retry = put(world, "adviser", place, body(minutes=75), **{"if-match": first["ETag"]})
    assert (changed.status_code, retry.status_code) == (200, 200)
    assert retry.json()["version"] == 2  # type: ignore[attr-defined]


def test_who_names_the_version_of_a_colleague_undoes_it(world: World, place: uuid.UUID) -> None:
    put(world, "adviser", place, body())
    edited = put(world, "coordinator", place, body(minutes=75), **{"if-match": "*"})
    assert edited.status_code == 200
    undone = put(world, "adviser", place, body(), **{"if-match": world.get("adviser", f"sessions/{place}/")["ETag"]})
    assert (undone.json()["minutes"], undone.json()["version"]) == (60, 3)  # type: ignore[attr-defined]


def test_a_colleague_cannot_overwrite_without_reading(world: World, place: uuid.UUID) -> None:
    put(world, "adviser", place, body())
    assert put(world, "coordinator", place, body()).status_code == 428


def test_a_tick_by_the_school_makes_a_version_stale(world: World, place: uuid.UUID) -> None:
    first = put(world, "adviser", place, body())
    with programme_context(world.programme.pk):
        step = Session.objects.get(uuid=place).follow_ups.get()
        tick_follow_up(follow_up=step, is_done=True, by=flywheel(world.programme, world.schools["a"]))
    assert put(world, "adviser", place, body(minutes=75), **{"if-match": first["ETag"]}).status_code == 412
    kept = put(world, "adviser", place, body(minutes=75), **{"if-match": "*"})
    assert kept.json()["follow_ups"][0]["done_at"]  # type: ignore[attr-defined]


def test_a_version_of_what_is_not_there_is_stale(world: World, place: uuid.UUID) -> None:
    assert put(world, "adviser", place, body(), **{"if-match": '"1"'}).status_code == 412
    assert world.get("adviser", f"sessions/{place}/").status_code == 404


@pytest.mark.parametrize("name", ["together", "at-a", "planned"])
def test_what_get_gives_put_takes(world: World, place: uuid.UUID, name: str) -> None:
    row = world.get("adviser", f"sessions/{world.sessions[name].uuid}/").json()
    answer = put(world, "adviser", place, row)
    assert answer.status_code == 201, answer.content
    differ = {"id", "version", "updated_at"}
    copy = answer.json()  # type: ignore[attr-defined]
    assert {key: value for key, value in copy.items() if key not in differ} == {key: value for key, value in row.items() if key not in differ}


def test_a_cancelled_session_can_be_sent_too(world: World, place: uuid.UUID) -> None:
    assert fields(put(world, "adviser", place, body(state="cancelled"))) == ["cancel_reason"]
    answer = put(world, "adviser", place, body(state="cancelled", cancel_reason="Ziekte"))
    assert (answer.status_code, answer.json()["state"], answer.json()["cancel_reason"]) == (201, "cancelled", "Ziekte")  # type: ignore[attr-defined]
    assert put(world, "adviser", place, body(state="cancelled", cancel_reason="Ziekte")).status_code == 200


def test_an_edit_can_cancel(world: World, place: uuid.UUID) -> None:
    first = put(world, "adviser", place, body())
    answer = put(world, "adviser", place, body(state="cancelled", cancel_reason="Vergissing"), **{"if-match": first["ETag"]})
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")  # type: ignore[attr-defined]


def test_a_note_that_is_left_out_stays(world: World, place: uuid.UUID) -> None:
    put(world, "adviser", place, body())
    without = {key: value for key, value in body(minutes=75).items() if not key.startswith("note_")}
    row = put(world, "adviser", place, without, **{"if-match": "*"}).json()  # type: ignore[attr-defined]
    assert (row["note_shared"], row["note_team"], row["note_private"]) == ("Wat we deelden", "Voor het team", "Voor mezelf")
    cleared = put(world, "adviser", place, body(note_private=""), **{"if-match": "*"}).json()  # type: ignore[attr-defined]
    assert cleared["note_private"] == ""


def test_an_edit_leaves_the_private_note_of_another_alone(world: World, place: uuid.UUID) -> None:
    put(world, "adviser", place, body())
    put(world, "coordinator", place, body(note_private="Van de coördinator", minutes=75), **{"if-match": "*"})
    with programme_context(world.programme.pk):
        notes = dict(SessionPrivateNote.objects.filter(session__uuid=place).values_list("author__email", "text"))
    assert notes == {"adviser@eigen.example": "Voor mezelf", "coordinator@eigen.example": "Van de coördinator"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": 10**30}, "minutes"),
        ({"minutes": None}, "minutes"),
        ({"date": "gisteren"}, "date"),
        ({"date": "2999-01-01"}, "date"),
        ({"kind": "praatje"}, "kind"),
        ({"state": "zweeft"}, "state"),
        ({"schools": []}, "schools"),
        ({"schools": ["nergens"]}, "schools"),
        ({"schools": ["a", "c"]}, "schools"),  # c is there, in another network
        ({"school": "c"}, "school"),
        ({"school": None}, "school"),
        ({"kind": "collectief", "school": None}, "network"),
        ({"kind": "collectief", "network": "n-1"}, "school"),
        ({"kind": "collectief", "network": "n-2", "school": None}, "network"),
        ({"kind": "kick-off", "group": "groep"}, "group"),
        ({"advisers": ["niemand@eigen.example"]}, "advisers"),
        ({"advisers": ["adviser@ander.example"]}, "advisers"),
        ({"advisers": ["observer@eigen.example"]}, "advisers"),
        ({"topics": ["onbekend"]}, "topics"),
        ({"follow_ups": [{"owner": "school", "text": ""}]}, "follow_ups.0.text"),
        ({"follow_ups": [{"owner": "ik", "text": "x"}]}, "follow_ups.0.owner"),
        ({"note_shared": "a\x00b"}, "note_shared"),
        ({"note_shared": "\ud800"}, "note_shared"),
        ({"place": "x" * 201}, "place"),
        ({"noot": "tikfout"}, "noot"),
    ],
)
def test_what_does_not_fit_is_named_by_its_field_in_dutch(world: World, place: uuid.UUID, changed: dict[str, Any], field: str) -> None:
    answer = put(world, "adviser", place, body(**changed))
    assert field in fields(answer)
    assert all(error["detail"] and "This field" not in error["detail"] for error in answer.json()["errors"])  # type: ignore[attr-defined]
    with programme_context(world.programme.pk):
        assert not Session.objects.filter(uuid=place).exists()
        assert not SessionBody.objects.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "[" * 100_000, '{"minutes": NaN}', b"\xff".decode("latin-1")])
def test_what_cannot_be_read_is_refused(world: World, place: uuid.UUID, text: str) -> None:
    answer = put(world, "adviser", place, text)
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


def test_another_kind_of_content_is_not_read(world: World, place: uuid.UUID) -> None:
    answer = Client().put(world.address(f"sessions/{place}/"), "kind=individueel", content_type="application/x-www-form-urlencoded",
                          headers={"authorization": f"Bearer {world.keys['adviser']}"})  # fmt: skip
    assert (answer.status_code, answer["Content-Type"]) == (415, PROBLEM)


def test_unknown_and_unseen_schools_are_refused_alike(world: World, place: uuid.UUID) -> None:
    unseen, unknown = put(world, "adviser", place, body(schools=["c"])), put(world, "adviser", place, body(schools=["z"]))
    assert unseen.content.replace(b"c.", b"z.") == unknown.content


def test_a_session_that_is_not_seen_is_not_changed(world: World) -> None:
    theirs = world.sessions["at-c"].uuid
    for header in ({}, {"if-match": "*"}):
        assert put(world, "adviser", theirs, body(), **header).status_code == 404
    assert world.get("manager", f"sessions/{theirs}/").json()["version"] == 1


def test_the_uuid_of_the_other_programme_is_free_here(world: World, other: World) -> None:
    theirs = other.sessions["at-a"].uuid
    assert put(world, "adviser", theirs, body()).status_code == 201
    assert other.get("manager", f"sessions/{theirs}/").json()["title"] == "Titel at-a van ander"


def test_who_may_only_read_is_told_why(world: World, place: uuid.UUID) -> None:
    with programme_context(world.programme.pk):
        world.keys["reading"] = key_of(world, world.users["adviser"], "read")
    for role in ("reading", "flywheel", "observer"):
        answer = put(world, role, place, body())
        assert answer.status_code == 403
        assert "sessies loggen" in answer.json()["detail"]  # type: ignore[attr-defined]


def test_a_colleague_who_neither_guided_nor_manages_is_told_why(world: World, place: uuid.UUID) -> None:
    put(world, "adviser", place, body())
    from tests.api.world import person

    with programme_context(world.programme.pk):
        world.keys["second"] = key_of(world, person(world, "second", Role.ADVISER, network=world.networks["n-1"]))
    answer = put(world, "second", place, body(minutes=75), **{"if-match": "*"})
    assert (answer.status_code, answer["Content-Type"]) == (403, PROBLEM)


def test_a_session_can_keep_a_school_that_its_author_no_longer_sees(world: World, place: uuid.UUID) -> None:
    together = world.sessions["together"].uuid
    with programme_context(world.programme.pk):
        Grant.objects.filter(user=world.users["adviser"]).delete()
        Grant.objects.create(programme=world.programme, user=world.users["adviser"], role=Role.ADVISER, school=world.schools["a"], starts_on=START)
    row = world.get("adviser", f"sessions/{together}/").json()
    answer = put(world, "adviser", together, {**row, "place": "Elders"}, **{"if-match": "*"})
    assert answer.status_code == 200, answer.content
    assert answer.json()["schools"] == ["a", "b"]  # type: ignore[attr-defined]
    assert answer.json()["network"] == "n-1"  # type: ignore[attr-defined]


def test_the_browser_needs_its_token(world: World, place: uuid.UUID) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["adviser"])
    address = world.address(f"sessions/{place}/")
    refused = client.put(address, json.dumps(body()), content_type="application/json")
    assert (refused.status_code, refused["Content-Type"]) == (403, PROBLEM)
    client.get("/eigen/")
    token = client.cookies["csrf"].value
    assert client.put(address, json.dumps(body()), content_type="application/json", headers={"x-csrftoken": token}).status_code == 201


@pytest.fixture(scope="module")
def committed_world(committed: None) -> World:
    return build(Programme.objects.create(slug="samen", name="Samen"))


def test_two_at_once_make_one_session(committed_world: World) -> None:
    """Real connections and real commits: of many senders of one body one logs it, and all hear that it is there."""
    place, answers, start = uuid.uuid4(), [], threading.Barrier(6)

    def send() -> None:
        start.wait()
        answers.append(put(committed_world, "adviser", place, body()).status_code)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 5 + [201]
    with programme_context(committed_world.programme.pk):
        assert Session.objects.filter(uuid=place).count() == 1
        assert SessionBody.objects.filter(uuid=place).count() == 1


def test_of_two_edits_at_once_one_is_told_to_read_again(committed_world: World) -> None:
    place, answers, start = uuid.uuid4(), [], threading.Barrier(4)
    tag = put(committed_world, "adviser", place, body())["ETag"]

    def send(minutes: int) -> None:
        start.wait()
        answers.append(put(committed_world, "adviser", place, body(minutes=minutes), **{"if-match": tag}).status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=[61 + number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 412, 412, 412]
    assert committed_world.get("adviser", f"sessions/{place}/").json()["version"] == 2
