"""Indicators, their definitions per round, and the ratings."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from networks.models import Network
from schools.models import School
from warmescholen.accounts.access import Reach
from warmescholen.audit.tracking import record_history
from warmescholen.tenancy.models import TenantModel


class RatingSource(models.TextChoices):
    """Who says so: the adviser, the school itself, or both together."""

    ADVISER = "adviser", "adviseur"
    SCHOOL = "school", "school"
    AGREED = "agreed", "afgesproken"


class Scale(TenantModel):
    """A version of the programme's levels; a round keeps the scale that it was rated with."""

    version = models.PositiveSmallIntegerField("versie", default=1)

    class Meta:
        verbose_name = "schaal"
        verbose_name_plural = "schalen"
        constraints = (models.UniqueConstraint(fields=("programme", "version"), name="scale_version_once"),)

    def __str__(self) -> str:
        return f"schaal {self.version}"


class Level(TenantModel):
    """One of the four levels of a scale; 1 is the furthest."""

    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="levels", verbose_name="schaal")
    number = models.PositiveSmallIntegerField("nummer")
    name = models.CharField("naam", max_length=60)

    class Meta:
        verbose_name = "niveau"
        verbose_name_plural = "niveaus"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("programme", "scale", "number"), name="level_number_once"),
            models.CheckConstraint(condition=models.Q(number__range=(1, 4)), name="level_one_to_four"),
        )

    def __str__(self) -> str:
        return self.name


class Indicator(TenantModel):
    """What is looked at. Its number is stable over rounds, in the API and in files."""

    number = models.PositiveSmallIntegerField("nummer")

    class Meta:
        verbose_name = "indicator"
        verbose_name_plural = "indicatoren"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("programme", "number"), name="indicator_number_once"),)

    def __str__(self) -> str:
        return f"indicator {self.number}"


class IndicatorVersion(TenantModel):
    """How an indicator is worded; rounds point at the version that they were rated with."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="versions", verbose_name="indicator")
    version = models.PositiveSmallIntegerField("versie", default=1)
    short_name = models.CharField("korte naam", max_length=100)
    statement = models.CharField("uitspraak", max_length=300)

    class Meta:
        verbose_name = "versie van een indicator"
        verbose_name_plural = "versies van indicatoren"
        constraints = (models.UniqueConstraint(fields=("programme", "indicator", "version"), name="indicator_version_once"),)

    def __str__(self) -> str:
        return self.short_name


class LevelDescriptor(TenantModel):
    """What one sees in a school that stands on this level of this indicator."""

    indicator_version = models.ForeignKey(IndicatorVersion, on_delete=models.CASCADE, related_name="descriptors", verbose_name="indicator")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="descriptors", verbose_name="niveau")
    text = models.TextField("omschrijving")

    class Meta:
        verbose_name = "omschrijving van een niveau"
        verbose_name_plural = "omschrijvingen van niveaus"
        constraints = (models.UniqueConstraint(fields=("programme", "indicator_version", "level"), name="level_descriptor_once"),)

    def __str__(self) -> str:
        return self.text[:60]


class Round(TenantModel):
    """A round of rating. Only closed rounds are compared."""

    class State(models.TextChoices):
        """Where the round is."""

        PLANNED = "planned", "gepland"
        OPEN = "open", "open"
        CLOSED = "closed", "gesloten"

    number = models.PositiveSmallIntegerField("nummer")
    name = models.CharField("naam", max_length=100)
    opens_on = models.DateField("opent op")
    closes_on = models.DateField("sluit op")
    state = models.CharField("toestand", max_length=20, choices=State, default=State.PLANNED)
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="rounds", verbose_name="schaal")

    class Meta:
        verbose_name = "meetronde"
        verbose_name_plural = "meetrondes"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("programme", "number"), name="round_number_once"),
            models.CheckConstraint(condition=models.Q(closes_on__gte=models.F("opens_on")), name="round_forward"),
        )

    def __str__(self) -> str:
        return self.name

    def networks(self) -> list[Network]:
        """The networks that it is for; none means the whole programme."""
        return [link.network for link in self.network_links.select_related("network")]


class RoundNetwork(TenantModel):
    """That a round is for this network; a round without any is for the whole programme."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="network_links", verbose_name="meetronde")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="round_links", verbose_name="netwerk")

    class Meta:
        verbose_name = "netwerk van een meetronde"
        verbose_name_plural = "netwerken van meetrondes"
        constraints = (models.UniqueConstraint(fields=("programme", "round", "network"), name="round_network_once"),)

    def __str__(self) -> str:
        return f"{self.network_id} in {self.round_id}"


