"""Verbs for guidance sessions; nothing else writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from schools.enums import FollowUpOwner, SessionState
from schools.models import Attendance, FollowUp, Session, SessionAdviser, SessionPrivateNote, SessionTopic, Topic
from schools.school_year import school_year_of
from schools.services.session_checks import (
    NewSession,
    SessionChanged,
    Step,
    check,
    check_advisers,
    check_where,
    demand_edit,
    refuse,
)
from warmescholen.accounts.access import Access, Forbidden
from warmescholen.accounts.roles import Permission

Link = TypeVar("Link", Attendance, SessionAdviser, SessionTopic)


class NoteChanged(ValueError):
    """The own private note is another one than its author last saw; `text` is how it is now."""

    def __init__(self, text: str) -> None:
        super().__init__("Je bewaarde deze nota intussen ook in een ander venster of op een ander toestel.")
        self.text = text


@transaction.atomic
def create_topic(*, name: str, position: int, by: Access) -> Topic:
    """Add a topic to the programme's list."""
    by.demand(Permission.MANAGE_SCHOOLS)
    return Topic.objects.create(programme_id=by.programme_id, name=name, position=position)


@transaction.atomic
def log_session(*, new: NewSession, by: Access) -> Session:
    """Log a session once, with attendance per school. Raises SessionRefused when it contradicts itself."""
    check(new)
    check_where(new, by)
    check_advisers(new.adviser_ids, by)
    session = Session(programme_id=by.programme_id, uuid=new.uuid, logged_by_id=by.user_id)
    _tell(session, new)
    session.save()
    _tell_details(session, new)
    author_id = by.user_id or next(iter(new.adviser_ids), None)
    if author_id is not None:
        _keep_private_note(session, author_id, new.note_private)
    return session


@transaction.atomic
def edit_session(*, session: Session, new: NewSession, version: int, by: Access) -> Session:
    """Tell a session anew; `version` is the one that was read, and the uuid stays.

    A next step that is told again keeps its tick. An empty private note removes the own one and nobody else's.
    Raises SessionChanged when somebody saved since, SessionRefused when it contradicts itself, Forbidden for others than its advisers,
    its logger and who manages its network.
    """
    current = _to_change(session, version, by)
    check(new)
    if current.state == SessionState.HELD and new.state == SessionState.PLANNED:
        refuse("Een gehouden sessie wordt niet opnieuw gepland: annuleer ze en plan een nieuwe.", "state")
    if _place_of(current) != _place_of(new) or {link.school_id for link in current.attendances.all()} != {school.pk for school in new.schools}:
        check_where(new, by)
    check_advisers(new.adviser_ids, by, already={link.user_id for link in current.adviser_links.all()})
    _tell(current, new)
    _save_next(current)
    _tell_details(current, new)
    if by.user_id is not None:
        _keep_private_note(current, by.user_id, new.note_private)
    return current


@transaction.atomic
def hold_session(*, session: Session, version: int, by: Access) -> Session:
    """Tell that a planned session took place as planned: from now on it counts."""
    current = _to_change(session, version, by)
    if current.date is None or current.date > timezone.localdate():
        refuse("Deze datum komt nog: een sessie telt pas als ze gehouden is.", "date")
    current.state = SessionState.HELD
    return _save_next(current)


@transaction.atomic
def cancel_session(*, session: Session, reason: str, version: int, by: Access) -> Session:
    """Cancel a session, planned or logged by mistake: it stays to be read, with the reason, and counts nowhere."""
    current = _to_change(session, version, by)
    if not reason.strip():
        refuse("Schrijf waarom de sessie niet doorgaat.", "reason")
    current.state = SessionState.CANCELLED
    current.cancel_reason = reason.strip()
    return _save_next(current)


@transaction.atomic
def set_private_note(*, session: Session, text: str, before: str, by: Access) -> None:
    """Write one's own note with a session that one may read the team's note of; empty text removes it.

    `before` is the note as its author last saw it. Raises NoteChanged when another tab or device wrote another one since.
    """
    by.demand(Permission.READ_TEAM_NOTE, session)
    if by.user_id is None:
        raise Forbidden("Alleen een persoon heeft een privénota.")
    Session.objects.select_for_update().get(pk=session.pk)
    there = SessionPrivateNote.objects.filter(session=session, author_id=by.user_id).values_list("text", flat=True).first() or ""
    if there != before:
        raise NoteChanged(there)
    _keep_private_note(session, by.user_id, text)


