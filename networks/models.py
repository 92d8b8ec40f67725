"""Cities, umbrella organisations and learning networks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from warmescholen.accounts.access import Access, Reach
from warmescholen.accounts.roles import Permission
from warmescholen.audit.tracking import record_history
from warmescholen.tenancy.models import TenantModel
from warmescholen.ui.sort_keys import sort_key


class Keyed(TenantModel):
    """Something with a name, an address key that is unique in its programme, and a place in Dutch order."""

    key = models.SlugField("adres", max_length=80)
    name = models.CharField("naam", max_length=200)
    sort_key = models.CharField("sorteersleutel", max_length=250, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the sort key in step with the name."""
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class City(Keyed):
    """A Warm City, or another place where the programme works."""

    is_warm_city = models.BooleanField("Warme Stad", default=False)

    class Meta:
        verbose_name = "stad"
        verbose_name_plural = "steden"
        ordering = ("sort_key",)
        constraints = (models.UniqueConstraint(fields=("programme", "key"), name="city_key_once"),)


class Umbrella(Keyed):
    """An umbrella organisation (koepel or net), or a guidance service within one."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="parts", null=True, blank=True, verbose_name="hoort bij")

    class Meta:
        verbose_name = "koepel"
        verbose_name_plural = "koepels"
        ordering = ("sort_key",)
        constraints = (
            models.UniqueConstraint(fields=("programme", "key"), name="umbrella_key_once"),
            models.CheckConstraint(condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")), name="umbrella_not_own_parent"),
        )


class NetworkQuerySet(models.QuerySet["Network"]):
    """Questions about networks."""

    def visible_to(self, access: Access) -> NetworkQuerySet:
        """Networks that this person may see; an observer of the programme sees all names."""
        return self.where(access, Permission.VIEW_PROGRAMME)

    def where(self, access: Access, permission: Permission) -> NetworkQuerySet:
        """Networks over which this person has a permission."""
        own = self.filter(programme_id=access.programme_id)
        return own if access.everywhere(permission) else own.filter(pk__in=access.networks(permission))


class Network(Keyed):
    """A learning network of schools; spans one or more cities."""

    section = models.CharField("rubriek", max_length=200, blank=True, help_text="De kop waaronder het in de rapportage staat.")
    position = models.PositiveSmallIntegerField("plaats in de lijst", default=0)
    description = models.TextField("omschrijving", blank=True)
    story = models.TextField("verloop", blank=True)
    report_note = models.CharField("voetnoot in de rapportage", max_length=300, blank=True)

    objects: ClassVar[models.Manager[Network]] = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = "lerend netwerk"
        verbose_name_plural = "lerende netwerken"
        ordering = ("position", "sort_key")
        constraints = (models.UniqueConstraint(fields=("programme", "key"), name="network_key_once"),)

    def reach(self) -> Reach:
        """Where it lies: itself."""
        return Reach(networks=frozenset({self.pk}))


class NetworkCity(TenantModel):
    """That a network works in a city."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="city_links", verbose_name="netwerk")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="network_links", verbose_name="stad")

    class Meta:
        verbose_name = "stad van een netwerk"
        verbose_name_plural = "steden van netwerken"
        constraints = (models.UniqueConstraint(fields=("programme", "network", "city"), name="network_city_once"),)

    def __str__(self) -> str:
        return f"{self.network_id} in {self.city_id}"


record_history(__name__)
