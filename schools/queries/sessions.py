"""Questions about sessions: the list with its filters, and who reads which note."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils import timezone

from schools.enums import SessionState
from schools.models import Session, SessionPrivateNote
from schools.models.session import SessionQuerySet
from schools.queries.told import with_network
from schools.services.session_checks import manages, why_not_edit
from warmescholen.accounts.access import Access
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Permission

COMING, OVERDUE = "komend", "in-te-vullen"


@dataclass(frozen=True)
class SessionFilters:
    """What a list is narrowed to; empty is everything. Network and school are keys; the period is a school year, or one of the words."""

    network: str = ""
    school: str = ""
    kind: str = ""
    period: str = ""
    adviser: int | None = None


@dataclass(frozen=True)
class Notes:
    """The notes with a session, as far as one reader may read them."""

    shared: str
    team: str
    reads_team: bool
    own: str
    authors: tuple[User, ...]  # others with a private note, for who manages the session: that there is one, never what it says


def listed(access: Access, filters: SessionFilters) -> SessionQuerySet:
    """The visible sessions that fit, newest first; what is to come has the nearest first."""
    today = timezone.localdate()
    rows = Session.objects.visible_to(access)
    if filters.network:
        rows = with_network(rows).filter(Q(network_key=filters.network))  # type: ignore[assignment]  # annotations keep the class
    if filters.school:
        rows = rows.filter(attendances__school__key=filters.school)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.adviser:
        rows = rows.filter(adviser_links__user=filters.adviser)
    if filters.period == COMING:
        return rows.filter(state=SessionState.PLANNED, date__gte=today).order_by("date", "pk")
    if filters.period == OVERDUE:
        return rows.filter(state=SessionState.PLANNED, date__lt=today).order_by("date", "pk")
    if filters.period:
        rows = rows.filter(school_year=int(filters.period))
    return rows.order_by(F("date").desc(nulls_last=True), "-pk")


def with_all(sessions: SessionQuerySet) -> SessionQuerySet:
    """With everything that a list or a page tells of them, in a fixed number of queries."""
    found = sessions.select_related("network", "school", "group")
    return found.prefetch_related("attendances__school", "adviser_links__user", "topic_links__topic")


def school_years(access: Access) -> list[int]:
    """The school years of the sessions that one may see, the newest first."""
    return list(Session.objects.visible_to(access).order_by("-school_year").values_list("school_year", flat=True).distinct())


def notes_of(session: Session, access: Access) -> Notes:
    """The three layers of a session that one may see, each only for who reads it."""
    reads_team = access.may(Permission.READ_TEAM_NOTE, session)
    rows = SessionPrivateNote.objects.filter(session=session)
    own = rows.filter(author_id=access.user_id).values_list("text", flat=True).first() or ""
    others = rows.exclude(author_id=access.user_id).select_related("author").defer("text") if manages(session, access) else ()
    return Notes(session.note_shared, session.note_team if reads_team else "", reads_team, own, tuple(note.author for note in others))


def team_notes(sessions: Sequence[Session], access: Access) -> dict[int, str]:
    """The team's notes with sessions whose attendances were prefetched, where one may read them."""
    return {each.pk: each.note_team for each in sessions if each.note_team and access.may(Permission.READ_TEAM_NOTE, each)}


def planned_for(user_id: int, day: datetime.date, access: Access) -> SessionQuerySet:
    """What this adviser had planned up to a day and did not tell of yet, the newest first."""
    rows = Session.objects.visible_to(access).filter(state=SessionState.PLANNED, date__lte=day, adviser_links__user=user_id)
    return rows.order_by("-date", "-pk")


def may_edit(session: Session, access: Access) -> bool:
    """Whether to offer a way to change it."""
    return session.state != SessionState.CANCELLED and not why_not_edit(session, access)
