"""A school with a flywheel, a sprint and a forum. Each needs the programme's context."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.utils import timezone

from networks.models import Network
from schools.models import School
from sprints import services
from sprints.enums import AdviceKind
from sprints.models import Advice, GuestLink, Sprint
from tests.factories.guidance import access, make_network, make_user, school_of
from warmescholen.accounts.access import Access
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.models import Programme

WEEK = datetime.timedelta(weeks=1)


@dataclass
class Place:
    """A network with two schools, of which the first has a flywheel with a running sprint."""

    programme: Programme
    network: Network
    school: School
    other_school: School
    sprint: Sprint
    driver: User
    adviser: User
    flywheel: Access


def make_place(programme: Programme) -> Place:
    """The sprint began three weeks ago; its forum is in its last week."""
    network = make_network(programme, "noord", "eik", "linde")
    school, other = school_of(programme, "eik"), school_of(programme, "linde")
    driver = make_user(programme, "Trekker", Role.FLYWHEEL, school)
    adviser = make_user(programme, "Adviseur", Role.ADVISER, network)
    flywheel = access(driver, programme)
    return Place(programme, network, school, other, make_sprint(school, flywheel), driver, adviser, flywheel)


def make_sprint(school: School, by: Access, *, weeks_ago: int = 3, title: str = "Twee nesten") -> Sprint:
    """A sprint with one initiative and both kinds of people asked for advice."""
    starts_on = timezone.localdate() - weeks_ago * WEEK
    sprint = services.start_sprint(
        school=school,
        title=title,
        goal="Een teamstructuur voor de eerste graad",
        done_when="Iedereen gaf advies",
        starts_on=starts_on,
        forum_on=starts_on + 9 * WEEK,
        question="Wat vinden jullie van twee nesten?",
        by=by,
    )
    add_initiative(sprint, by)
    services.ask_advice(forum=sprint.forum, touched=["leerkrachten", "ouders"], experts=["zorgteam"], by=by)
    return sprint


def add_initiative(sprint: Sprint, by: Access, title: str = "Lokalenplan", state: str = "planned", blocks: tuple[str, ...] = ("structuur",)) -> int:
    made = services.add_initiative(
        sprint=sprint, title=title, text="Een plan per nest", blocks=blocks, indicators=[], owner="trekker", state=state, by=by
    )
    return made.pk


def make_advice(place: Place, text: str = "Begin klein", kind: AdviceKind = AdviceKind.SUGGESTION) -> Advice:
    return services.note_advice(forum=place.sprint.forum, who="ouder", kind=kind, text=text, by=place.flywheel)


def make_link(place: Place, **changed: object) -> tuple[GuestLink, str]:
    until = timezone.now() + datetime.timedelta(days=30)
    link, token = services.make_guest_link(forum=place.sprint.forum, label="schoolpoort", expires_at=until, by=place.flywheel)
    if changed:
        GuestLink.objects.filter(pk=link.pk).update(**changed)
        link.refresh_from_db()
    return link, token


def guest_advice(link: GuestLink, text: str = "Denk aan de fietsenstalling", *, email: str = "") -> Advice:
    return services.receive_advice(link=link, kind=AdviceKind.SUGGESTION, who="ouder", text=text, email=email, form=uuid.uuid4())
