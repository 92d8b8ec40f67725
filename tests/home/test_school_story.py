"""The page of one school: its whole story, as far as its reader may read it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators import services as indicators
from indicators.models import Indicator, Rating, Round
from networks.models import Network
from schools import services as schools
from schools.enums import MemberRole
from schools.models import School
from sprints import services as sprints
from tests.factories.guidance import START, access, make_network, make_session, make_user, school_of
from warmescholen.accounts.access import Access, Grip, platform_access
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

LEVELS = ["ver gevorderd", "goed bezig", "pas begonnen", "nog niet gestart"]
DAY = datetime.date(2026, 2, 2)


@dataclass
class Ground:
    network: Network
    school: School
    neighbour: School
    indicator: Indicator
    closed: Round
    open: Round


@pytest.fixture
def ground(programme: Programme) -> Ground:
    """A closed and an open round; in each, adviser, school and both said another level of the school and of its neighbour."""
    with programme_context(programme.pk):
        network = make_network(programme, "een", "a", "b")
        school, neighbour = school_of(programme, "a"), school_of(programme, "b")
        by = platform_access(programme.pk)
        scale = indicators.define_scale(names=LEVELS, by=by)
        version = indicators.define_indicator(number=1, short_name="Rust", statement="Er is rust", scale=scale, descriptors=list("abcd"), by=by)
        rounds = []
        for name in ("een", "twee"):
            round_ = indicators.open_round(name=name, opens_on=DAY, closes_on=DAY, scale=scale, versions=[version], by=by)
            for each in (school, neighbour):
                flywheel = Access(programme.pk, None, "vliegwiel", (Grip(Role.FLYWHEEL, schools=frozenset({each.pk})),))
                for source, level in (("adviser", 2), ("school", 3)):
                    who = flywheel if source == "school" else by
                    indicators.rate(round_=round_, indicator=version.indicator, school=each, source=source, level=level, rated_on=DAY, by=who)
            rounds.append(round_)
        indicators.close_round(round_=rounds[0], by=by)
        return Ground(network, school, neighbour, version.indicator, rounds[0], rounds[1])


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def person(programme: Programme, role: Role, *scopes: Network | School) -> Client:
    with programme_context(programme.pk):
        return client_of(make_user(programme, f"Iemand {role}", role, *scopes))


def levels(client: Client, number: int) -> set[str]:
    """What the page says of the round with this number."""
    entries = [entry for year in client.get("/eigen/scholen/a/").context["story"].years for entry in year.entries if entry.kind == "meting"]
    titles = {1: "Een", 2: "Twee"}
    return {said.source for entry in entries if entry.title == titles[number] for row in entry.levels for said in row.said}


def test_both_sides_are_seen_once_the_round_is_closed(ground: Ground, programme: Programme) -> None:
    for client in (person(programme, Role.ADVISER, ground.network), person(programme, Role.FLYWHEEL, ground.school), person(programme, Role.MANAGER)):
        assert levels(client, 1) == {"adviseur", "school"}


def test_while_a_round_is_open_each_side_sees_its_own(ground: Ground, programme: Programme) -> None:
    assert levels(person(programme, Role.ADVISER, ground.network), 2) == {"adviseur"}
    assert levels(person(programme, Role.COORDINATOR, ground.network), 2) == {"adviseur"}
    assert levels(person(programme, Role.FLYWHEEL, ground.school), 2) == {"school"}
    assert levels(person(programme, Role.MANAGER), 2) == {"adviseur", "school"}


def test_the_words_of_the_other_side_are_nowhere_on_the_page(ground: Ground, programme: Programme) -> None:
    with programme_context(programme.pk):
        Rating.objects.filter(round=ground.closed).delete()
    text = person(programme, Role.FLYWHEEL, ground.school).get("/eigen/scholen/a/").content.decode()
    assert LEVELS[2] in text
    assert LEVELS[1] not in text


def test_what_was_agreed_is_seen_by_both_while_the_round_is_open(ground: Ground, programme: Programme) -> None:
    with programme_context(programme.pk):
        by = platform_access(programme.pk)
        indicators.rate(round_=ground.open, indicator=ground.indicator, school=ground.school, source="agreed", level=1, rated_on=DAY, by=by)
    assert levels(person(programme, Role.FLYWHEEL, ground.school), 2) == {"afgesproken"}
    assert levels(person(programme, Role.ADVISER, ground.network), 2) == {"afgesproken"}


def test_a_flywheel_sees_ratings_of_the_own_school_only(ground: Ground, programme: Programme) -> None:
    with programme_context(programme.pk):
        user = make_user(programme, "Trekker", Role.FLYWHEEL, ground.school)
        seen = Rating.objects.visible_to(access(user, programme))
        assert set(seen.values_list("school__key", flat=True)) == {"a"}
        assert Rating.objects.count() == 8


def test_an_observer_has_no_page_of_a_school(ground: Ground, programme: Programme) -> None:
    assert person(programme, Role.OBSERVER).get("/eigen/scholen/a/").status_code == 403


def sprint(programme: Programme, school: School, *, start: datetime.date) -> None:
    by = Access(programme.pk, None, "vliegwiel", (Grip(Role.FLYWHEEL, schools=frozenset({school.pk})),))
    told = {"title": f"Sprint van {school.key}", "goal": "Een doel", "done_when": "Klaar", "question": "Wat vind je?"}
    sprints.start_sprint(school=school, **told, starts_on=start, forum_on=start + datetime.timedelta(weeks=10), by=by)


def test_the_story_has_sessions_sprints_forums_team_places_and_next_steps(ground: Ground, programme: Programme) -> None:
    with programme_context(programme.pk):
        by = platform_access(programme.pk)
        sprint(programme, ground.school, start=DAY)
        sprint(programme, ground.neighbour, start=DAY)
        make_session(by, ground.school, note_shared="We begonnen", follow_ups=(("school", "Volgende stap"),))
        make_session(by, ground.neighbour, note_shared="Bij de buren")
        make_session(by, ground.neighbour, network=ground.network, title="Zonder ons")
        team = schools.start_team(school=ground.school, starts_on=START, by=by)
        schools.add_member(team=team, function="Zorgcoördinator", role=MemberRole.DRIVER, starts_on=START, by=by)
        ended = schools.add_member(team=team, function="Wie vertrok", role=MemberRole.MEMBER, starts_on=START, by=by)
        ended.ends_on = DAY
        ended.save()
    text = person(programme, Role.FLYWHEEL, ground.school).get("/eigen/scholen/a/").content.decode()
    for told in ("We begonnen", "Volgende stap", "Sprint van a", "Wat vind je?", "Zorgcoördinator", "Netwerk een", "1 sessie"):
        assert told in text
    for unseen in ("Bij de buren", "Zonder ons", "Sprint van b", "Wie vertrok"):
        assert unseen not in text


@pytest.mark.parametrize(
    ("shown", "kinds"),
    [
        ("", {"sessie", "sprint", "forum", "meting"}),
        ("sessies", {"sessie"}),
        ("metingen", {"meting"}),
        ("onzin", {"sessie", "sprint", "forum", "meting"}),
    ],
)
def test_the_timeline_is_narrowed_by_its_address(ground: Ground, programme: Programme, shown: str, kinds: set[str]) -> None:
    with programme_context(programme.pk):
        sprint(programme, ground.school, start=DAY)
        make_session(platform_access(programme.pk), ground.school)
    story = person(programme, Role.MANAGER).get(f"/eigen/scholen/a/?toon={shown}").context["story"]
    assert {entry.kind for year in story.years for entry in year.entries} | {entry.kind for entry in story.coming} == kinds


def test_a_school_without_a_story_says_what_comes_here(ground: Ground, programme: Programme) -> None:
    with programme_context(programme.pk):
        make_network(programme, "nieuw", "vers")
    assert "Hier groeit het verhaal" in person(programme, Role.MANAGER).get("/eigen/scholen/vers/").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_story(ground: Ground, programme: Programme) -> None:
    with programme_context(programme.pk):
        by = platform_access(programme.pk)
        adviser = make_user(programme, "Adviseur", Role.ADVISER, ground.network)
        sprint(programme, ground.school, start=DAY)
        make_session(access(adviser, programme), ground.school, follow_ups=(("school", "stap"),), note_team="team")
    client = person(programme, Role.COORDINATOR, ground.network)
    client.get("/eigen/scholen/a/")
    with CaptureQueriesContext(connection) as few:
        client.get("/eigen/scholen/a/")
    with programme_context(programme.pk):
        for number in range(1, 4):
            sprint(programme, ground.school, start=DAY + datetime.timedelta(weeks=20 * number))
            make_session(by, ground.school, follow_ups=(("school", "stap"), ("adviseur", "stap")), note_team="team")
    with CaptureQueriesContext(connection) as many:
        client.get("/eigen/scholen/a/")
    assert len(many) == len(few)
