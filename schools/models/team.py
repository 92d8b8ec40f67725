"""The flywheel team of a school."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from schools.enums import MemberRole
from schools.models.school import School
from warmescholen.tenancy.models import TenantModel


class FlywheelTeam(TenantModel):
    """A school's flywheel, from a date to a date."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="teams", verbose_name="school")
    starts_on = models.DateField("van")
    ends_on = models.DateField("tot", null=True, blank=True)

    class Meta:
        verbose_name = "vliegwiel"
        verbose_name_plural = "vliegwielen"
        constraints = (
            models.UniqueConstraint(fields=("programme", "school"), condition=models.Q(ends_on__isnull=True), name="team_one_open_per_school"),
            models.CheckConstraint(condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")), name="team_forward"),
        )

    def __str__(self) -> str:
        return f"vliegwiel van {self.school_id}"


class FlywheelMember(TenantModel):
    """A member by function, with an account or without."""

    team = models.ForeignKey(FlywheelTeam, on_delete=models.CASCADE, related_name="members", verbose_name="vliegwiel")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="gebruiker")
    function = models.CharField("functie", max_length=150)
    role = models.CharField("rol", max_length=20, choices=MemberRole, default=MemberRole.MEMBER)
    starts_on = models.DateField("van")
    ends_on = models.DateField("tot", null=True, blank=True)

    class Meta:
        verbose_name = "vliegwiellid"
        verbose_name_plural = "vliegwielleden"
        constraints = (
            models.CheckConstraint(condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")), name="member_forward"),
        )

    def __str__(self) -> str:
        return self.function
