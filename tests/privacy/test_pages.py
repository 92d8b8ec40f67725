"""Pages about personal data, and requests to be forgotten."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from pytest_django import Settings

from schools.models import Grant
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import Role
from warmescholen.privacy.models import ErasureRequest
from warmescholen.privacy.table import DECLARED
from warmescholen.privacy.terms import TERMS
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

EMAIL = "lid@voorbeeld.example"


def person(programme: Programme, role: Role | None, email: str) -> User:
    user = User.objects.create_user(email, name=email.partition("@")[0])
    Membership.objects.create(user=user, programme=programme)
    if role:
        with programme_context(programme.pk):
            Grant.objects.create(programme=programme, user=user, role=role, starts_on=datetime.date(2026, 1, 1))
    return user


@pytest.fixture
def member(programme: Programme) -> User:
    return person(programme, None, EMAIL)


@pytest.fixture
def manager(programme: Programme) -> Client:
    client = Client()
    client.force_login(person(programme, Role.MANAGER, "beheer@voorbeeld.example"))
    return client


def requests(programme: Programme) -> list[ErasureRequest]:
    with programme_context(programme.pk):
        return list(ErasureRequest.objects.select_related("person", "requested_by"))


def test_everybody_reads_what_is_kept_why_and_how_long(db: None, settings: Settings) -> None:
    settings.RETENTION_DAYS = {**settings.RETENTION_DAYS, "access_log": 123}
    text = Client().get("/privacy/").content.decode()
    for term in TERMS.values():
        assert term.what.replace("'", "&#x27;") in text
        assert term.why in text
    assert "123 dagen" in text
    for line in DECLARED.values():
        assert line.holds.replace("'", "&#x27;") in text


def test_a_manager_asks_and_takes_it_back(programme: Programme, manager: Client, member: User) -> None:
    address = f"/eigen/beheer/mensen/{member.pk}/anonimiseren/"
    assert "anonimiseren?" in manager.get(address).content.decode()
    wrong = manager.post(address, {"email": "ander@voorbeeld.example"})
    assert wrong.status_code == 422
    assert requests(programme) == []
    assert manager.post(address, {"email": EMAIL.upper()}).status_code == 302
    (asked,) = requests(programme)
    assert asked.person == member
    assert asked.not_before > asked.created_at + datetime.timedelta(days=6)
    assert manager.post(address, {"email": EMAIL}).status_code == 302
    assert len(requests(programme)) == 1
    assert "Trek de vraag in" in manager.get(address).content.decode()
    assert EMAIL.partition("@")[0] in manager.get("/eigen/beheer/privacy/").content.decode()
    manager.post(f"/eigen/beheer/privacy/{asked.pk}/intrekken/")
    (withdrawn,) = requests(programme)
    assert withdrawn.withdrawn_at is not None
    again = manager.post(f"/eigen/beheer/privacy/{asked.pk}/intrekken/", follow=True)
    assert "al uitgevoerd of ingetrokken" in again.content.decode()


def test_nobody_anonymises_oneself_by_accident(programme: Programme, manager: Client) -> None:
    me = User.objects.get(email="beheer@voorbeeld.example")
    answer = manager.post(f"/eigen/beheer/mensen/{me.pk}/anonimiseren/", {"email": me.email})
    assert "Jezelf kun je hier niet anonimiseren" in answer.content.decode()
    assert requests(programme) == []


def test_a_person_of_another_programme_does_not_exist(manager: Client, other_programme: Programme) -> None:
    stranger = person(other_programme, None, "vreemd@voorbeeld.example")
    unseen, absent = manager.get(f"/eigen/beheer/mensen/{stranger.pk}/anonimiseren/"), manager.get("/eigen/beheer/mensen/999999/anonimiseren/")
    assert unseen.status_code == absent.status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGER])
def test_only_who_manages_people_may_ask_it_for_others(programme: Programme, member: User, role: Role) -> None:
    from networks.models import Network
    from schools.models import School

    user = person(programme, None, f"{role.value}@voorbeeld.example")
    with programme_context(programme.pk):
        network = Network.objects.create(programme=programme, key="n", name="N")
        school = School.objects.create(programme=programme, key="s", name="S", education="basis")
        where = {Role.COORDINATOR: {"network": network}, Role.ADVISER: {"network": network}, Role.FLYWHEEL: {"school": school}}.get(role, {})
        Grant.objects.create(programme=programme, user=user, role=role, starts_on=datetime.date(2026, 1, 1), **where)
    client = Client()
    client.force_login(user)
    for address in ("/eigen/beheer/privacy/", f"/eigen/beheer/mensen/{member.pk}/anonimiseren/"):
        assert client.get(address).status_code == 403
    assert client.post(f"/eigen/beheer/mensen/{member.pk}/anonimiseren/", {"email": EMAIL}).status_code == 403
    assert requests(programme) == []


def test_a_person_asks_it_for_oneself(programme: Programme, other_programme: Programme, member: User) -> None:
    client = Client()
    client.force_login(member)
    page = client.get("/accounts/mijn-gegevens/").content.decode()
    assert "Eigen programma" in page
    assert "Ander programma" not in page
    assert client.post("/accounts/mijn-gegevens/vergeten/", {"programme": "ander"}).status_code == 404
    assert client.post("/accounts/mijn-gegevens/vergeten/", {"programme": "eigen"}).status_code == 302
    (asked,) = requests(programme)
    assert asked.person == asked.requested_by == member
    assert requests(other_programme) == []
    assert "gevraagd op" in client.get("/accounts/mijn-gegevens/").content.decode()
