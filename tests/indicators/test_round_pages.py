"""The pages of rounds: who comes in, what they see, who may change what."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import IndicatorVersion, Round
from schools import services as schools
from tests.factories.guidance import DAY, START, access, make_user
from tests.factories.rating import LATER, finish, make_round, say
from tests.indicators.conftest import Visitor, World
from warmescholen.accounts.access import platform_access
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context

ROUNDS = "/eigen/meetrondes/"


def told(world: World, **more: object) -> dict[str, object]:
    with programme_context(world.programme.pk):
        versions = [str(pk) for pk in IndicatorVersion.objects.values_list("pk", flat=True)]
    return {"name": "voorjaar", "opens_on": DAY.isoformat(), "closes_on": LATER.isoformat(), "indicators": versions, "networks": ["n-1"]} | more


def test_a_coordinator_plans_opens_closes_and_reopens_a_round_of_the_own_network(world: World, visitor: Visitor) -> None:
    client = visitor(Role.COORDINATOR)
    assert client.post(f"{ROUNDS}nieuw/", told(world)).headers["Location"] == f"{ROUNDS}2/"
    assert "is gepland" in client.get(f"{ROUNDS}2/").content.decode()
    client.post(f"{ROUNDS}2/wijzigen/", told(world, name="najaar"))
    for word in ("openen", "sluiten"):
        client.post(f"{ROUNDS}2/{word}/")
    assert "Najaar" in client.get(f"{ROUNDS}2/").content.decode()
    assert "waarom" in client.post(f"{ROUNDS}2/heropenen/", {"reason": ""}).content.decode().casefold()
    client.post(f"{ROUNDS}2/heropenen/", {"reason": "Er ontbrak een school."})
    page = client.get(f"{ROUNDS}2/").content.decode()
    assert "Er ontbrak een school." in page
    with programme_context(world.programme.pk):
        assert Round.objects.get(number=2).state == Round.State.OPEN


def test_a_coordinator_is_not_offered_a_round_of_the_whole_programme_and_cannot_close_it(world: World, visitor: Visitor) -> None:
    client = visitor(Role.COORDINATOR)
    assert f"{ROUNDS}1/sluiten/" not in client.get(f"{ROUNDS}1/").content.decode()
    assert client.post(f"{ROUNDS}1/sluiten/").status_code == 403
    assert client.post(f"{ROUNDS}nieuw/", told(world, networks=[])).status_code == 200
    assert client.post(f"{ROUNDS}nieuw/", told(world, networks=["n-2"])).status_code == 200
    with programme_context(world.programme.pk):
        assert Round.objects.get().state == Round.State.OPEN


@pytest.mark.parametrize("role", [Role.ADVISER, Role.FLYWHEEL])
def test_who_rates_sees_how_far_the_own_schools_are_and_manages_nothing(world: World, visitor: Visitor, role: Role) -> None:
    client = visitor(role)
    page = client.get(f"{ROUNDS}1/").content.decode()
    assert "School eigen" in page
    assert "School vreemd" not in page
    assert client.get(f"{ROUNDS}nieuw/").status_code == 403


def test_a_round_of_another_network_and_one_that_does_not_exist_are_the_same(world: World, visitor: Visitor) -> None:
    with programme_context(world.programme.pk):
        make_round(world.programme, networks=[world.other], name="van de anderen")
    client = visitor(Role.ADVISER)
    unseen, absent = client.get(f"{ROUNDS}2/"), client.get(f"{ROUNDS}77/")
    assert unseen.status_code == 404
    assert unseen.content == absent.content
    assert "van de anderen" not in client.get(ROUNDS).content.decode().casefold()


def test_who_is_late_is_said(world: World, visitor: Visitor) -> None:
    with programme_context(world.programme.pk):
        Round.objects.update(opens_on=DAY, closes_on=DAY + datetime.timedelta(days=1))
    page = visitor(Role.MANAGER).get(f"{ROUNDS}1/").content.decode()
    assert "had gesloten moeten zijn" in page
    assert "te laat" in page


def test_a_fault_in_the_plan_stands_on_the_form(world: World, visitor: Visitor) -> None:
    answer = visitor(Role.MANAGER).post(f"{ROUNDS}nieuw/", told(world, closes_on="2020-01-01"))
    assert answer.status_code == 200
    assert "sluit op of na" in answer.content.decode()


@pytest.mark.parametrize("page", [ROUNDS, f"{ROUNDS}1/", f"{ROUNDS}1/sluiten/", "/eigen/scholen/eigen/inschalen/"])
def test_the_number_of_queries_does_not_grow_with_the_rows(world: World, visitor: Visitor, page: str) -> None:
    def another_closed_round(name: str) -> None:
        closed = make_round(world.programme, indicators=4, networks=[world.network], name=name)
        for number in range(1, 5):
            say(closed, world.school, "agreed", 1, number=number)
        Round.objects.filter(pk=closed.pk).update(state=Round.State.CLOSED)

    client = visitor(Role.MANAGER)
    with programme_context(world.programme.pk):
        another_closed_round("dicht")
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    with programme_context(world.programme.pk):
        by = platform_access(world.programme.pk)
        for number in range(6):
            school = schools.create_school(key=f"extra-{number}", name=f"Extra {number}", education="basis", by=by)
            schools.place_school(school=school, network=world.other, starts_on=START, by=by)
            say(world.round, school, "adviser", 1)
            finish(world.round, school)
            another_closed_round(f"dicht {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few)


def test_a_person_without_a_role_here_finds_nothing(world: World, visitor: Visitor) -> None:
    with programme_context(world.programme.pk):
        assert access(make_user(world.programme, "kijker", Role.OBSERVER), world.programme)
    assert visitor(Role.OBSERVER).get(ROUNDS).status_code == 403


def test_of_networks_that_one_may_not_see_only_the_number_is_told(world: World, visitor: Visitor) -> None:
    with programme_context(world.programme.pk):
        make_round(world.programme, networks=[world.network, world.other], name="van twee")
    for page in (ROUNDS, f"{ROUNDS}2/"):
        shown = visitor(Role.COORDINATOR, name=f"coordinator {page.strip('/').replace('/', '-')}").get(page).content.decode()
        assert "Netwerk n-1, 1 ander netwerk" in shown
        assert "Netwerk n-2" not in shown
