"""Microsoft 365, Google and OpenID Connect: off unless set, never a new account, only addresses that are worth trusting."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from tests.accounts.openid import OpenIdServer, running_openid_server
from tests.factories.people import PASSWORD, person
from warmescholen.accounts.models import User
from warmescholen.accounts.other_sign_ins import from_environment

EMAIL = "iemand@a.example"
CLIENT = {"OIDC_CLIENT_ID": "warme-scholen", "OIDC_CLIENT_SECRET": "geheim-van-de-server", "OIDC_NAME": "Stedelijk Onderwijs"}
ALL = {"MICROSOFT_CLIENT_ID": "m", "MICROSOFT_TENANT": "school.example", "GOOGLE_CLIENT_ID": "g", **CLIENT, "OIDC_SERVER_URL": "https://oidc.example"}


@pytest.fixture
def server(db: None, settings: Settings) -> Iterator[OpenIdServer]:
    with running_openid_server() as running:
        settings.SOCIALACCOUNT_PROVIDERS = from_environment({**CLIENT, "OIDC_SERVER_URL": running.address})
        running.person = {"sub": "42", "email": EMAIL, "email_verified": True, "name": "Iemand"}
        yield running


def come_back(client: Client, path: str = "/accounts/oidc/oidc/login/") -> HttpResponse:
    """Press the button, and come back from the server."""
    sent = client.post(path)
    state = parse_qs(urlsplit(sent["Location"]).query)["state"][0]
    return client.get("/accounts/oidc/oidc/login/callback/", {"code": "x", "state": state}, follow=True)


def is_signed_in(client: Client) -> bool:
    return client.get("/accounts/").status_code == 200


def test_nothing_is_offered_unless_it_is_set(db: None) -> None:
    assert from_environment({}) == {}
    page = Client().get("/accounts/login/").content.decode()
    assert "Microsoft" not in page
    assert "Google" not in page


@pytest.mark.parametrize("back", ["", "callback/"])
@pytest.mark.parametrize("provider", ["microsoft", "google", "oidc/oidc"])
def test_addresses_of_what_is_not_set_do_not_exist(db: None, provider: str, back: str) -> None:
    assert Client().get(f"/accounts/{provider}/login/{back}").status_code == 404
    assert Client().post(f"/accounts/{provider}/login/{back}").status_code == 404


def test_what_is_set_has_a_button_that_posts(db: None, settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = from_environment(ALL)
    page = Client().get("/accounts/login/").content.decode()
    for name in ("Microsoft 365", "Google", "Stedelijk Onderwijs"):
        assert f"Met {name}" in page


def test_a_page_of_ours_leads_on_since_the_policy_lets_no_form_go_elsewhere(db: None, settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = from_environment(ALL)
    answer = Client().post("/accounts/microsoft/login/")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "https://login.microsoftonline.com/school.example/oauth2/v2.0/authorize" in page
    assert "code_challenge" in page
    assert "form-action 'self'" in answer["Content-Security-Policy"]


def test_looking_at_the_address_starts_nothing(db: None, settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = from_environment(ALL)
    answer = Client().get("/accounts/google/login/")
    assert answer.status_code == 200
    assert "accounts.google.com" not in answer.content.decode()


def test_a_known_person_comes_in_and_the_account_is_connected(server: OpenIdServer) -> None:
    user = person(EMAIL)
    client = Client()
    come_back(client)
    assert is_signed_in(client)
    assert SocialAccount.objects.get().user == user
    assert not SocialToken.objects.exists()


def test_a_connected_account_comes_in_by_its_number_whatever_its_address_says(server: OpenIdServer) -> None:
    person(EMAIL)
    come_back(Client())
    server.person |= {"email": "heel-ander@a.example"}
    client = Client()
    come_back(client)
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "told",
    [
        {"email": "onbekend@a.example"},
        {"email_verified": False},
        {"email_verified": None},
        {"email": ""},
    ],
)
def test_without_an_invited_account_of_a_verified_address_it_is_refused(server: OpenIdServer, told: dict[str, object]) -> None:
    person(EMAIL)
    server.person |= told
    client = Client()
    page = come_back(client).content.decode()
    assert "Je komt binnen met een uitnodiging" in page
    assert not is_signed_in(client)
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_an_address_that_was_not_verified_here_is_not_enough(server: OpenIdServer) -> None:
    person(EMAIL)
    EmailAddress.objects.update(verified=False)
    client = Client()
    assert "Je komt binnen met een uitnodiging" in come_back(client).content.decode()
    assert not is_signed_in(client)


def test_the_second_step_is_asked_all_the_same(server: OpenIdServer) -> None:
    TOTP.activate(person(EMAIL), generate_totp_secret())
    client = Client()
    assert "Nog een stap" in come_back(client).content.decode()
    assert not is_signed_in(client)


def test_an_account_that_was_closed_stays_closed(server: OpenIdServer) -> None:
    person(EMAIL)
    User.objects.update(is_active=False)
    client = Client()
    come_back(client)
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("tenant", "is_trusted"), [("", False), ("common", False), ("organizations", False), ("consumers", False), ("school.example", True)]
)
def test_addresses_of_microsoft_are_trusted_from_a_tenant_of_ones_own_only(tenant: str, *, is_trusted: bool) -> None:
    (app,) = from_environment({"MICROSOFT_CLIENT_ID": "m", "MICROSOFT_TENANT": tenant})["microsoft"]["APPS"]
    assert app["settings"]["email_authentication"] is is_trusted
    assert app["settings"]["verified_email"] is is_trusted


def test_who_is_signed_in_connects_an_account_of_another_address(server: OpenIdServer) -> None:
    user = person(EMAIL)
    server.person |= {"email": "prive@elders.example"}
    client = Client()
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    client.post("/accounts/reauthenticate/?next=/accounts/3rdparty/", {"password": PASSWORD})
    page = come_back(client, "/accounts/oidc/oidc/login/?process=connect").content.decode()
    assert "Het andere account is verbonden" in page
    assert SocialAccount.objects.get().user == user
    assert EmailAddress.objects.get(user=user).email == EMAIL
    fresh = Client()
    come_back(fresh)
    assert is_signed_in(fresh)


def test_an_account_that_belongs_to_somebody_else_is_not_taken(server: OpenIdServer) -> None:
    person(EMAIL)
    come_back(Client())
    other = person("ander@a.example")
    client = Client()
    client.post("/accounts/login/", {"login": other.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/?next=/accounts/3rdparty/", {"password": PASSWORD})
    assert "Dit hoort al bij iemand anders" in come_back(client, "/accounts/oidc/oidc/login/?process=connect").content.decode()
    assert SocialAccount.objects.get().user.email == EMAIL


def test_coming_back_with_a_state_of_somebody_else_is_refused(server: OpenIdServer) -> None:
    person(EMAIL)
    one, two = Client(), Client()
    state = parse_qs(urlsplit(one.post("/accounts/oidc/oidc/login/")["Location"]).query)["state"][0]
    answer = two.get("/accounts/oidc/oidc/login/callback/", {"code": "x", "state": state})
    assert "lukte niet" in answer.content.decode()
    assert not is_signed_in(two)
