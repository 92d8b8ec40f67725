"""Two programmes that mirror each other, each text of one with its name in it, so that a leak can be read off an answer."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from indicators import services as indicators
from indicators.models import Round
from networks import services as networks
from networks.models import City, Network
from reports import services as reports
from reports.models import SectionKey
from schools import services as schools
from schools.enums import SessionKind, SessionState
from schools.models import Grant, School, Session
from schools.services import NewSession
from sprints import services as sprints
from sprints.enums import AdviceKind, Verdict
from tests.factories.rating import flywheel, make_round, say
from warmescholen.accounts.access import Access, platform_access
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

START = datetime.date(2025, 9, 1)
DAY = datetime.date(2025, 11, 4)
ROLES = ("manager", "coordinator", "adviser", "flywheel", "observer")


@dataclass
class World:
    """One programme: network n-1 with schools a and b, n-2 with c, and d in none; somebody for each role, mostly over n-1 or a."""

    programme: Programme
    networks: dict[str, Network] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    cities: dict[str, City] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)

    @property
    def by(self) -> Access:
        """Who may do everything."""
        return platform_access(self.programme.pk)

    def text(self, about: str) -> str:
        """A text that nobody of the other programme may read."""
        return f"{about} van {self.programme.slug}"

    def address(self, path: str) -> str:
        """An address of this programme's API."""
        return f"/api/v1/{self.programme.slug}/{path}"

    def get(self, role: str, path: str, **headers: str) -> HttpResponse:
        """Ask with the key of a role."""
        return ask(self.address(path), self.keys[role], **headers)

    def rows(self, role: str, path: str) -> list[dict[str, Any]]:
        """The rows of a list, as this role sees them."""
        answer = self.get(role, path)
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["results"]
        return found


def ask(address: str, key: str | None = None, **headers: str) -> HttpResponse:
    """A GET with or without a key."""
    sent = {"authorization": f"Bearer {key}"} if key else {}
    return Client().get(address, headers={**sent, **headers})  # type: ignore[return-value]


def build(programme: Programme) -> World:
    """A programme with a row in every list of the API."""
    world = World(programme)
    with programme_context(programme.pk):
        _ground(world)
        _people(world)
        _sessions(world)
        _rounds(world)
        _sprints(world)
        _reports(world)
    return world


def _ground(world: World) -> None:
    by = world.by
    for key in ("stad-1", "stad-2"):
        world.cities[key] = networks.create_city(key=key, name=world.text(key), is_warm_city=True, by=by)
    for number in ("1", "2"):
        world.networks[f"n-{number}"] = networks.create_network(
            key=f"n-{number}",
            name=world.text(f"Netwerk {number}"),
            section=world.text("Rubriek"),
            cities=[world.cities[f"stad-{number}"]],
            description=world.text("Omschrijving"),
            story="",
            by=by,
        )
    places = {"a": "n-1", "b": "n-1", "c": "n-2", "d": None}
    for number, (key, network) in enumerate(places.items(), start=100_001):
        city = world.cities["stad-1" if network == "n-1" else "stad-2"]
        school = schools.create_school(key=key, name=world.text(f"School {key}"), education="basis", city=city, numbers=[str(number)], by=by)
        world.schools[key] = school
        if network:
            schools.place_school(school=school, network=world.networks[network], starts_on=START, by=by)


def _people(world: World) -> None:
    own, school = world.networks["n-1"], world.schools["a"]
    scopes: dict[str, tuple[Role, dict[str, Any]]] = {
        "manager": (Role.MANAGER, {}),
        "coordinator": (Role.COORDINATOR, {"network": own}),
        "adviser": (Role.ADVISER, {"network": own}),
        "flywheel": (Role.FLYWHEEL, {"school": school}),
        "observer": (Role.OBSERVER, {}),
    }
    for name, (role, scope) in scopes.items():
        world.users[name] = person(world, name, role, **scope)
        world.keys[name] = key_of(world, world.users[name])


def person(world: World, name: str, role: Role, **scope: Any) -> User:
    """Somebody with a role. Needs the programme's context."""
    user = User.objects.create_user(f"{name}@{world.programme.slug}.example", name=world.text(name))
    Membership.objects.create(user=user, programme=world.programme)
    Grant.objects.create(programme=world.programme, user=user, role=role, starts_on=START, **scope)
    return user


def key_of(world: World, user: User, *scopes: str) -> str:
    """A key with the rights of this person; for reading and writing when no scope is named. Needs the programme's context."""
    _key, token = schools.make_api_key(name=world.text("Sleutel"), scopes=scopes or ("read", "write"), days=90, by=world.by, maker=user)
    return token