class RoundIndicator(TenantModel):
    """That a round looks at this version of an indicator."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="indicator_links", verbose_name="meetronde")
    indicator_version = models.ForeignKey(IndicatorVersion, on_delete=models.PROTECT, related_name="round_links", verbose_name="indicator")

    class Meta:
        verbose_name = "indicator van een meetronde"
        verbose_name_plural = "indicatoren van meetrondes"
        constraints = (models.UniqueConstraint(fields=("programme", "round", "indicator_version"), name="round_indicator_once"),)

    def __str__(self) -> str:
        return f"{self.indicator_version_id} in {self.round_id}"


class RoundTransition(TenantModel):
    """A round that was opened, closed or reopened: by whom, when and why."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="transitions", verbose_name="meetronde")
    to_state = models.CharField("naar", max_length=20, choices=Round.State)
    reason = models.CharField("reden", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="door")

    class Meta:
        verbose_name = "overgang van een meetronde"
        verbose_name_plural = "overgangen van meetrondes"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.round_id} {self.to_state}"


class RatingQuerySet(models.QuerySet["Rating"]):
    """Questions about ratings."""

    def in_round(self, round_: Round) -> RatingQuerySet:
        """Ratings of one round."""
        return self.filter(round=round_)

    def agreed(self) -> RatingQuerySet:
        """Ratings on which adviser and school agree."""
        return self.filter(source=RatingSource.AGREED)


class Rating(TenantModel):
    """The level of one school on one indicator in one round, from one source."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="ratings", verbose_name="meetronde")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="ratings", verbose_name="indicator")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="ratings", verbose_name="school")
    source = models.CharField("bron", max_length=20, choices=RatingSource)
    level = models.PositiveSmallIntegerField("niveau")
    evidence = models.TextField("waaraan je dat ziet", blank=True, help_text="Schrijf geen namen van leerlingen.")
    rated_on = models.DateField("ingeschaald op")
    rated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="ingeschaald door"
    )
    version = models.PositiveIntegerField("versie", default=1)

    objects: ClassVar[models.Manager[Rating]] = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = "inschaling"
        verbose_name_plural = "inschalingen"
        constraints = (
            models.UniqueConstraint(fields=("programme", "round", "indicator", "school", "source"), name="rating_once"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 4)), name="rating_level_one_to_four"),
        )
        indexes = (models.Index(fields=("programme", "round", "source", "indicator", "level", "school"), name="rating_distribution_index"),)

    def __str__(self) -> str:
        return f"{self.school_id} {self.indicator_id}: {self.level}"

    def reach(self) -> Reach:
        """Its school."""
        return Reach(schools=frozenset({self.school_id}))


class AttentionPoint(TenantModel):
    """What was learned that helps or hinders with an indicator, in a network or in the whole programme."""

    class State(models.TextChoices):
        """Proposed by an adviser, or chosen for the rapportage."""

        PROPOSED = "proposed", "voorgesteld"
        CHOSEN = "chosen", "gekozen voor de rapportage"

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="attention_points", verbose_name="indicator")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="attention_points", null=True, blank=True, verbose_name="netwerk")
    text = models.TextField("tekst")
    state = models.CharField("toestand", max_length=20, choices=State, default=State.PROPOSED)
    position = models.PositiveSmallIntegerField("plaats in de lijst", default=0)

    class Meta:
        verbose_name = "aandachtspunt"
        verbose_name_plural = "aandachtspunten"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.text[:60]


record_history(__name__)
