"""Who may do what: roles with a scope and dates, invitations to them, and keys of machines."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from networks.models import Network
from schools.models.school import School
from warmescholen.accounts.roles import Role
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


class Grant(RoleInScope):
    """That a person has a role, from a date up to, not including, another."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="gebruiker")
    starts_on = models.DateField("van")
    ends_on = models.DateField("tot", null=True, blank=True)

    objects: ClassVar[models.Manager[Grant]] = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "toegekende rol"
        verbose_name_plural = "toegekende rollen"
        constraints = (models.CheckConstraint(condition=SCOPE_FITS_ROLE, name="grant_scope_fits_role"),)
        indexes = (models.Index(fields=("programme", "user"), name="grant_user_index"),)


class Invitation(RoleInScope):
    """An invitation to one e-mail address, that works once and until a moment. Only the hash of its token is kept."""

    email = models.EmailField("e-mailadres")
    token_hash = models.CharField("hash van het teken", max_length=64)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="uitgenodigd door")
    expires_at = models.DateTimeField("geldig tot")
    used_at = models.DateTimeField("gebruikt op", null=True, blank=True)

    class Meta:
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"
        constraints = (
            models.UniqueConstraint(fields=("programme", "token_hash"), name="invitation_token_once"),
            models.CheckConstraint(condition=SCOPE_FITS_ROLE, name="invitation_scope_fits_role"),
        )


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

    class Meta:
        verbose_name = "API-sleutel"
        verbose_name_plural = "API-sleutels"
        constraints = (models.UniqueConstraint(fields=("programme", "prefix"), name="api_key_prefix_once"),)

    def __str__(self) -> str:
        return self.name
