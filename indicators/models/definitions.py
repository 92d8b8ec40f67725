"""What is looked at, on which levels, in which words."""

from __future__ import annotations

from django.db import models

from warmescholen.tenancy.models import TenantModel


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
