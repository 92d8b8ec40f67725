"""Verbs for guidance sessions."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, field

from django.db import transaction

from networks.models import Network
from schools.enums import SessionKind, SessionState
from schools.models import Attendance, FollowUp, School, SchoolGroup, Session, SessionAdviser, SessionPrivateNote, SessionTopic, Topic
from schools.school_year import school_year_of
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


class SessionRefused(ValueError):
    """The session cannot be logged like this; the message says why, in Dutch."""


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
    note_shared: str = ""
    note_team: str = ""
    note_private: str = ""
    adviser_ids: tuple[int, ...] = ()
    topics: tuple[Topic, ...] = ()
    follow_ups: tuple[tuple[str, str], ...] = ()  # pairs of owner and text
    uuid: uuid.UUID = field(default_factory=uuid.uuid4)


@transaction.atomic
def create_topic(*, name: str, position: int, by: Access) -> Topic:
    """Add a topic to the programme's list."""
    by.demand(Permission.MANAGE_SCHOOLS)
    return Topic.objects.create(programme_id=by.programme_id, name=name, position=position)


@transaction.atomic
def log_session(*, new: NewSession, by: Access) -> Session:
    """Log a session once, with attendance per school. Raises SessionRefused when it contradicts itself."""
    _check(new)
    for target in (new.network,) if new.network else new.schools:
        by.demand(Permission.LOG_SESSION, target)
    session = Session.objects.create(
        programme_id=by.programme_id,
        uuid=new.uuid,
        kind=new.kind,
        state=new.state,
        date=new.date,
        school_year=school_year_of(new.date),
        minutes=new.minutes,
        place=new.place,
        network=new.network,
        school=new.school,
        group=new.group,
        title=new.title,
        note_shared=new.note_shared,
        note_team=new.note_team,
    )
    _add_details(session, new, by)
    return session


def _check(new: NewSession) -> None:
    if not new.schools:
        message = "Duid aan welke school aanwezig was."
    elif new.kind == SessionKind.COLLECTIVE and new.network is None:
        message = "Een collectieve sessie hoort bij een netwerk."
    elif new.kind == SessionKind.INDIVIDUAL and (new.school is None) == (new.group is None):
        message = "Een individuele sessie is van één school of van één groep scholen."
    elif new.kind == SessionKind.INDIVIDUAL and new.network is not None:
        message = "Een individuele sessie hoort bij het netwerk van haar school en noemt er zelf geen."
    elif new.minutes <= 0:
        message = "De duur is een aantal minuten boven nul."
    else:
        return
    raise SessionRefused(message)


def _add_details(session: Session, new: NewSession, by: Access) -> None:
    tenant = {"programme_id": by.programme_id, "session": session}
    Attendance.objects.bulk_create(Attendance(**tenant, school=school) for school in new.schools)
    SessionAdviser.objects.bulk_create(SessionAdviser(**tenant, user_id=user_id) for user_id in new.adviser_ids)
    SessionTopic.objects.bulk_create(SessionTopic(**tenant, topic=topic) for topic in new.topics)
    FollowUp.objects.bulk_create(FollowUp(**tenant, owner=owner, text=text) for owner, text in new.follow_ups)
    if new.note_private:
        author_id = by.user_id or new.adviser_ids[0]
        SessionPrivateNote.objects.create(**tenant, author_id=author_id, text=new.note_private)
