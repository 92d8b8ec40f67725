"""From the mail to the first page: looking never uses an invitation up, accepting does."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from schools import services
from schools.models import Grant, Invitation
from tests.factories.people import PASSWORD, acting, grant, manager, person
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

EMAIL, PAGE = "nieuw@a.example", "/accounts/uitnodiging/"
MINE = {"name": "Nieuw gezicht", "password": PASSWORD}


@pytest.fixture
def boss(programme: Programme) -> User:
    return manager(programme)


@pytest.fixture
def link(programme: Programme, boss: User) -> str:
    with programme_context(programme.pk):
        _invitation, token = services.invite(email=EMAIL, role=Role.OBSERVER, by=acting(boss, programme))
    return f"{PAGE}{token}/"


def used(programme: Programme) -> bool:
    with programme_context(programme.pk):
        return Invitation.objects.get().used_at is not None


def test_the_link_leads_to_an_address_without_its_secret(link: str) -> None:
    answer = Client().get(link)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"


def test_no_session_keeps_the_secret(link: str) -> None:
    Client().get(link)
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert "invitation" in kept[0]
    assert link.removeprefix(PAGE).strip("/") not in str(kept)


@pytest.mark.parametrize("method", ["get", "head"])
def test_five_looks_by_a_scanner_use_nothing_up(programme: Programme, link: str, method: str) -> None:
    for _ in range(5):
        scanner = Client()
        assert getattr(scanner, method)(link, follow=True).status_code == 200
    assert not used(programme)


def test_a_scanner_that_posts_to_the_link_does_nothing(programme: Programme, link: str) -> None:
    assert Client().post(link).status_code == 405
    assert not used(programme)


def test_a_new_person_makes_an_account_and_is_in(programme: Programme, link: str) -> None:
    client = Client()
    page = client.get(link, follow=True).content.decode()
    assert EMAIL in page
    assert "nodigt je uit als waarnemer" in page
    answer = client.post(PAGE, MINE, follow=True)
    assert answer.redirect_chain[-1][0] == "/eigen/"
    assert answer.status_code == 200
    assert "Welkom bij Eigen programma" in answer.content.decode()
    assert used(programme)
    again = Client()
    again.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert again.get("/eigen/").status_code == 200


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"password": "kort"}, "te kort"),
        ({"password": "1q2w3e4r5t6y"}, "gebruiken veel mensen"),
        ({"password": "PasswordPassword"}, "gebruiken veel mensen"),
        ({"password": "Wachtwoord-2026!"}, "gebruiken veel mensen"),
        ({"password": "123456789012"}, "gebruiken veel mensen"),
        ({"password": "nieuw@a.example1"}, "lijkt te veel op"),
        ({"name": ""}, "Dit veld is vereist"),
    ],
)
def test_a_weak_password_is_refused_and_the_invitation_stays(programme: Programme, link: str, values: dict[str, str], reason: str) -> None:
    client = Client()
    client.get(link)
    assert reason in client.post(PAGE, {**MINE, **values}).content.decode()
    assert not User.objects.filter(email=EMAIL).exists()
    assert not used(programme)


def test_an_address_in_the_form_changes_nothing(link: str) -> None:
    client = Client()
    client.get(link)
    client.post(PAGE, {**MINE, "email": "ander@a.example"})
    assert User.objects.filter(email=EMAIL).exists()
    assert not User.objects.filter(email="ander@a.example").exists()


def test_a_known_person_signs_in_first_and_then_takes_the_role(programme: Programme, link: str) -> None:
    person(EMAIL)
    client = Client()
    page = client.get(link, follow=True).content.decode()
    assert f"/accounts/login/?next={PAGE}" in page
    assert 'name="password"' not in page
    answer = client.post(f"/accounts/login/?next={PAGE}", {"login": EMAIL, "password": PASSWORD}, follow=True)
    assert "Ja, ik doe mee" in answer.content.decode()
    assert not used(programme)
    assert client.post(PAGE).headers["Location"] == "/eigen/"
    assert used(programme)


def test_who_holds_the_link_but_not_the_account_gets_nothing(programme: Programme, link: str) -> None:
    person(EMAIL)
    client = Client()
    client.get(link)
    client.post(PAGE, {"name": "Dief", "password": "een heel ander wachtwoord"})
    assert not used(programme)
    assert client.get("/eigen/").status_code == 302


def test_somebody_else_is_told_for_whom_it_is(programme: Programme, link: str) -> None:
    client = Client()
    client.force_login(person("ander@a.example"))
    page = client.get(link, follow=True).content.decode()
    assert f"De uitnodiging is voor {EMAIL}" in page
    client.post(PAGE)
    assert not used(programme)


def test_who_invited_cannot_accept_under_the_invited_address(programme: Programme, boss: User, link: str) -> None:
    User.objects.filter(pk=boss.pk).update(email=EMAIL)
    client = Client()
    client.force_login(User.objects.get(pk=boss.pk))
    client.get(link)
    answer = client.post(PAGE)
    assert answer.status_code == 409
    assert "Je kunt jezelf geen rol geven" in answer.content.decode()
    with programme_context(programme.pk):
        assert Grant.objects.count() == 1


def test_a_used_a_withdrawn_and_a_made_up_link_look_alike(programme: Programme, boss: User, link: str) -> None:
    client = Client()
    client.get(link)
    client.post(PAGE, MINE)
    with programme_context(programme.pk):
        invitation, token = services.invite(email="x@a.example", role=Role.OBSERVER, by=acting(boss, programme))
        services.revoke_invitation(invitation=invitation, by=acting(boss, programme))
    pages = [Client().get(each, follow=True) for each in (link, f"{PAGE}{token}/", f"{PAGE}ws_uitnodiging_verzonnen/", PAGE)]
    assert {page.status_code for page in pages} == {404}
    plain = {re.sub(rb'value="[^"]*"', b"", page.content) for page in pages}
    assert len(plain) == 1


def test_the_second_who_presses_is_told(programme: Programme, link: str) -> None:
    one, two = Client(), Client()
    one.get(link)
    two.get(link)
    one.post(PAGE, MINE)
    assert two.post(PAGE, MINE).status_code == 404
    assert User.objects.filter(email=EMAIL).count() == 1


def test_a_new_manager_sets_up_a_second_step_without_typing_the_password_again(programme: Programme, boss: User, settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = True  # type: ignore[attr-defined]
    with programme_context(programme.pk):
        _invitation, token = services.invite(email=EMAIL, role=Role.MANAGER, by=acting(boss, programme))
    client = Client()
    client.get(f"{PAGE}{token}/")
    answer = client.post(PAGE, MINE, follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/tweede-stap-nodig/"
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_a_mail_is_sent_to_nobody_by_looking(link: str) -> None:
    Client().get(link, follow=True)
    assert mail.outbox == []


def test_one_who_works_for_two_programmes_chooses_once(programme: Programme, other_programme: Programme) -> None:
    user = person("twee@a.example")
    for each in (programme, other_programme):
        grant(each, user, Role.OBSERVER)
    client = Client()
    client.force_login(user)
    page = client.get("/").content.decode()
    assert "Waar wil je aan werken?" in page
    assert client.post("/", {"programma": "ander"}).headers["Location"] == "/ander/"
    again = Client()
    again.force_login(user)
    assert again.get("/").headers["Location"] == "/ander/"
    assert again.get("/?kies").status_code == 200
    assert "Ander programma" in again.get("/eigen/").content.decode()


def test_only_a_programme_with_a_role_of_today_is_offered(programme: Programme, other_programme: Programme) -> None:
    user = person("een@a.example")
    grant(programme, user, Role.OBSERVER)
    ended = grant(other_programme, user, Role.OBSERVER)
    with programme_context(other_programme.pk):
        Grant.objects.filter(pk=ended.pk).update(ends_on=ended.starts_on)
    client = Client()
    client.force_login(user)
    assert client.get("/").headers["Location"] == "/eigen/"
    assert client.post("/", {"programma": "ander"}).status_code == 404


def test_who_has_no_role_is_told_what_to_do(db: None) -> None:
    client = Client()
    client.force_login(person("niemand@a.example"))
    assert "Je hebt nog geen rol" in client.get("/").content.decode()
