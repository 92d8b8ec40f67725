"""Sprints and their initiatives."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models

from indicators.models import Indicator
from schools.models import School
from schools.models.school import DateRange, Int8Range
from sprints.enums import OPEN_STATES, BuildingBlock, InitiativeState, SprintState
from sprints.models.seen import SeenBySchool
from warmescholen.accounts.access import Reach
from warmescholen.tenancy.models import TenantModel


class SprintQuerySet(SeenBySchool["Sprint"]):
    """Questions about sprints."""

    def open(self) -> SprintQuerySet:
        """Sprints that are not closed."""
        return self.exclude(state=SprintState.CLOSED)


class Sprint(TenantModel):
    """Some ten school weeks of work of one flywheel; `ends_on` is the last day. Closing freezes it with its dataset."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="sprints", verbose_name="school")
    number = models.PositiveSmallIntegerField("nummer")
    title = models.CharField("titel", max_length=200)
    goal = models.TextField("doel")
    done_when = models.TextField("klaar wanneer")
    blocks_left = models.TextField("waarom een bouwsteen blijft liggen", blank=True)
    starts_on = models.DateField("begint op")
    ends_on = models.DateField("eindigt op")
    state = models.CharField("toestand", max_length=20, choices=SprintState, default=SprintState.PLANNED)
    closed_at = models.DateTimeField("gesloten op", null=True, blank=True)
    frozen = models.JSONField("bevroren gegevens", null=True, blank=True)
    frozen_hash = models.CharField("controlegetal", max_length=64, blank=True)

    objects: ClassVar[models.Manager[Sprint]] = SprintQuerySet.as_manager()

    class Meta:
        verbose_name = "sprint"
        verbose_name_plural = "sprints"
        ordering = ("starts_on",)
        constraints = (
            models.UniqueConstraint(fields=("programme", "school", "number"), name="sprint_number_once"),
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="sprint_forward"),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False, frozen__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True, frozen__isnull=True)),
                name="sprint_closed_is_frozen",
            ),
            ExclusionConstraint(
                name="sprint_no_overlap",
                expressions=[
                    (Int8Range(models.F("school"), models.F("school"), models.Value("[]")), RangeOperators.OVERLAPS),
                    (DateRange(models.F("starts_on"), models.F("ends_on"), models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return self.title

    def reach(self) -> Reach:
        """Its school."""
        return Reach(schools=frozenset({self.school_id}))


class InitiativeQuerySet(SeenBySchool["Initiative"]):
    """Questions about initiatives."""

    school = "sprint__school"

    def open(self) -> InitiativeQuerySet:
        """Initiatives on which work goes on or still has to begin."""
        return self.filter(state__in=OPEN_STATES)

    def left_over(self) -> InitiativeQuerySet:
        """Initiatives that were to be carried over and that no later sprint took up yet."""
        return self.filter(state=InitiativeState.CARRIED, carried_to__isnull=True)


class Initiative(TenantModel):
    """What a flywheel does in a sprint."""

    sprint = models.ForeignKey(Sprint, on_delete=models.CASCADE, related_name="initiatives", verbose_name="sprint")
    title = models.CharField("titel", max_length=200)
    text = models.TextField("omschrijving")
    blocks = ArrayField(models.CharField(max_length=20, choices=BuildingBlock), verbose_name="bouwstenen")
    owner = models.CharField("trekker", max_length=150)
    state = models.CharField("toestand", max_length=20, choices=InitiativeState, default=InitiativeState.PLANNED)
    outcome = models.TextField("wat ervan kwam", blank=True)
    carried_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="carried_to", null=True, blank=True, verbose_name="meegenomen uit"
    )
    position = models.PositiveSmallIntegerField("plaats in de lijst", default=0)

    objects: ClassVar[models.Manager[Initiative]] = InitiativeQuerySet.as_manager()

    class Meta:
        verbose_name = "initiatief"
        verbose_name_plural = "initiatieven"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title


class InitiativeIndicatorQuerySet(SeenBySchool["InitiativeIndicator"]):
    """Questions about what initiatives mean to move."""

    school = "initiative__sprint__school"


class InitiativeIndicator(TenantModel):
    """That an initiative means to move an indicator."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="indicator_links", verbose_name="initiatief")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="initiative_links", verbose_name="indicator")

    objects: ClassVar[models.Manager[InitiativeIndicator]] = InitiativeIndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = "indicator van een initiatief"
        verbose_name_plural = "indicatoren van initiatieven"
        constraints = (models.UniqueConstraint(fields=("programme", "initiative", "indicator"), name="initiative_indicator_once"),)

    def __str__(self) -> str:
        return f"{self.indicator_id} bij {self.initiative_id}"


class SprintCommentQuerySet(SeenBySchool["SprintComment"]):
    """Questions about comments."""

    school = "sprint__school"


class SprintComment(TenantModel):
    """What somebody who reads a sprint says about it; it changes nothing in the sprint."""

    sprint = models.ForeignKey(Sprint, on_delete=models.CASCADE, related_name="comments", verbose_name="sprint")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="van")
    text = models.TextField("commentaar", help_text="Schrijf geen namen van leerlingen.")

    objects: ClassVar[models.Manager[SprintComment]] = SprintCommentQuerySet.as_manager()

    class Meta:
        verbose_name = "commentaar bij een sprint"
        verbose_name_plural = "commentaren bij sprints"
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return f"commentaar bij {self.sprint_id}"
