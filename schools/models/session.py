"""Guidance sessions. A session is one row, however many schools or advisers took part, so that it counts once."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from networks.models import Network
from schools.enums import FollowUpOwner, SessionKind, SessionState
from schools.models.school import School, SchoolGroup
from warmescholen.accounts.access import Access, Reach
from warmescholen.accounts.roles import Permission
from warmescholen.tenancy.models import TenantModel


class Topic(TenantModel):
    """A topic of the programme's list."""

    name = models.CharField("naam", max_length=100)
    position = models.PositiveSmallIntegerField("plaats in de lijst", default=0)

    class Meta:
        verbose_name = "thema"
        verbose_name_plural = "thema's"
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("programme", "name"), name="topic_name_once"),)

    def __str__(self) -> str:
        return self.name


class SessionQuerySet(models.QuerySet["Session"]):
    """Questions about sessions."""

    def visible_to(self, access: Access) -> SessionQuerySet:
        """Sessions of the networks and schools that this person may see."""
        return self.where(access, Permission.VIEW_SCHOOL)

    def where(self, access: Access, permission: Permission) -> SessionQuerySet:
        """Sessions over which this person has a permission: the same answer as `access.may` for each of them."""
        own = self.filter(programme_id=access.programme_id)
        if access.everywhere(permission):
            return own
        schools = Attendance.objects.filter(school__in=access.schools(permission))
        return own.filter(models.Q(network__in=access.networks(permission)) | models.Q(pk__in=schools.values("session")))

    def held(self) -> SessionQuerySet:
        """Sessions that took place: the only ones that count."""
        return self.filter(state=SessionState.HELD)


