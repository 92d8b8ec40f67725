"""The second step at sign-in: who has a role that asks for it opens nothing of a programme before it is set up."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from pytest_django import Settings

from networks.models import Network
from schools.models import School
from schools.second_factor import SecondFactorMissing, demand_second_factor
from tests.factories.people import acting, grant, person
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

PAGES = ("", "netwerken/", "indicatoren/", "rapportages/")


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def with_role(programme: Programme, role: Role, email: str = "iemand@voorbeeld.example") -> User:
    user = User.objects.filter(email=email).first() or person(email)
    with programme_context(programme.pk):
        network = Network.objects.get_or_create(programme=programme, key="n", name="Netwerk")[0]
        school = School.objects.get_or_create(programme=programme, key="s", name="School", education="basis")[0]
    grant(
        programme, user, role,
        network=network if role in {Role.COORDINATOR, Role.ADVISER} else None, school=school if role == Role.FLYWHEEL else None,
    )  # fmt: skip
    return user


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [Role.MANAGER, Role.COORDINATOR])
def test_who_reaches_far_is_led_to_set_a_second_step_up_first(programme: Programme, role: Role, page: str) -> None:
    answer = signed_in(with_role(programme, role)).get(f"/eigen/{page}", follow=True)
    assert answer.redirect_chain == [("/accounts/tweede-stap-nodig/", 302)]
    assert "Eerst een tweede stap" in answer.content.decode()
    assert "Eigen programma" not in answer.content.decode()


def test_the_api_refuses_a_browser_session_without_it_and_says_why(programme: Programme) -> None:
    user = with_role(programme, Role.MANAGER)
    client = signed_in(user)
    answer = client.get("/api/v1/eigen/networks/")
    assert answer.status_code == 403
    assert "twee stappen" in answer.json()["detail"]
    TOTP.activate(user, generate_totp_secret())
    assert client.get("/api/v1/eigen/networks/").status_code == 200


def test_a_posting_request_changes_nothing_before_it(programme: Programme) -> None:
    assert signed_in(with_role(programme, Role.MANAGER)).post("/eigen/rapportages/1/pdf/").status_code == 302


@pytest.mark.parametrize("role", [Role.ADVISER, Role.FLYWHEEL, Role.OBSERVER])
def test_the_others_are_not_asked(programme: Programme, role: Role) -> None:
    assert signed_in(with_role(programme, role)).get("/eigen/").status_code == 200


def test_a_role_elsewhere_asks_for_it_here_too(programme: Programme, other_programme: Programme) -> None:
    user = with_role(programme, Role.OBSERVER)
    assert signed_in(user).get("/eigen/").status_code == 200
    with_role(other_programme, Role.COORDINATOR)
    assert signed_in(user).get("/eigen/").status_code == 302


def test_an_app_is_a_second_step_and_so_is_a_passkey(programme: Programme) -> None:
    user = with_role(programme, Role.MANAGER)
    TOTP.activate(user, generate_totp_secret())
    assert signed_in(user).get("/eigen/").status_code == 200
    Authenticator.objects.filter(user=user).update(type=Authenticator.Type.WEBAUTHN)
    assert signed_in(user).get("/eigen/").status_code == 200


def test_recovery_codes_alone_are_none(programme: Programme) -> None:
    user = with_role(programme, Role.MANAGER)
    RecoveryCodes.activate(user)
    assert signed_in(user).get("/eigen/").status_code == 302


def test_somebody_elses_second_step_helps_nobody(programme: Programme) -> None:
    user = with_role(programme, Role.MANAGER)
    TOTP.activate(with_role(programme, Role.MANAGER, email="tweede@voorbeeld.example"), generate_totp_secret())
    assert signed_in(user).get("/eigen/").status_code == 302


def test_a_stranger_learns_nothing_of_a_programme_from_it(programme: Programme, other_programme: Programme) -> None:
    client = signed_in(with_role(programme, Role.MANAGER))
    other, unknown = client.get("/ander/"), client.get("/nergens/")
    assert other.status_code == unknown.status_code == 404
    assert other.content == unknown.content


def test_code_that_is_no_page_asks_the_same_question(inside: Programme) -> None:
    user = with_role(inside, Role.MANAGER)
    with pytest.raises(SecondFactorMissing):
        demand_second_factor(user, acting(user, inside))


def test_the_secret_of_the_app_is_not_kept_as_it_is(programme: Programme) -> None:
    secret = generate_totp_secret()
    kept = TOTP.activate(with_role(programme, Role.MANAGER), secret).instance
    assert secret not in str(kept.data)


@pytest.mark.parametrize(
    ("profile", "variable", "is_required"),
    [("production", "", True), ("demo", "", False), ("test", "", False), ("production", "0", False), ("demo", "1", True)],
)
def test_production_asks_unless_told_otherwise(profile: str, variable: str, *, is_required: bool) -> None:
    environment = {**os.environ, "WARMESCHOLEN_PROFILE": profile, "SECOND_FACTOR_REQUIRED": variable}
    code = "from warmescholen import settings; print(settings.SECOND_FACTOR_REQUIRED)"
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout
    assert said.strip() == str(is_required)
