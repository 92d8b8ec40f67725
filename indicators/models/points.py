"""What was learned about an indicator."""

from __future__ import annotations

from django.db import models

from indicators.models.definitions import Indicator
from networks.models import Network
from warmescholen.tenancy.models import TenantModel


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
