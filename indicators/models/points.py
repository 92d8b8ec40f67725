"""What was learned about an indicator."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from indicators.models.definitions import Indicator
from networks.models import Network
from schools.models import Session
from warmescholen.accounts.access import Access, Reach
from warmescholen.accounts.roles import Permission
from warmescholen.tenancy.models import TenantModel

MERGED_INTO_ANOTHER = models.Q(state="merged", merged_into__isnull=False) | (~models.Q(state="merged") & models.Q(merged_into__isnull=True))


class AttentionPointQuerySet(models.QuerySet["AttentionPoint"]):
    """Questions about points of attention."""

    def visible_to(self, access: Access) -> AttentionPointQuerySet:
        """Those of the whole programme and of one's own networks, for who reads rapportages."""
        own = self.filter(programme_id=access.programme_id)
        if access.everywhere(Permission.VIEW_REPORT):
            return own
        if not access.may_somewhere(Permission.VIEW_REPORT):
            return own.none()
        return own.filter(models.Q(network__isnull=True) | models.Q(network__in=access.networks(Permission.VIEW_REPORT)))

    def in_use(self) -> AttentionPointQuerySet:
        """Proposed or chosen; what was merged or set aside is kept but not shown."""
        return self.filter(state__in=[AttentionPoint.State.PROPOSED, AttentionPoint.State.CHOSEN])


class AttentionPoint(TenantModel):
    """What was learned that helps or hinders with an indicator, in a network or in the whole programme."""

    class State(models.TextChoices):
        """Proposed by an adviser, and what became of it."""

        PROPOSED = "proposed", "voorgesteld"
        CHOSEN = "chosen", "gekozen voor de rapportage"
        MERGED = "merged", "samengevoegd"
        SET_ASIDE = "set-aside", "niet gekozen"

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="attention_points", verbose_name="indicator")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="attention_points", null=True, blank=True, verbose_name="netwerk")
    text = models.TextField("tekst", help_text="Schrijf geen namen van leerlingen.")
    state = models.CharField("toestand", max_length=20, choices=State, default=State.PROPOSED)
    position = models.PositiveSmallIntegerField("plaats in de lijst", default=0)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="voorgesteld door"
    )
    session = models.ForeignKey(
        Session, on_delete=models.SET_NULL, related_name="attention_points", null=True, blank=True, verbose_name="uit de sessie"
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, related_name="merged", null=True, blank=True, verbose_name="opgegaan in")
    version = models.PositiveIntegerField("versie", default=1)

    objects: ClassVar[models.Manager[AttentionPoint]] = AttentionPointQuerySet.as_manager()

    class Meta:
        verbose_name = "aandachtspunt"
        verbose_name_plural = "aandachtspunten"
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="merged", merged_into__isnull=False) | (~models.Q(state="merged") & models.Q(merged_into__isnull=True)),
                name="attention_point_merged_or_not",
            ),
        )

    def __str__(self) -> str:
        return self.text[:60]

    def reach(self) -> Reach:
        """Its network; one of the whole programme lies nowhere but in the programme."""
        return Reach(networks=frozenset() if self.network_id is None else frozenset({self.network_id}))