class Session(TenantModel):
    """A meeting of advisers with a network, a school or a group. `note_shared` is for the school, `note_team` for the guidance team."""

    uuid = models.UUIDField("kenmerk", default=uuid.uuid4, editable=False)
    kind = models.CharField("soort", max_length=20, choices=SessionKind)
    state = models.CharField("toestand", max_length=20, choices=SessionState, default=SessionState.HELD)
    date = models.DateField("datum", null=True, blank=True)
    school_year = models.PositiveSmallIntegerField("schooljaar", help_text="Het jaar waarin het schooljaar begint.")
    minutes = models.PositiveSmallIntegerField("duur in minuten", null=True, blank=True)
    place = models.CharField("plaats", max_length=200, blank=True)
    is_online = models.BooleanField("online", default=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="sessions", null=True, blank=True, verbose_name="netwerk")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="sessions", null=True, blank=True, verbose_name="school")
    group = models.ForeignKey(SchoolGroup, on_delete=models.PROTECT, related_name="sessions", null=True, blank=True, verbose_name="groep")
    title = models.CharField("titel", max_length=200, blank=True)
    note_shared = models.TextField("gedeeld met de school", blank=True, help_text="Schrijf geen namen van leerlingen.")
    note_team = models.TextField("binnen het begeleidingsteam", blank=True, help_text="Schrijf geen namen van leerlingen.")
    is_highlight = models.BooleanField("uitgelicht voor de rapportage", default=False)
    cancel_reason = models.CharField("reden van annuleren", max_length=300, blank=True)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="gelogd door"
    )
    version = models.PositiveIntegerField("versie", default=1)

    objects: ClassVar[models.Manager[Session]] = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "begeleidingssessie"
        verbose_name_plural = "begeleidingssessies"
        ordering = ("-date", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("programme", "uuid"), name="session_uuid_once"),
            models.CheckConstraint(condition=~models.Q(kind="collectief") | models.Q(school__isnull=True), name="session_collective_has_no_school"),
            models.CheckConstraint(condition=~models.Q(kind="collectief") | models.Q(network__isnull=False), name="session_collective_has_network"),
            models.CheckConstraint(condition=~models.Q(state="cancelled") | ~models.Q(cancel_reason=""), name="session_cancelled_has_reason"),
            models.CheckConstraint(condition=models.Q(school__isnull=True) | models.Q(group__isnull=True), name="session_school_or_group"),
        )
        indexes = (
            models.Index(fields=("programme", "network", "kind", "date"), name="session_network_index"),
            models.Index(fields=("programme", "date"), name="session_date_index"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date or self.school_year}"

    @property
    def with_whom(self) -> str:
        """The network, school or group that it was with, by name."""
        place = self.network or self.school or self.group
        return "" if place is None else place.name

    def reach(self) -> Reach:
        """Its network, and the schools that attended; without a query when these were prefetched."""
        networks = frozenset() if self.network_id is None else frozenset({self.network_id})
        return Reach(networks=networks, schools=frozenset(each.school_id for each in self.attendances.all()))


class SessionPrivateNote(TenantModel):
    """What the author keeps to oneself; others see at most that it exists."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="private_notes", verbose_name="sessie")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="auteur")
    text = models.TextField("tekst", help_text="Schrijf geen namen van leerlingen.")

    class Meta:
        verbose_name = "privénota"
        verbose_name_plural = "privénota's"
        constraints = (models.UniqueConstraint(fields=("programme", "session", "author"), name="private_note_once"),)

    def __str__(self) -> str:
        return f"privénota bij {self.session_id}"


class SessionAdviser(TenantModel):
    """That an adviser guided a session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="adviser_links", verbose_name="sessie")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="adviseur")

    class Meta:
        verbose_name = "adviseur van een sessie"
        verbose_name_plural = "adviseurs van sessies"
        constraints = (models.UniqueConstraint(fields=("programme", "session", "user"), name="session_adviser_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} bij {self.session_id}"


class SessionTopic(TenantModel):
    """That a session was about a topic."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="topic_links", verbose_name="sessie")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="session_links", verbose_name="thema")

    class Meta:
        verbose_name = "thema van een sessie"
        verbose_name_plural = "thema's van sessies"
        constraints = (models.UniqueConstraint(fields=("programme", "session", "topic"), name="session_topic_once"),)

    def __str__(self) -> str:
        return f"{self.topic_id} bij {self.session_id}"


class Attendance(TenantModel):
    """That a school took part in a session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances", verbose_name="sessie")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="attendances", verbose_name="school")

    class Meta:
        verbose_name = "aanwezigheid"
        verbose_name_plural = "aanwezigheden"
        constraints = (models.UniqueConstraint(fields=("programme", "session", "school"), name="attendance_once"),)
        indexes = (models.Index(fields=("programme", "school", "session"), name="attendance_school_index"),)

    def __str__(self) -> str:
        return f"{self.school_id} bij {self.session_id}"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Questions about next steps."""

    def visible_to(self, access: Access) -> FollowUpQuerySet:
        """Next steps out of the sessions that this person may see."""
        return self.filter(programme_id=access.programme_id, session__in=Session.objects.visible_to(access))

    def open(self) -> FollowUpQuerySet:
        """Next steps that wait."""
        return self.filter(done_at__isnull=True)


class FollowUp(TenantModel):
    """A next step out of a session, for the adviser or for the school."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="follow_ups", verbose_name="sessie")
    owner = models.CharField("voor", max_length=20, choices=FollowUpOwner)
    text = models.CharField("afspraak", max_length=300)
    due_on = models.DateField("tegen", null=True, blank=True)
    done_at = models.DateTimeField("gedaan op", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="afgevinkt door"
    )

    objects: ClassVar[models.Manager[FollowUp]] = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "afspraak"
        verbose_name_plural = "afspraken"
        indexes = (models.Index(fields=("programme", "due_on"), name="follow_up_due_index"),)

    def __str__(self) -> str:
        return self.text


class SessionBody(TenantModel):
    """What somebody last sent of a session through the API, as a hash: the same again changes nothing, whatever colleagues did since.

    `version` is the session's when that was written. It names the session by its uuid, which the sender chose.
    """

    uuid = models.UUIDField("kenmerk")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="auteur")
    body_hash = models.CharField("controlegetal", max_length=64)
    version = models.PositiveIntegerField("versie")

    class Meta:
        verbose_name = "verstuurde sessie"
        verbose_name_plural = "verstuurde sessies"
        constraints = (models.UniqueConstraint(fields=("programme", "uuid", "author"), name="session_body_once"),)

    def __str__(self) -> str:
        return str(self.uuid)
