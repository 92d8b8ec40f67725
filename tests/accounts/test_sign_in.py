"""Signing in and keeping an account: no way in but an invitation, nothing told of who has an account, nothing changed by stealth."""

from __future__ import annotations

import re
import time
import uuid

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.factories.people import PASSWORD, person
from warmescholen.accounts.devices import device_of
from warmescholen.accounts.models import User

NEW_PASSWORD = "nog een zin van vier woorden"
NOISE = re.compile(r'csrfmiddlewaretoken" value="[^"]*"|[\w-]+@a\.example')


@pytest.fixture
def user(db: None) -> User:
    """Somebody whose counters of attempts are fresh."""
    return person(f"{uuid.uuid4().hex}@a.example", name="Iemand")


def unknown() -> str:
    return f"{uuid.uuid4().hex}@a.example"


def sign_in(user: User, password: str = PASSWORD, client: Client | None = None) -> Client:
    client = client or Client()
    client.post("/accounts/login/", {"login": user.email, "password": password})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/accounts/").status_code == 200


def confirm(client: Client, password: str = PASSWORD) -> None:
    """Say again who one is."""
    client.post("/accounts/reauthenticate/", {"password": password})


def plain(answer: HttpResponse) -> str:
    return NOISE.sub("", answer.content.decode())


def code_in_mail() -> str:
    found = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def app_code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@pytest.mark.parametrize("path", ["signup/", "signup/passkey/", "3rdparty/signup/", "social/signup/", "2fa/webauthn/signup/"])