@transaction.atomic
def tick_follow_up(*, follow_up: FollowUp, is_done: bool, by: Access) -> FollowUp:
    """Tick a next step, or take the tick back; the side that it belongs to does so. Raises Forbidden for the other side."""
    reason = why_not_tick(follow_up, by)
    if reason:
        raise Forbidden(reason)
    session = Session.objects.select_for_update().get(pk=follow_up.session_id)
    follow_up.done_at = timezone.now() if is_done else None
    follow_up.done_by_id = by.user_id if is_done else None
    follow_up.save(update_fields=["done_at", "done_by", "updated_at"])
    _save_next(session)
    return follow_up


def why_not_tick(follow_up: FollowUp, by: Access) -> str:
    """Why this person may not tick it; empty when it is allowed."""
    if follow_up.owner == FollowUpOwner.SCHOOL:
        return "" if by.may(Permission.TICK_FOR_SCHOOL, follow_up.session) else "Deze afspraak is van de school: het vliegwiel vinkt ze af."
    return "" if by.may(Permission.LOG_SESSION, follow_up.session) else "Deze afspraak is van de begeleiding: die vinkt ze af."


def _to_change(session: Session, version: int, by: Access) -> Session:
    """The session as it is now, locked until the transaction ends, for who may change it."""
    current = Session.objects.select_for_update().get(pk=session.pk)
    demand_edit(current, by)
    if current.state == SessionState.CANCELLED:
        refuse("Deze sessie is geannuleerd en verandert niet meer.", "state")
    if current.version != version:
        raise SessionChanged(current)
    return current


def _place_of(told: Session | NewSession) -> tuple[int | None, ...]:
    return tuple(None if place is None else place.pk for place in (told.network, told.school, told.group))


def _save_next(session: Session) -> Session:
    session.version += 1
    session.save()
    return session


def _tell(session: Session, new: NewSession) -> None:
    session.kind, session.state = new.kind, new.state
    session.date, session.school_year, session.minutes = new.date, school_year_of(new.date), new.minutes
    session.network, session.school, session.group = new.network, new.school, new.group
    session.title, session.place, session.is_online = new.title, new.place, new.is_online
    session.note_shared, session.note_team = new.note_shared, new.note_team


def _tell_details(session: Session, new: NewSession) -> None:
    _sync(Attendance, session, "school_id", (school.pk for school in new.schools))
    _sync(SessionAdviser, session, "user_id", new.adviser_ids)
    _sync(SessionTopic, session, "topic_id", (topic.pk for topic in new.topics))
    _sync_steps(session, [Step(*step) for step in new.follow_ups])


def _sync(model: type[Link], session: Session, column: str, wanted: Iterable[int]) -> None:
    """Make the links of a session those that are wanted; links that stay are not touched."""
    ids = list(dict.fromkeys(wanted))
    rows = model.objects.filter(session=session)
    rows.exclude(**{f"{column}__in": ids}).delete()
    there = set(rows.values_list(column, flat=True))
    model.objects.bulk_create(model(programme_id=session.programme_id, session=session, **{column: each}) for each in ids if each not in there)


def _sync_steps(session: Session, steps: list[Step]) -> None:
    """Keep the steps that are told again, by their pk or else by owner and words; the others go."""
    there = {row.pk: row for row in session.follow_ups.select_for_update()}
    kept = {step.pk: step for step in steps if step.pk is not None and step.pk in there}
    fresh: list[Step] = []
    for step in steps:
        if step.pk is not None and kept.get(step.pk) is step:
            continue
        pk = next((pk for pk, row in there.items() if pk not in kept and (row.owner, row.text) == (step.owner, step.text)), None)
        if pk is None:
            fresh.append(step)
        else:
            kept[pk] = step
    session.follow_ups.exclude(pk__in=kept).delete()
    for pk, step in kept.items():
        row = there[pk]
        if (row.owner, row.text, row.due_on) != (step.owner, step.text, step.due_on):
            row.owner, row.text, row.due_on = step.owner, step.text, step.due_on
            row.save(update_fields=["owner", "text", "due_on", "updated_at"])
    FollowUp.objects.bulk_create(
        FollowUp(programme_id=session.programme_id, session=session, owner=step.owner, text=step.text, due_on=step.due_on) for step in fresh
    )


def _keep_private_note(session: Session, author_id: int, text: str) -> None:
    own = SessionPrivateNote.objects.filter(session=session, author_id=author_id)
    if not text:
        own.delete()
    elif own.values_list("text", flat=True).first() != text:
        values = {"programme_id": session.programme_id, "text": text}
        SessionPrivateNote.objects.update_or_create(session=session, author_id=author_id, defaults=values)
