"""Who may do what: roles with a scope and dates, invitations to them, and keys of machines."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from networks.models import Network
from schools.models.school import School
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission, Role, Scope
from warmescholen.tenancy.models import TenantModel

SCOPE_FITS_ROLE = (
    models.Q(role="programmabeheerder", network__isnull=True, school__isnull=True)
    | models.Q(role="netwerkcoordinator", network__isnull=False, school__isnull=True)
    | (models.Q(role="adviseur") & (models.Q(network__isnull=False, school__isnull=True) | models.Q(network__isnull=True, school__isnull=False)))
    | models.Q(role="vliegwiellid", network__isnull=True, school__isnull=False)
    | models.Q(role="waarnemer", school__isnull=True)
)


class GrantQuerySet(models.QuerySet["Grant"]):
    """Questions about grants."""

    def visible_to(self, access: Access) -> GrantQuerySet:
        """All of the programme for who manages its people, else none."""
        return self.filter(programme_id=access.programme_id) if access.may(Permission.MANAGE_PEOPLE) else self.none()

    def on(self, date: datetime.date) -> GrantQuerySet:
        """Grants that hold on a date; the last day is not part of it."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=date), starts_on__lte=date)


class RoleInScope(TenantModel):
    """A role over the programme, a network or a school: what a grant gives and an invitation promises."""

    role = models.CharField("rol", max_length=30, choices=Role)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="netwerk")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="school")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.get_role_display()

    @property
    def scope(self) -> Scope:
        """What kind of thing the role is bound to."""
        if self.network_id is not None:
            return Scope.NETWORK
        return Scope.PROGRAMME if self.school_id is None else Scope.SCHOOL

    @property
    def place(self) -> str:
        """What the role is bound to, by name."""
        return str(self.network or self.school or Scope.PROGRAMME.value)


class Grant(RoleInScope):
    """That a person has a role, from a date up to, not including, another."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="gebruiker")
    starts_on = models.DateField("van")
    ends_on = models.DateField("tot", null=True, blank=True)

    objects: ClassVar[models.Manager[Grant]] = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "toegekende rol"
        verbose_name_plural = "toegekende rollen"
        constraints = (
            models.CheckConstraint(condition=SCOPE_FITS_ROLE, name="grant_scope_fits_role"),
            models.CheckConstraint(condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")), name="grant_forward"),
        )
        indexes = (models.Index(fields=("programme", "user"), name="grant_user_index"),)

    def holds_on(self, date: datetime.date) -> bool:
        """Whether the role holds on a date; the last day is not part of it."""
        return self.starts_on <= date and (self.ends_on is None or date < self.ends_on)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def visible_to(self, access: Access) -> InvitationQuerySet:
        """All of the programme for who manages its people, else none."""
        return self.filter(programme_id=access.programme_id) if access.may(Permission.MANAGE_PEOPLE) else self.none()

    def unanswered(self) -> InvitationQuerySet:
        """Neither used nor withdrawn; past their moment they still can be sent again."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True)


class Invitation(RoleInScope):
    """An invitation to one e-mail address, that works once and until a moment. Only the hash of its token is kept."""

    email = models.EmailField("e-mailadres")
    token_hash = models.CharField("hash van het teken", max_length=64)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="uitgenodigd door")
    expires_at = models.DateTimeField("geldig tot")
    sent_at = models.DateTimeField("verstuurd op", null=True, blank=True)
    used_at = models.DateTimeField("gebruikt op", null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="gebruikt door"
    )
    revoked_at = models.DateTimeField("ingetrokken op", null=True, blank=True)

    objects: ClassVar[models.Manager[Invitation]] = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"
        constraints = (
            models.UniqueConstraint(fields=("programme", "token_hash"), name="invitation_token_once"),
            models.CheckConstraint(condition=SCOPE_FITS_ROLE, name="invitation_scope_fits_role"),
            models.CheckConstraint(condition=models.Q(used_at__isnull=True) | models.Q(revoked_at__isnull=True), name="invitation_used_or_revoked"),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True, used_by__isnull=True) | models.Q(used_at__isnull=False, used_by__isnull=False),
                name="invitation_used_by_somebody",
            ),
        )

    @property
    def is_open(self) -> bool:
        """Whether it still works."""
        return self.used_at is None and self.revoked_at is None and timezone.now() < self.expires_at


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Questions about keys."""

    def visible_to(self, access: Access) -> ApiKeyQuerySet:
        """All of the programme for who manages its people, else none."""
        return self.filter(programme_id=access.programme_id) if access.may(Permission.MANAGE_PEOPLE) else self.none()


class ApiKey(TenantModel):
    """A machine's key: bound to its maker's role, with scopes and an end. Only its hash is kept."""

    name = models.CharField("naam", max_length=100)
    prefix = models.CharField("begin", max_length=16)
    key_hash = models.CharField("hash", max_length=64)
    scopes = ArrayField(models.CharField(max_length=20), verbose_name="rechten")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="gemaakt door")
    expires_at = models.DateTimeField("geldig tot")
    revoked_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    last_used_at = models.DateTimeField("laatst gebruikt op", null=True, blank=True)

    objects: ClassVar[models.Manager[ApiKey]] = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API-sleutel"
        verbose_name_plural = "API-sleutels"
        constraints = (models.UniqueConstraint(fields=("programme", "prefix"), name="api_key_prefix_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Whether its time is up; one that was revoked is told apart."""
        return self.expires_at <= timezone.now()
