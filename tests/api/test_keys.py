"""Who gets in: keys, the browser's session, and what is told to who does not."""

from __future__ import annotations

import datetime
import logging
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import Settings

from schools.models import ApiKey, Grant
from schools.rest.door import Door
from schools.services.key_use import NOTED_EVERY
from tests.api.world import World, ask, key_of
from warmescholen.audit.models import AccessEntry
from warmescholen.tenancy.context import programme_context

PROBLEM = "application/problem+json"
YESTERDAY = datetime.date(2025, 11, 4)


def doors(resolver: URLResolver, before: str = "") -> list[tuple[str, type[Door]]]:
    """Each address of the API inside a programme, with its view."""
    found: list[tuple[str, type[Door]]] = []
    for entry in resolver.url_patterns:
        place = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += doors(entry, place)
        elif isinstance(entry, URLPattern) and issubclass(getattr(entry.callback, "cls", object), Door):
            found.append((place, entry.callback.cls))  # type: ignore[attr-defined]
    return found


DOORS = doors(get_resolver())


def an_address(pattern: str, programme: str) -> str:
    """An address that fits a pattern; no object needs to be there."""
    values = {"slug:programme": programme, "slug:key": "n-1", "int:id": "1", "int:number": "1", "uuid:uuid": "00000000-0000-0000-0000-000000000000"}
    for name, value in values.items():
        pattern = pattern.replace(f"<{name}>", value)
    return f"/{pattern}"


def test_the_walk_finds_the_doors() -> None:
    assert len(DOORS) >= 8


@pytest.mark.parametrize(("pattern", "view"), DOORS)
@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_without_a_key_every_address_asks_for_one(world: World, pattern: str, view: type[Door], method: str) -> None:
    answer = getattr(Client(), method)(an_address(pattern, "eigen"))
    assert answer.status_code == 401
    assert answer["Content-Type"] == PROBLEM
    assert answer["WWW-Authenticate"].startswith("Bearer ")


@pytest.mark.parametrize(("pattern", "view"), DOORS)
def test_another_and_an_unknown_programme_are_the_same_404(world: World, pattern: str, view: type[Door]) -> None:
    other, unknown = (ask(an_address(pattern, slug), world.keys["manager"]) for slug in ("ander", "nergens"))
    assert other.status_code == unknown.status_code == 404
    assert other.content == unknown.content
    assert {**other.headers, "X-Request-ID": ""} == {**unknown.headers, "X-Request-ID": ""}
    assert other["Content-Type"] == PROBLEM


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x", "Bearer ws_sleutel_", "Basic eDp5", "Bearer ws_sleutel_aaaaaaaaaabbbbbbbbbb", "Bearer é"]
)
def test_a_bad_key_is_refused_with_one_text(world: World, header: str) -> None:
    answer = Client().get(world.address("networks/"), headers={"authorization": header})
    assert answer.status_code == 401
    assert answer.content == ask(world.address("networks/")).content


def test_a_key_that_differs_in_its_last_sign_is_refused(world: World) -> None:
    key = world.keys["manager"]
    assert ask(world.address("networks/"), key).status_code == 200
    assert ask(world.address("networks/"), key[:-1] + ("A" if key[-1] != "A" else "B")).status_code == 401


@pytest.mark.parametrize("change", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now() - datetime.timedelta(seconds=1)}])
def test_a_key_ends(world: World, change: dict[str, datetime.datetime]) -> None:
    with programme_context(world.programme.pk):
        ApiKey.objects.filter(made_by=world.users["manager"]).update(**change)
    assert world.get("manager", "networks/").status_code == 401
    assert world.get("coordinator", "networks/").status_code == 200


def test_a_key_dies_with_the_role_of_its_maker(world: World) -> None:
    with programme_context(world.programme.pk):
        Grant.objects.filter(user=world.users["manager"]).update(ends_on=YESTERDAY)
    assert world.get("manager", "networks/").status_code == 401


def test_a_key_dies_with_the_account_of_its_maker(world: World) -> None:
    world.users["manager"].is_active = False
    world.users["manager"].save()
    assert world.get("manager", "networks/").status_code == 401


def test_a_key_may_what_its_maker_may_today(world: World) -> None:
    assert {row["key"] for row in world.rows("coordinator", "networks/")} == {"n-1"}
    with programme_context(world.programme.pk):
        Grant.objects.filter(user=world.users["coordinator"]).update(network=world.networks["n-2"])
    assert {row["key"] for row in world.rows("coordinator", "networks/")} == {"n-2"}


def test_the_last_use_of_a_key_is_kept_once_a_minute(world: World) -> None:
    def last_use() -> datetime.datetime | None:
        with programme_context(world.programme.pk):
            return ApiKey.objects.get(made_by=world.users["manager"]).last_used_at

    assert last_use() is None
    world.get("manager", "networks/")
    first = last_use()
    assert first is not None
    world.get("manager", "networks/")
    assert last_use() == first
    with programme_context(world.programme.pk):
        ApiKey.objects.update(last_used_at=first - NOTED_EVERY)
    world.get("manager", "networks/")
    assert last_use() != first - NOTED_EVERY


