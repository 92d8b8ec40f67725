"""The pages: who gets in, what they see, and a query count that does not grow with the rows."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators import services as indicators
from indicators.models import Round, Scale
from networks.models import Network
from reports.models import Report, Section, SectionKey
from schools import services as schools
from schools.enums import SessionKind
from schools.models import Grant
from schools.services import NewSession
from warmescholen.accounts.access import platform_access
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

TODAY = datetime.date(2026, 1, 1)
PAGES = ("", "netwerken/", "netwerken/n-1/", "indicatoren/", "rapportages/")


def network(programme: Programme, number: int) -> Network:
    """A network with a report that has one unfinished section. Needs the programme's context."""
    made = Network.objects.create(programme=programme, key=f"n-{number}", name=f"Netwerk {number} van {programme.name}")
    scale, _ = Scale.objects.get_or_create(programme=programme, version=1)
    round_, _ = Round.objects.get_or_create(
        programme=programme, number=1, defaults={"name": "een", "opens_on": TODAY, "closes_on": TODAY, "scale": scale, "state": "closed"}
    )
    by = platform_access(programme.pk)
    school = schools.create_school(key=f"school-{number}", name=f"School van netwerk {number}", education="basis", by=by)
    schools.place_school(school=school, network=made, starts_on=TODAY, by=by)
    for kind, place in ((SessionKind.COLLECTIVE, {"network": made}), (SessionKind.INDIVIDUAL, {"school": school})):
        schools.log_session(new=NewSession(kind=kind, date=TODAY, minutes=60, schools=(school,), **place), by=by)
    report = Report.objects.create(programme=programme, network=made, round=round_)
    Section.objects.create(programme=programme, report=report, key=SectionKey.SCHOOLS, body="Tekst", state=Section.State.DRAFT)
    return made


def person(programme: Programme, role: Role, *scopes: Network | None, email: str = "iemand@voorbeeld.example") -> Client:
    user = User.objects.create_user(email, name="Iemand")
    Membership.objects.create(user=user, programme=programme)
    with programme_context(programme.pk):
        for scope in scopes or (None,):
            Grant.objects.create(programme=programme, user=user, role=role, network=scope, starts_on=TODAY)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def networks(programme: Programme, other_programme: Programme) -> tuple[Network, Network]:
    with programme_context(other_programme.pk):
        network(other_programme, 99)
    with programme_context(programme.pk):
        return network(programme, 1), network(programme, 2)


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_signed_in_is_asked_to(networks: object, page: str) -> None:
    answer = Client().get(f"/eigen/{page}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("page", PAGES)
def test_a_manager_sees_the_own_programme_and_nothing_of_the_other(networks: object, programme: Programme, page: str) -> None:
    answer = person(programme, Role.MANAGER).get(f"/eigen/{page}")
    assert answer.status_code == 200
    assert b"Ander programma" not in answer.content


@pytest.mark.parametrize("page", [*PAGES, "netwerken/n-99/"])
def test_another_programme_does_not_exist(networks: object, programme: Programme, page: str) -> None:
    client = person(programme, Role.MANAGER)
    other, unknown = client.get(f"/ander/{page}"), client.get(f"/nergens/{page}")
    assert other.status_code == unknown.status_code == 404
    assert other.content == unknown.content


def test_a_coordinator_sees_only_the_own_network(networks: tuple[Network, Network], programme: Programme) -> None:
    client = person(programme, Role.COORDINATOR, networks[0])
    listing = client.get("/eigen/netwerken/").content.decode()
    assert "Netwerk 1 van" in listing
    assert "Netwerk 2 van" not in listing
    assert client.get("/eigen/netwerken/n-1/").status_code == 200
    unseen, absent = client.get("/eigen/netwerken/n-2/"), client.get("/eigen/netwerken/n-77/")
    assert unseen.status_code == 404
    assert unseen.content == absent.content


def test_an_observer_is_told_why_the_reports_are_closed(networks: object, programme: Programme) -> None:
    answer = person(programme, Role.OBSERVER).get("/eigen/rapportages/")
    assert answer.status_code == 403
    assert "Je rol laat dit hier niet toe" in answer.content.decode()


def test_a_report_of_another_network_cannot_be_asked_for(networks: tuple[Network, Network], programme: Programme) -> None:
    client = person(programme, Role.ADVISER, networks[0])
    with programme_context(programme.pk):
        own, other = (Report.objects.get(network=each).pk for each in networks)
    assert client.post(f"/eigen/rapportages/{own}/pdf/").status_code == 302
    assert client.post(f"/eigen/rapportages/{other}/pdf/").status_code == 404


def test_an_ended_role_opens_no_door(networks: object, programme: Programme) -> None:
    client = person(programme, Role.MANAGER)
    assert client.get("/eigen/").status_code == 200
    with programme_context(programme.pk):
        Grant.objects.update(ends_on=datetime.date(2026, 1, 2))
    assert client.get("/eigen/").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_the_number_of_queries_does_not_grow_with_the_rows(networks: object, programme: Programme, page: str) -> None:
    client = person(programme, Role.MANAGER)
    client.get(f"/eigen/{page}")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/eigen/{page}")
    with programme_context(programme.pk):
        for number in range(3, 9):
            network(programme, number)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/eigen/{page}")
    assert len(many) == len(few)


def test_pages_forbid_inline_script_and_style(networks: object, programme: Programme) -> None:
    answer = person(programme, Role.MANAGER).get("/eigen/")
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert b" style=" not in answer.content
    assert b"onclick" not in answer.content


def test_health(db: None) -> None:
    assert Client().get("/healthz").content == b"ok"
    answer = Client().get("/readyz").json()
    assert answer["database"]
    assert answer["walls"]
    assert answer["broker"]


def rated(programme: Programme, count: int) -> None:
    """A closed round with one indicator on which this many schools are rated. Needs the programme's context."""
    by = platform_access(programme.pk)
    scale = indicators.define_scale(names=["een", "twee", "drie", "vier"], by=by)
    version = indicators.define_indicator(number=1, short_name="Rust", statement="Er is rust", scale=scale, descriptors=["a", "b", "c", "d"], by=by)
    round_ = indicators.open_round(name="een", opens_on=TODAY, closes_on=TODAY, scale=scale, versions=[version], by=by)
    for number in range(count):
        school = schools.create_school(key=f"s-{number}", name=f"School {number}", education="basis", by=by)
        indicators.rate(round_=round_, indicator=version.indicator, school=school, source="agreed", level=1, rated_on=TODAY, by=by)
    indicators.close_round(round_=round_, by=by)


@pytest.mark.parametrize(("count", "role", "is_shown"), [(4, Role.OBSERVER, False), (5, Role.OBSERVER, True), (4, Role.MANAGER, True)])
def test_an_observer_sees_no_levels_of_fewer_than_five_schools(programme: Programme, count: int, role: Role, *, is_shown: bool) -> None:
    with programme_context(programme.pk):
        rated(programme, count)
    text = person(programme, role).get("/eigen/indicatoren/").content.decode()
    assert (f"{count} van {count} scholen" in text) is is_shown
    assert ("te weinig ingeschaalde scholen" in text) is not is_shown


def test_nobody_is_offered_a_way_that_is_closed(networks: object, programme: Programme) -> None:
    assert "Rapportages" not in person(programme, Role.OBSERVER).get("/eigen/").content.decode()
