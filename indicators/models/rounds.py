"""When schools are rated, on which indicators, and for which networks."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from indicators.models.definitions import IndicatorVersion, Scale
from networks.models import Network
from schools.models import Placement, School
from schools.models.school import SchoolQuerySet
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.tenancy.models import TenantModel


class RoundQuerySet(models.QuerySet["Round"]):
    """Questions about rounds."""

    def visible_to(self, access: Access) -> RoundQuerySet:
        """Rounds of the whole programme, and those for a network that this person, or a school of theirs, belongs to."""
        own = self.filter(programme_id=access.programme_id)
        if access.everywhere(Permission.VIEW_PROGRAMME):
            return own
        networks = models.Q(network__in=access.networks(Permission.VIEW_PROGRAMME))
        placed = Placement.objects.filter(school__in=access.schools(Permission.VIEW_PROGRAMME)).values("network")
        links = RoundNetwork.objects.filter(programme_id=access.programme_id)
        theirs = links.filter(networks | models.Q(network__in=placed)).values("round")
        return own.exclude(pk__in=links.values("round")) | own.filter(pk__in=theirs)


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

    objects: ClassVar[models.Manager[Round]] = RoundQuerySet.as_manager()

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

    def is_about(self, school: School) -> bool:
        """Whether the school can be rated in it: any school of the programme, or one that is in its networks on the closing date."""
        networks = [link.network_id for link in self.network_links.all()]
        return not networks or Placement.objects.on(self.closes_on).filter(network__in=networks, school=school).exists()

    def expected_schools(self) -> SchoolQuerySet:
        """Who has to be rated, known from the start: schools in its networks on the closing date.

        A round of the whole programme expects every network's schools, and those that were never in a network.
        """
        placed = Placement.objects.on(self.closes_on).filter(programme_id=self.programme_id)
        schools = SchoolQuerySet(School).filter(programme_id=self.programme_id)
        networks = [link.network_id for link in self.network_links.all()]
        if networks:
            return schools.filter(pk__in=placed.filter(network__in=networks).values("school"))
        ever = Placement.objects.filter(programme_id=self.programme_id, school=models.OuterRef("pk"))
        return schools.filter(models.Q(pk__in=placed.values("school")) | ~models.Exists(ever))


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