def test_a_bad_key_changes_nothing(world: World) -> None:
    ask(world.address("networks/"), world.keys["manager"][:-1])
    with programme_context(world.programme.pk):
        assert not ApiKey.objects.filter(last_used_at__isnull=False).exists()


def test_a_key_stands_in_no_log_and_no_answer(world: World, caplog: pytest.LogCaptureFixture) -> None:
    key = world.keys["manager"]
    with caplog.at_level(logging.DEBUG):
        answers = [ask(world.address(path), key) for path in ("networks/", "networks/nergens/", "networks/?x=1", "nergens/")]
        answers.append(ask(world.address("networks/"), key[:-2]))
    assert [answer.status_code for answer in answers] == [200, 404, 400, 404, 401]
    assert not any(key[:-2].encode() in answer.serialize() for answer in answers)
    assert key[:-2] not in caplog.text


def test_the_browsers_session_opens_the_same_door(world: World) -> None:
    client = Client()
    client.force_login(world.users["coordinator"])
    assert [row["key"] for row in client.get(world.address("networks/")).json()["results"]] == ["n-1"]
    other, unknown = (client.get(f"/api/v1/{slug}/networks/") for slug in ("ander", "nergens"))
    assert other.status_code == unknown.status_code == 404
    assert other.content == unknown.content


def test_a_bad_key_beside_a_good_session_is_refused(world: World) -> None:
    client = Client()
    client.force_login(world.users["manager"])
    assert client.get(world.address("networks/"), headers={"authorization": "Bearer x"}).status_code == 401


def test_somebody_without_a_role_finds_nothing(world: World) -> None:
    with programme_context(world.programme.pk):
        Grant.objects.filter(user=world.users["coordinator"]).delete()
    client = Client()
    client.force_login(world.users["coordinator"])
    assert client.get(world.address("networks/")).status_code == 404


def made(**options: object) -> str:
    out = StringIO()
    call_command("create_api_key", programme="eigen", name="Rekenblad", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_the_command_prints_the_key_alone_on_the_last_line(world: World) -> None:
    token = made(scopes="read,write", days=30).splitlines()[-1]
    assert ask(world.address("networks/"), token).status_code == 200
    with programme_context(world.programme.pk):
        key = ApiKey.objects.get(name="Rekenblad")
    assert key.made_by == world.users["manager"]
    assert key.scopes == ["read", "write"]
    assert 29 <= (key.expires_at - timezone.now()).days <= 30


def test_the_command_makes_a_key_of_somebody_else(world: World) -> None:
    token = made(by="ADVISER@eigen.example").strip()
    assert [row["key"] for row in ask(world.address("networks/"), token).json()["results"]] == ["n-1"]


@pytest.mark.parametrize(
    "options", [{"by": "manager@ander.example"}, {"by": "niemand@eigen.example"}, {"days": 366}, {"scopes": "alles"}, {"scopes": ""}]
)
def test_the_command_says_in_a_sentence_why_not(world: World, options: dict[str, object]) -> None:
    with pytest.raises(CommandError):
        made(**options)
    with programme_context(world.programme.pk):
        assert not ApiKey.objects.filter(name="Rekenblad").exists()


def test_who_asks_too_often_waits(world: World, settings: Settings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 2
    with programme_context(world.programme.pk):
        fresh, another = (key_of(world, world.users["manager"]) for _ in range(2))
    answers = [ask(world.address("networks/"), fresh) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Content-Type"] == PROBLEM
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert ask(world.address("networks/"), another).status_code == 200


def test_the_use_of_a_key_is_noted(world: World) -> None:
    world.get("adviser", "schools/a/")
    b"".join(world.get("adviser", "schools/?format=csv"))
    with programme_context(world.programme.pk):
        entries = list(AccessEntry.objects.order_by("pk"))
        key = ApiKey.objects.get(made_by=world.users["adviser"])
    assert [(entry.action, entry.who, entry.rows) for entry in entries] == [
        ("key_use", f"key:{key.pk}", None),
        ("key_use", f"key:{key.pk}", None),
        ("export", f"key:{key.pk}", 2),
    ]
    assert entries[2].object_label == "schools (csv)"
    assert world.keys["adviser"] not in str([vars(entry) for entry in entries])


def test_a_key_for_reading_has_no_right_to_change(world: World) -> None:
    with programme_context(world.programme.pk):
        key = key_of(world, world.users["manager"], "read")
        write_only = key_of(world, world.users["manager"], "write")
    assert ask(world.address("schools/"), key).status_code == 200
    assert ask(world.address("schools/"), write_only).status_code == 200
