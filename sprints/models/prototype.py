"""The flywheel's picture of its warm school."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from schools.models import School
from sprints.models.forum import Forum
from sprints.models.seen import SeenBySchool
from warmescholen.tenancy.models import TenantModel


class PrototypeQuerySet(SeenBySchool["Prototype"]):
    """Questions about prototypes."""

    school = "school"


class Prototype(TenantModel):
    """The prototype of a school; what it says stands in its versions."""

    school = models.OneToOneField(School, on_delete=models.PROTECT, related_name="prototype", verbose_name="school")

    objects: ClassVar[models.Manager[Prototype]] = PrototypeQuerySet.as_manager()

    class Meta:
        verbose_name = "prototype"
        verbose_name_plural = "prototypes"

    def __str__(self) -> str:
        return f"prototype van {self.school_id}"


class PrototypeVersionQuerySet(SeenBySchool["PrototypeVersion"]):
    """Questions about versions of prototypes."""

    school = "prototype__school"


class PrototypeVersion(TenantModel):
    """One version, never overwritten."""

    prototype = models.ForeignKey(Prototype, on_delete=models.CASCADE, related_name="versions", verbose_name="prototype")
    number = models.PositiveSmallIntegerField("nummer")
    reason = models.TextField("waarom we bestaan", blank=True)
    tasks = models.TextField("kerntaken", blank=True)
    values = models.TextField("waarden", blank=True)
    ambitions = models.TextField("ambities", blank=True)
    decentral = models.TextField("decentraal", blank=True)
    competent = models.TextField("competent", blank=True)
    inspired = models.TextField("bezield", blank=True)
    efficient = models.TextField("efficiënt", blank=True)
    participative = models.TextField("participatief", blank=True)
    changed = models.TextField("wat er veranderde", blank=True)
    endorsed_at = models.ForeignKey(
        Forum, on_delete=models.PROTECT, related_name="endorsed_versions", null=True, blank=True, verbose_name="bekrachtigd op forum"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="door")

    objects: ClassVar[models.Manager[PrototypeVersion]] = PrototypeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "versie van een prototype"
        verbose_name_plural = "versies van prototypes"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("programme", "prototype", "number"), name="prototype_version_once"),)

    def __str__(self) -> str:
        return f"versie {self.number}"
