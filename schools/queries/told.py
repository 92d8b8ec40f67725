"""Questions about schools and sessions that pages, files and the API ask alike."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Expression, F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.fields import DateField
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from schools.models import Attendance, FollowUp, InstitutionNumber, Placement, School, Session, SessionAdviser, SessionPrivateNote, SessionTopic
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.audit.tracking import history_of


def schools_with_places(access: Access) -> QuerySet[School]:
    """The schools that somebody may see, each with its numbers, its network of today and all its places in networks."""
    places = Placement.objects.filter(school=OuterRef("pk")).order_by("starts_on")
    now = Placement.objects.on(timezone.localdate()).filter(school=OuterRef("pk"))
    return School.objects.visible_to(access).annotate(
        network_key=Subquery(now.values("network__key")[:1]),
        numbers=ArraySubquery(InstitutionNumber.objects.filter(school=OuterRef("pk")).order_by("number").values("number")),
        places=ArraySubquery(places.values(told=JSONObject(network="network__key", starts_on="starts_on", ends_on="ends_on"))),
    )


def sessions_as_told(access: Access) -> QuerySet[Session]:
    """The sessions that somebody may see, each with all that was told of it and the notes that are for this person.

    `network_key` is the network that it names, or else the one that its schools were in on its date (rule 3). `team_note` is None for who
    is not of the guidance team; `private_note` is the own one.
    """
    attended = Attendance.objects.filter(session=OuterRef("pk")).order_by("school__position", "school__key")
    advisers = SessionAdviser.objects.filter(session=OuterRef("pk")).order_by("user__email")
    topics = SessionTopic.objects.filter(session=OuterRef("pk")).order_by("topic__position")
    steps = FollowUp.objects.filter(session=OuterRef("pk")).order_by("pk")
    private = SessionPrivateNote.objects.filter(session=OuterRef("pk"), author=access.user_id)
    return with_network(Session.objects.visible_to(access)).annotate(
        school_keys=ArraySubquery(attended.values("school__key")),
        adviser_emails=ArraySubquery(advisers.values("user__email")),
        topic_names=ArraySubquery(topics.values("topic__name")),
        team_note=_team_note(access),
        private_note=Coalesce(Subquery(private.values("text")[:1]), Value(""), output_field=TextField()),
        steps=ArraySubquery(steps.values(told=JSONObject(owner="owner", text="text", due_on="due_on", done_at="done_at"))),
    )


def sessions_gone(access: Access) -> QuerySet[Any]:
    """The history of sessions of which somebody may know that they are gone: of the own networks and schools."""
    history = history_of(Session).objects.filter(programme_id=access.programme_id)
    if access.everywhere(Permission.VIEW_SCHOOL):
        return history
    networks, schools = access.networks(Permission.VIEW_SCHOOL), access.schools(Permission.VIEW_SCHOOL)
    return history.filter(Q(network__in=networks) | Q(school__in=schools))


def attendance_as_told(access: Access) -> QuerySet[Attendance]:
    """Which schools took part in the sessions that somebody may see; `network_key` is the session's, or the school's on its date."""
    own = Attendance.objects.filter(programme_id=access.programme_id, session__in=Session.objects.visible_to(access))
    places = Placement.objects.filter(school=OuterRef("school"), starts_on__lte=OuterRef("day"))
    open_ = places.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("day"))).order_by("pk")
    network = Coalesce(F("session__network__key"), Subquery(open_.values("network__key")[:1]))
    return own.annotate(day=_day("session__"), network_key=network)


def with_network(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Each session with `network_key`. One of which only the school year is known counts on the last day of June, as in the rapportage."""
    places = Placement.objects.filter(school__attendances__session=OuterRef("pk"), starts_on__lte=OuterRef("day"))
    open_ = places.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("day"))).order_by("pk")
    return sessions.annotate(day=_day(), network_key=Coalesce(F("network__key"), Subquery(open_.values("network__key")[:1])))


def _day(path: str = "") -> Coalesce:
    june = Func(F(f"{path}school_year") + 1, 6, 30, function="make_date", output_field=DateField())
    return Coalesce(F(f"{path}date"), june)


def _team_note(access: Access) -> Expression | F:
    if access.everywhere(Permission.READ_TEAM_NOTE):
        return F("note_team")
    is_own = When(pk__in=Session.objects.where(access, Permission.READ_TEAM_NOTE).values("pk"), then=F("note_team"))
    return Case(is_own, default=Value(None), output_field=TextField())
