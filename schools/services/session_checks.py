"""What is told of a session, and whether that holds together; `sessions.py` writes it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils import timezone

from networks.models import Network
from schools.enums import SessionKind, SessionState
from schools.models import Grant, Placement, School, SchoolGroup, Session, Topic
from warmescholen.accounts.access import Access, Forbidden
from warmescholen.accounts.roles import PERMISSIONS, Permission, Role

LONGEST_MINUTES = 2880  # two whole days
GUIDING_ROLES = tuple(role for role in Role if Permission.LOG_SESSION in PERMISSIONS[role])


class SessionRefused(ValueError):
    """The session cannot be like this; the message says why, in Dutch, and `part` names what it is about."""

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(message)
        self.part = part


class SessionChanged(ValueError):
    """Somebody saved the session after the version that was edited; `current` is how it is now. Nothing was written."""

    def __init__(self, current: Session) -> None:
        super().__init__("Een collega bewaarde deze sessie intussen ook.")
        self.current = current


class Step(NamedTuple):
    """A next step; `pk` names one that is there already, so that its tick stays when its words change."""

    owner: str
    text: str
    due_on: datetime.date | None = None
    pk: int | None = None


@dataclass(frozen=True)
class NewSession:
    """What is told of a session: `schools` attended it; an individual one is of one `school` or of one `group`."""

    kind: SessionKind
    date: datetime.date
    minutes: int
    schools: tuple[School, ...]
    network: Network | None = None
    school: School | None = None
    group: SchoolGroup | None = None
    state: SessionState = SessionState.HELD
    title: str = ""
    place: str = ""
    is_online: bool = False
    note_shared: str = ""
    note_team: str = ""
    note_private: str = ""
    adviser_ids: tuple[int, ...] = ()
    topics: tuple[Topic, ...] = ()
    follow_ups: tuple[Step | tuple[str, str], ...] = ()
    uuid: uuid.UUID = field(default_factory=uuid.uuid4)


def check(new: NewSession) -> None:
    """Raise SessionRefused when what is told contradicts itself."""
    if not new.schools:
        refuse("Duid aan welke school aanwezig was.", "schools")
    if new.kind == SessionKind.COLLECTIVE and new.network is None:
        refuse("Een collectieve sessie hoort bij een netwerk.", "place_of")
    if new.kind == SessionKind.INDIVIDUAL and new.network is not None:
        refuse("Een individuele sessie hoort bij het netwerk van haar school en noemt er zelf geen.", "place_of")
    if new.kind == SessionKind.INDIVIDUAL and (new.school is None) == (new.group is None):
        refuse("Een individuele sessie is van één school of van één groep scholen.", "place_of")
    if not 0 < new.minutes <= LONGEST_MINUTES:
        refuse("De duur is een aantal minuten boven nul, hoogstens twee dagen.", "minutes")
    if new.state == SessionState.HELD and new.date > timezone.localdate():
        refuse("Deze datum komt nog: plan de sessie, of pas de datum aan.", "date")
    if new.state == SessionState.CANCELLED:
        refuse("Annuleren vraagt een reden.", "state")


def check_where(new: NewSession, by: Access) -> None:
    """Raise Forbidden unless this person may log there: over the network, and over each school that is not placed in it."""
    if new.network is None:
        for school in new.schools:
            by.demand(Permission.LOG_SESSION, school)
        return
    by.demand(Permission.LOG_SESSION, new.network)
    placed = set(Placement.objects.on(new.date).filter(network=new.network).values_list("school_id", flat=True))
    for guest in (school for school in new.schools if school.pk not in placed):
        by.demand(Permission.LOG_SESSION, guest)


def check_advisers(adviser_ids: Collection[int], by: Access, *, already: Collection[int] = ()) -> None:
    """Raise SessionRefused for somebody who never guided in this programme: accounts stand outside its walls."""
    unknown = set(adviser_ids) - set(already)
    known = Grant.objects.filter(programme_id=by.programme_id, role__in=GUIDING_ROLES, user__in=unknown).values_list("user_id", flat=True)
    if unknown - set(known):
        refuse("Kies begeleiders die een rol hebben in dit programma.", "advisers")


def why_not_edit(session: Session, by: Access) -> str:
    """Why this person may not change the session; empty when it is allowed."""
    if not by.may(Permission.LOG_SESSION, session):
        return "Je rol laat dit hier niet toe: sessies loggen."
    if manages(session, by):
        return ""
    advisers = {link.user_id for link in session.adviser_links.all()}
    if by.user_id is not None and by.user_id in advisers | {session.logged_by_id}:
        return ""
    return "Alleen wie deze sessie begeleidde of logde, of wie het netwerk beheert, kan ze wijzigen."


def manages(session: Session, by: Access) -> bool:
    """Whether this person manages the session's network, or else each school that was there."""
    if session.network is not None:
        return by.may(Permission.MANAGE_SCHOOLS, session.network)
    schools = [link.school for link in session.attendances.all()]
    return by.may(Permission.MANAGE_SCHOOLS) or (bool(schools) and all(by.may(Permission.MANAGE_SCHOOLS, school) for school in schools))


def demand_edit(session: Session, by: Access) -> None:
    """Raise Forbidden, with the reason, unless this person may change the session."""
    reason = why_not_edit(session, by)
    if reason:
        raise Forbidden(reason)


def refuse(message: str, part: str) -> None:
    """Raise SessionRefused about one part."""
    raise SessionRefused(message, part)