def test_nobody_signs_up(db: None, path: str) -> None:
    values = {"email": "nieuw@a.example", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    for answer in (Client().get(f"/accounts/{path}"), Client().post(f"/accounts/{path}", values)):
        assert answer.status_code == 404
    assert not User.objects.exists()


def test_the_page_where_others_sign_up_tells_of_invitations(db: None) -> None:
    assert "Je komt binnen met een uitnodiging" in Client().get("/accounts/signup/").content.decode()


def test_a_password_signs_in_and_signing_out_asks_for_a_press(user: User) -> None:
    client = sign_in(user)
    assert is_signed_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_a_wrong_password_and_an_unknown_address_read_the_same(user: User) -> None:
    answers = [Client().post("/accounts/login/", {"login": email, "password": "x"}) for email in (user.email, unknown())]
    assert "horen niet bij elkaar" in answers[0].content.decode()
    assert plain(answers[0]) == plain(answers[1])


@pytest.mark.parametrize("path", ["password/reset/", "login/code/"])
def test_asking_for_a_code_reads_the_same_for_an_unknown_address(user: User, path: str) -> None:
    pages = [Client().post(f"/accounts/{path}", {"email": email}, follow=True) for email in (user.email, unknown())]
    assert pages[0].redirect_chain == pages[1].redirect_chain
    assert plain(pages[0]) == plain(pages[1])
    known, stranger = mail.outbox
    assert known.to == [user.email]
    assert "Er is geen account met dit adres" in stranger.subject


def test_a_code_in_the_mail_signs_in(user: User) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": user.email})
    client.post("/accounts/login/code/confirm/", {"code": "AAAAAA"})
    assert not is_signed_in(client)
    client.post("/accounts/login/code/confirm/", {"code": code_in_mail()})
    assert is_signed_in(client)


def test_a_code_works_in_the_browser_that_asked_for_it_only(user: User) -> None:
    Client().post("/accounts/login/code/", {"email": user.email})
    thief = Client()
    thief.post("/accounts/login/code/confirm/", {"code": code_in_mail()})
    assert not is_signed_in(thief)


def test_three_wrong_codes_end_the_attempt(user: User) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": user.email})
    code = code_in_mail()
    for _ in range(3):
        client.post("/accounts/login/code/confirm/", {"code": "AAAAAA"})
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert not is_signed_in(client)


def test_a_forgotten_password_is_replaced_and_signs_out_everywhere(user: User) -> None:
    elsewhere = sign_in(user)
    client = Client()
    client.post("/accounts/password/reset/", {"email": user.email})
    client.post("/accounts/password/reset/confirm/", {"code": code_in_mail()})
    client.post("/accounts/password/reset/complete/", {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert is_signed_in(sign_in(user, NEW_PASSWORD))
    assert not is_signed_in(elsewhere)
    assert "nieuw wachtwoord" in mail.outbox[-1].subject


def test_a_weak_password_is_refused_when_changing_it(user: User) -> None:
    client = sign_in(user)
    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "Wachtwoord-2026", "password2": "Wachtwoord-2026"})
    assert "gebruiken veel mensen" in answer.content.decode()
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    assert is_signed_in(client)


def test_ten_wrong_passwords_close_one_account_and_no_other(user: User) -> None:
    """A whole school comes from one address: only the account that is tried is closed for a while."""
    for _ in range(10):
        Client().post("/accounts/login/", {"login": user.email, "password": "x"})
    answer = Client().post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert "Te veel pogingen" in answer.content.decode()
    assert is_signed_in(sign_in(person(unknown())))


def test_a_forged_address_does_not_start_a_fresh_count(user: User) -> None:
    for number in range(10):
        Client().post("/accounts/login/", {"login": user.email, "password": "x"}, headers={"X-Forwarded-For": f"10.0.0.{number}"})
    answer = Client().post("/accounts/login/", {"login": user.email, "password": PASSWORD}, headers={"X-Forwarded-For": "10.9.9.9"})
    assert "Te veel pogingen" in answer.content.decode()


def test_an_account_without_a_verified_address_proves_it_first(user: User) -> None:
    EmailAddress.objects.update(verified=False)
    client = sign_in(user)
    assert not is_signed_in(client)
    client.post("/accounts/confirm-email/", {"code": code_in_mail()})
    assert is_signed_in(client)


def test_a_new_address_counts_once_its_code_is_typed(user: User) -> None:
    former, new = user.email, unknown()
    client = sign_in(user)
    confirm(client)
    client.post("/accounts/email/", {"action_add": "", "email": new})
    user.refresh_from_db()
    assert user.email == former
    assert EmailAddress.objects.get(user=user).email == former
    assert mail.outbox[-1].to == [new]
    client.post("/accounts/confirm-email/", {"code": code_in_mail()})
    user.refresh_from_db()
    assert user.email == new
    assert EmailAddress.objects.get(user=user).email == new
    assert [letter.to for letter in mail.outbox if "is gewijzigd" in letter.subject] == [[former]]


def test_an_address_is_not_changed_without_saying_again_who_one_is(user: User) -> None:
    client = sign_in(user)
    answer = client.post("/accounts/email/", {"action_add": "", "email": unknown()})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert mail.outbox == []


def test_the_address_of_somebody_else_cannot_be_taken_nor_found_out(user: User) -> None:
    other, pages = person(unknown()), []
    for email in (other.email, unknown()):
        client = sign_in(user)
        confirm(client)
        pages.append(client.post("/accounts/email/", {"action_add": "", "email": email}, follow=True))
    assert pages[0].redirect_chain == pages[1].redirect_chain
    assert plain(pages[0]) == plain(pages[1])
    user.refresh_from_db()
    assert user.email != other.email
    assert not EmailAddress.objects.filter(user=user, email=other.email).exists()


def test_a_second_step_is_asked_at_sign_in_and_a_recovery_code_works_once(user: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    client = sign_in(user)
    assert not is_signed_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_signed_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": app_code(secret)})
    assert is_signed_in(client)
    for expected in (True, False):
        again = sign_in(user)
        again.post("/accounts/2fa/authenticate/", {"code": code})
        assert is_signed_in(again) is expected


def test_a_code_in_the_mail_does_not_pass_by_the_second_step(user: User) -> None:
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.post("/accounts/login/code/", {"email": user.email})
    client.post("/accounts/login/code/confirm/", {"code": code_in_mail()})
    assert not is_signed_in(client)


@pytest.mark.parametrize("path", ["2fa/totp/activate/", "2fa/webauthn/add/", "2fa/recovery-codes/generate/"])
def test_setting_up_a_second_step_asks_again_who_one_is(user: User, path: str) -> None:
    client = sign_in(user)
    assert client.get(f"/accounts/{path}")["Location"].startswith("/accounts/reauthenticate/")


def test_an_app_is_coupled_and_its_codes_for_loss_are_shown_once(
    user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client = sign_in(user)
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    found = re.search(r'class="secret">(\w+)<', page)
    assert found
    assert "<svg" in page
    assert "data:image" not in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/2fa/totp/activate/", {"code": app_code(found[1])}, follow=True)
    assert "Bewaar deze codes" in answer.content.decode()
    assert Authenticator.objects.filter(user=user).count() == 2
    assert "Bewaar deze codes" not in client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert "Er is een app gekoppeld" in [letter.subject for letter in mail.outbox]


def test_the_list_tells_where_and_signs_out_there(user: User) -> None:
    here = sign_in(user, client=Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130"}))
    there = sign_in(user, client=Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/605"}))
    page = here.get("/accounts/aangemeld/").content.decode()
    assert "Firefox op Windows" in page
    assert "Safari op iPhone" in page
    found = UserSession.objects.get(session_key=there.session.session_key)
    here.post(f"/accounts/aangemeld/{found.pk}/afmelden/")
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_all_others_are_signed_out_at_once_and_nobody_elses(user: User) -> None:
    other = sign_in(person(unknown()))
    here, there = sign_in(user), sign_in(user)
    foreign = UserSession.objects.get(session_key=other.session.session_key)
    assert here.post(f"/accounts/aangemeld/{foreign.pk}/afmelden/").status_code == 404
    here.post("/accounts/aangemeld/elders-afmelden/")
    assert [is_signed_in(each) for each in (here, there, other)] == [True, False, True]


def test_one_does_not_end_the_session_that_asks(user: User) -> None:
    client = sign_in(user)
    own = UserSession.objects.get(session_key=client.session.session_key)
    assert client.post(f"/accounts/aangemeld/{own.pk}/afmelden/").status_code == 404


def test_looking_at_the_list_changes_nothing(user: User) -> None:
    client = sign_in(user)
    sign_in(user).session.flush()
    before = UserSession.objects.count()
    client.get("/accounts/aangemeld/")
    assert UserSession.objects.count() == before


def test_a_name_is_changed(user: User) -> None:
    client = sign_in(user)
    assert "Dit veld is vereist" in client.post("/accounts/naam/", {"name": " "}).content.decode()
    client.post("/accounts/naam/", {"name": "Netwerkcoördinator Gent"})
    assert "<h1>Netwerkcoördinator Gent</h1>" in client.get("/accounts/").content.decode()


@pytest.mark.parametrize("path", ["", "naam/", "email/", "aangemeld/", "password/change/", "2fa/", "2fa/webauthn/", "tweede-stap-nodig/"])
def test_pages_of_an_account_ask_for_sign_in(db: None, path: str) -> None:
    assert Client().get(f"/accounts/{path}")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["", "naam/", "email/", "aangemeld/", "password/change/", "2fa/", "2fa/webauthn/", "tweede-stap-nodig/"])
def test_no_page_of_an_account_holds_inline_script_or_style_or_speaks_english(user: User, path: str) -> None:
    page = sign_in(user).get(f"/accounts/{path}").content.decode()
    assert " style=" not in page
    scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))", page)
    assert scripts == []
    for word in ("Password", "Security", "Email", "Sign ", " your ", "U kunt", "Uw "):
        assert word not in page


def test_every_mail_is_in_our_words_and_has_both_faces(user: User) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": user.email})
    client.post("/accounts/password/reset/", {"email": unknown()})
    for letter in mail.outbox:
        assert "Warme Scholen" in letter.body
        assert "http://localhost:8000" in letter.body
        ((content, kind),) = letter.alternatives  # type: ignore[attr-defined]
        assert kind == "text/html"
        assert 'lang="nl-BE"' in content
        assert "testserver" not in letter.body + content


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge op Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome op Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) AppleWebKit/605 Version/17 Safari/605", "Safari op Mac"),
        ("curl/8", "een browser"),
        ("", "een browser"),
    ],
)
def test_a_browser_is_told_in_words(agent: str, words: str) -> None:
    assert device_of(agent) == words
