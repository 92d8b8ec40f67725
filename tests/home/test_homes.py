"""The home of each role: what it begins with, and that it shows nothing of elsewhere."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from indicators import services as indicators
from indicators.models import Round
from reports.models import Report, Section, SectionKey
from schools import services as schools
from schools.enums import SessionState
from schools.models import Grant, School
from schools.school_year import school_weeks_since
from sprints import services as sprints
from sprints.models import Forum
from tests.factories.flywheel import Place, add_initiative, guest_advice, make_advice, make_link, make_place, make_sprint
from tests.factories.guidance import START, access, make_network, make_session, make_user
from warmescholen.accounts.access import platform_access
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Role
from warmescholen.home.homes.steering import Progress, round_progress
from warmescholen.jobs.models import Job
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

DAY = datetime.timedelta(days=1)


@pytest.fixture
def place(programme: Programme) -> Place:
    with programme_context(programme.pk):
        return make_place(programme)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def home_of(user: User) -> str:
    answer = client_of(user).get("/eigen/")
    assert answer.status_code == 200
    return answer.content.decode()


def with_role(place: Place, role: Role, *scopes: object) -> User:
    with programme_context(place.programme.pk):
        return make_user(place.programme, f"Nog een {role.value}", role, *scopes)  # type: ignore[arg-type]


def test_an_adviser_begins_with_the_week_the_promises_and_who_was_not_seen(place: Place) -> None:
    today = timezone.localdate()
    with programme_context(place.programme.pk):
        by = access(place.adviser, place.programme)
        make_session(
            by,
            place.school,
            date=today,
            title="Vandaag",
            place="In de refter",
            follow_ups=(("adviseur", "Verslag sturen"), ("school", "Zaal boeken")),
        )
        far = make_network(place.programme, "zuid", "beuk")
        make_session(platform_access(place.programme.pk), School.objects.get(key="beuk"), date=today, place="Ergens anders")
    assert far.key == "zuid"
    page = home_of(place.adviser)
    assert "Deze week 1 sessie" in page
    assert "In de refter" in page
    assert "Verslag sturen" in page
    assert "Zaal boeken" not in page
    assert "School linde" in page
    assert "nog geen sessie" in page
    assert "Ergens anders" not in page
    assert "beuk" not in page


def test_a_school_is_quiet_after_six_school_weeks_and_holidays_do_not_count() -> None:
    assert school_weeks_since(datetime.date(2026, 12, 10), datetime.date(2026, 12, 17)) == 1
    assert school_weeks_since(datetime.date(2026, 12, 17), datetime.date(2027, 1, 5)) == 1


def test_a_flywheel_begins_with_its_sprint_and_what_is_open(place: Place) -> None:
    with programme_context(place.programme.pk):
        make_advice(place, "Begin met één nest")
        link, _token = make_link(place)
        guest_advice(link)
        neighbour = access(make_user(place.programme, "Buur", Role.FLYWHEEL, place.other_school), place.programme)
        make_sprint(place.other_school, neighbour, title="Die van de buren")
    page = home_of(place.driver)
    assert "van 10: Twee nesten" in page
    assert "Lokalenplan" in page
    assert "Begin met één nest" in page
    assert "1 advies wacht op nazicht" in page
    assert "Die van de buren" not in page


def test_a_flywheel_reads_what_its_last_forum_said_and_can_start(place: Place) -> None:
    with programme_context(place.programme.pk):
        sprints.hold_forum(forum=place.sprint.forum, held_at=timezone.now(), report="We starten met één nest.", by=place.flywheel)
        sprints.close_sprint(sprint=place.sprint, by=place.flywheel)
    page = home_of(place.driver)
    assert "Jullie hebben nu geen sprint" in page
    assert "We starten met één nest." in page
    assert "/eigen/sprints/nieuw/" in page


def test_a_coordinator_sees_the_own_networks_and_what_is_overdue(place: Place) -> None:
    with programme_context(place.programme.pk):
        make_network(place.programme, "zuid", "beuk")
        Forum.objects.update(date=timezone.localdate() - DAY)
        scale = indicators.define_scale(names=["een", "twee", "drie", "vier"], by=platform_access(place.programme.pk))
        round_ = Round.objects.create(programme=place.programme, number=1, name="ronde", opens_on=START, closes_on=START, scale=scale, state="closed")
        report = Report.objects.create(programme=place.programme, network=place.network, round=round_)
        for key, state in ((SectionKey.SCHOOLS, Section.State.DRAFT), (SectionKey.POLICY, Section.State.READY)):
            Section.objects.create(programme=place.programme, report=report, key=key, body="x", state=state)
    page = home_of(with_role(place, Role.COORDINATOR, place.network))
    assert "1 netwerk, " in page
    assert "Netwerk noord" in page
    assert "Netwerk zuid" not in page
    assert "beuk" not in page
    assert "Forum voorbij, nog niet genoteerd" in page
    assert "voor 50 % geschreven" in page
    assert "School linde" in page


def test_a_manager_is_told_of_failed_jobs_and_a_coordinator_is_not(place: Place) -> None:
    with programme_context(place.programme.pk):
        Job.objects.create(programme=place.programme, kind="x", state="failed", dedupe_key="x", label="x", run_after=timezone.now())
    assert "1 opdracht is mislukt" in home_of(with_role(place, Role.MANAGER))
    assert "mislukt" not in home_of(with_role(place, Role.COORDINATOR, place.network))


def rate(place: Place, count: int, *, close: bool, only_first: bool = False) -> Round:
    """A round on two indicators in which this many schools of the network are agreed on."""
    by = platform_access(place.programme.pk)
    scale = indicators.define_scale(names=["een", "twee", "drie", "vier"], by=by)
    words = {"scale": scale, "descriptors": ["a", "b", "c", "d"], "by": by}
    versions = [indicators.define_indicator(number=number, short_name=f"Rust {number}", statement="x", **words) for number in (1, 2)]  # type: ignore[arg-type]
    today = timezone.localdate()
    round_ = indicators.open_round(name="ronde", opens_on=today, closes_on=today, scale=scale, versions=versions, by=by)
    found = list(School.objects.order_by("pk"))
    for number in range(len(found), count):
        school = schools.create_school(key=f"s-{number}", name=f"School {number}", education="basis", by=by)
        schools.place_school(school=school, network=place.network, starts_on=START, by=by)
        found.append(school)
    for version in versions[:1] if only_first else versions:
        for school in found[:count]:
            indicators.rate(round_=round_, indicator=version.indicator, school=school, source="agreed", level=1, rated_on=today, by=by)
    if close:
        indicators.close_round(round_=round_, by=by)
    return round_


@pytest.mark.parametrize(("count", "is_shown"), [(4, False), (5, True)])
def test_an_observer_sees_no_levels_of_fewer_than_five_schools_and_is_told(place: Place, count: int, *, is_shown: bool) -> None:
    with programme_context(place.programme.pk):
        rate(place, count, close=True)
    page = home_of(with_role(place, Role.OBSERVER))
    assert (f"{count} van {count} scholen" in page) is is_shown
    assert ("van minder dan vijf scholen zie je ze niet" in page) is not is_shown


def test_only_the_indicator_with_too_few_schools_is_left_out_by_name(place: Place) -> None:
    with programme_context(place.programme.pk):
        rate(place, 5, close=False, only_first=True)
        round_ = Round.objects.get()
        second = round_.indicator_links.get(indicator_version__indicator__number=2).indicator_version.indicator
        school = School.objects.order_by("pk")[0]
        by = platform_access(place.programme.pk)
        indicators.rate(round_=round_, indicator=second, school=school, source="agreed", level=3, rated_on=timezone.localdate(), by=by)
        indicators.close_round(round_=round_, by=by)
    page = home_of(with_role(place, Role.OBSERVER))
    assert "5 van 5 scholen" in page
    assert "Weggelaten: indicator 2 (Rust 2)" in page
    assert "1 van 1" not in page


def test_an_observer_of_a_network_cannot_subtract_it_from_the_programme(place: Place) -> None:
    with programme_context(place.programme.pk):
        rate(place, 5, close=False)
        round_ = Round.objects.get()
        outside = make_network(place.programme, "zuid", "beuk")
        by = platform_access(place.programme.pk)
        for link in round_.indicator_links.all():
            indicators.rate(
                round_=round_, indicator=link.indicator_version.indicator, school=School.objects.get(key="beuk"),
                source="agreed", level=4, rated_on=timezone.localdate(), by=by,
            )  # fmt: skip
        indicators.close_round(round_=round_, by=by)
    assert outside.key == "zuid"
    page = home_of(with_role(place, Role.OBSERVER, place.network))
    assert "van 5" not in page
    assert "van minder dan vijf scholen zie je ze niet" in page


def test_an_observer_reads_nothing_of_sprints_sessions_or_people(place: Place) -> None:
    with programme_context(place.programme.pk):
        make_session(access(place.adviser, place.programme), place.school, date=timezone.localdate(), place="In de refter")
    page = home_of(with_role(place, Role.OBSERVER))
    for word in ("Twee nesten", "In de refter", "School eik", "Lang niet gezien"):
        assert word not in page


def test_who_has_several_roles_chooses_and_it_is_remembered(place: Place) -> None:
    user = place.driver
    with programme_context(place.programme.pk):
        Grant.objects.create(programme=place.programme, user=user, role=Role.COORDINATOR, network=place.network, starts_on=START)
    client = client_of(user)
    first = client.get("/eigen/").content.decode()
    assert "van 10: Twee nesten" in first
    assert 'value="netwerkcoordinator" aria-pressed="false"' in first
    assert client.post("/eigen/rol/", {"rol": "netwerkcoordinator"}).status_code == 302
    assert "Hoofdstukken die wachten" in client_of(user).get("/eigen/").content.decode()
    assert client.post("/eigen/rol/", {"rol": "programmabeheerder"}).status_code == 404


def test_a_chosen_role_that_ended_gives_way_to_one_that_holds(place: Place) -> None:
    user = place.driver
    with programme_context(place.programme.pk):
        grant = Grant.objects.create(programme=place.programme, user=user, role=Role.COORDINATOR, network=place.network, starts_on=START)
    client = client_of(user)
    client.post("/eigen/rol/", {"rol": "netwerkcoordinator"})
    with programme_context(place.programme.pk):
        Grant.objects.filter(pk=grant.pk).update(ends_on=timezone.localdate())
    page = client.get("/eigen/").content.decode()
    assert "van 10: Twee nesten" in page
    assert "Begin als" not in page


def test_progress_counts_schools_that_are_agreed_on_for_every_indicator(place: Place) -> None:
    with programme_context(place.programme.pk):
        rate(place, 1, close=False)
        round_ = Round.objects.get()
        by = platform_access(place.programme.pk)
        first = round_.indicator_links.order_by("pk")[0].indicator_version.indicator
        other = School.objects.get(key="linde")
        indicators.rate(round_=round_, indicator=first, school=other, source="agreed", level=1, rated_on=timezone.localdate(), by=by)
        assert round_progress(round_, by) == {place.network.pk: Progress(done=1, expected=2)}


@pytest.mark.parametrize("role", [Role.ADVISER, Role.FLYWHEEL, Role.COORDINATOR])
def test_a_home_takes_as_many_queries_for_three_as_for_one(place: Place, role: Role) -> None:
    user = {Role.ADVISER: place.adviser, Role.FLYWHEEL: place.driver}.get(role) or with_role(place, role, place.network)
    client = client_of(user)

    def fill(number: int) -> None:
        with programme_context(place.programme.pk):
            by = access(place.adviser, place.programme)
            link, _token = make_link(place)
            for each in range(number):
                today = timezone.localdate()
                make_session(by, place.school, date=today, follow_ups=(("adviseur", f"Stap {each}"), ("school", f"Stap {each}")))
                make_session(by, place.school, date=today + 10 * DAY, state=SessionState.PLANNED)
                add_initiative(place.sprint, place.flywheel, f"Initiatief {each}")
                make_advice(place)
                guest_advice(link)
                manager = platform_access(place.programme.pk)
                school = schools.create_school(key=f"q{number}{each}", name=f"Stil {number}{each}", education="basis", by=manager)
                schools.place_school(school=school, network=place.network, starts_on=START, by=manager)

    fill(1)
    client.get("/eigen/")
    with CaptureQueriesContext(connection) as few:
        client.get("/eigen/")
    fill(3)
    with CaptureQueriesContext(connection) as many:
        client.get("/eigen/")
    assert len(many) == len(few)