def _sessions(world: World) -> None:
    topic = schools.create_topic(name=world.text("Thema"), position=1, by=world.by)
    a, b, c = (world.schools[key] for key in "abc")
    adviser = world.users["adviser"]
    own = Access(world.programme.pk, adviser.pk, "adviseur", world.by.grips)
    told: dict[str, dict[str, Any]] = {
        "together": {"kind": SessionKind.COLLECTIVE, "schools": (a, b), "network": world.networks["n-1"]},
        "at-a": {"kind": SessionKind.INDIVIDUAL, "schools": (a,), "school": a},
        "at-c": {"kind": SessionKind.INDIVIDUAL, "schools": (c,), "school": c},
        "planned": {"kind": SessionKind.INDIVIDUAL, "schools": (b,), "school": b, "state": SessionState.PLANNED},
    }
    for name, fields in told.items():
        new = NewSession(
            date=DAY,
            minutes=90,
            title=world.text(f"Titel {name}"),
            place=world.text("Plaats"),
            note_shared=world.text("Gedeelde nota"),
            note_team=world.text("Teamnota"),
            note_private=world.text("Privénota"),
            adviser_ids=(adviser.pk,),
            topics=(topic,),
            follow_ups=(("school", world.text("Afspraak")),),
            **fields,
        )
        world.sessions[name] = schools.log_session(new=new, by=own)


def _rounds(world: World) -> None:
    """A closed round in which every side spoke of a, b and c, and an open one in which they are not finished."""
    for name in ("closed", "open"):
        round_ = make_round(world.programme, name=world.text(f"meetronde {name}"))
        for key in "abc":
            for source, level in (("adviser", 2), ("school", 1), ("agreed", 3)):
                if name == "closed" or source != "agreed" or key == "b":
                    say(round_, world.schools[key], source, level, evidence=world.text(f"Bewijs van {source} over {key}"))
        if name == "closed":
            indicators.close_round(round_=round_, by=world.by)
        world.rounds[name] = round_


def _sprints(world: World) -> None:
    """A sprint of a and one of c, each with an initiative, a forum, an answered advice and one that waits."""
    for key in "ac":
        by = flywheel(world.programme, world.schools[key])
        start = timezone.localdate() - datetime.timedelta(weeks=3)
        sprint = sprints.start_sprint(
            school=world.schools[key],
            title=world.text(f"Sprint van {key}"),
            goal=world.text("Doel"),
            done_when=world.text("Klaar"),
            starts_on=start,
            forum_on=start + datetime.timedelta(weeks=9),
            question=world.text("Vraag"),
            by=by,
        )
        indicator = world.rounds["open"].indicator_links.first().indicator_version.indicator  # type: ignore[union-attr]
        sprints.add_initiative(
            sprint=sprint, title=world.text(f"Initiatief van {key}"), text=world.text("Plan"), blocks=["cultuur"], indicators=[indicator],
            owner="trekker", by=by,
        )  # fmt: skip
        sprints.ask_advice(forum=sprint.forum, touched=[world.text("ouders")], experts=[world.text("zorg")], by=by)
        advice = sprints.note_advice(forum=sprint.forum, who="ouder", kind=AdviceKind.CONCERN, text=world.text(f"Advies aan {key}"), by=by)
        sprints.answer_advice(advice=advice, verdict=Verdict.TAKEN, because=world.text("Reden"), by=by)
        until = timezone.now() + datetime.timedelta(days=1)
        link, _token = sprints.make_guest_link(forum=sprint.forum, label="poort", expires_at=until, by=by)
        sprints.receive_advice(
            link=link, kind=AdviceKind.AGREE, who="gast", text=world.text("Wachtend advies"), email="gast@ouder.example", form=uuid.uuid4()
        )


def _reports(world: World) -> None:
    for network in (None, *world.networks.values()):
        report = reports.start_report(network=network, round_=world.rounds["closed"], by=world.by)
        reports.write_section(report=report, key=SectionKey.SCHOOLS, body=world.text("Hoofdstuk"), state="klaar", by=world.by)
    reports.freeze_report(report=world.networks["n-1"].reports.get(), by=world.by)


def fill_levels(world: World, levels: dict[str, int | None], *, network: str = "n-1", city: str = "stad-1") -> None:
    """More schools in a network, each with this agreed level (or none) on the first indicator of the closed round. Needs the context."""
    round_ = world.rounds["closed"]
    indicators.reopen_round(round_=round_, reason="Voor een proef.", by=world.by)
    for key, level in levels.items():
        school = schools.create_school(key=key, name=world.text(key), education="basis", city=world.cities[city], by=world.by)
        schools.place_school(school=school, network=world.networks[network], starts_on=START, by=world.by)
        world.schools[key] = school
        if level is not None:
            say(round_, school, "agreed", level)
    indicators.close_round(round_=round_, by=world.by)
