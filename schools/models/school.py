"""Schools, the groups that are counted as one line, and their dated places in networks."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import RegexValidator
from django.db import models

from networks.models import City, Keyed, Network, Umbrella
from schools.enums import Education
from warmescholen.accounts.access import Access, Reach
from warmescholen.accounts.roles import Permission
from warmescholen.tenancy.models import TenantModel


class SchoolGroup(Keyed):
    """Schools that are guided together and counted as one line."""

    report_note = models.CharField("voetnoot in de rapportage", max_length=300, blank=True)

    class Meta:
        verbose_name = "scholengroep"
        verbose_name_plural = "scholengroepen"
        ordering = ("sort_key",)
        constraints = (models.UniqueConstraint(fields=("programme", "key"), name="school_group_key_once"),)


class SchoolQuerySet(models.QuerySet["School"]):
    """Questions about schools."""

    def visible_to(self, access: Access) -> SchoolQuerySet:
        """Schools that this person may see."""
        return self.where(access, Permission.VIEW_SCHOOL)

    def where(self, access: Access, permission: Permission) -> SchoolQuerySet:
        """Schools over which this person has a permission."""
        own = self.filter(programme_id=access.programme_id)
        return own if access.everywhere(permission) else own.filter(pk__in=access.schools(permission))

    def in_network(self, network: Network, on: datetime.date) -> SchoolQuerySet:
        """Schools that have a place in the network on a date."""
        return self.filter(pk__in=Placement.objects.on(on).filter(network=network).values("school"))


class School(Keyed):
    """A school that takes part."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="schools", null=True, blank=True, verbose_name="stad")
    umbrella = models.ForeignKey(Umbrella, on_delete=models.PROTECT, related_name="schools", null=True, blank=True, verbose_name="koepel")
    group = models.ForeignKey(SchoolGroup, on_delete=models.PROTECT, related_name="schools", null=True, blank=True, verbose_name="groep")
    education = models.CharField("onderwijsniveau", max_length=20, choices=Education)
    position = models.PositiveSmallIntegerField("plaats in de lijst", default=0)
    report_note = models.CharField("voetnoot in de rapportage", max_length=300, blank=True)

    objects: ClassVar[models.Manager[School]] = SchoolQuerySet.as_manager()

    class Meta:
        verbose_name = "school"
        verbose_name_plural = "scholen"
        ordering = ("position", "sort_key")
        constraints = (models.UniqueConstraint(fields=("programme", "key"), name="school_key_once"),)

    def reach(self) -> Reach:
        """Where it lies: itself; a grant on its network holds it by its schools."""
        return Reach(schools=frozenset({self.pk}))


class InstitutionNumber(TenantModel):
    """An official number of an institution; a school has zero or more."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="institution_numbers", verbose_name="school")
    number = models.CharField("instellingsnummer", max_length=6, validators=[RegexValidator(r"^\d{6}$", "Een instellingsnummer telt zes cijfers.")])

    class Meta:
        verbose_name = "instellingsnummer"
        verbose_name_plural = "instellingsnummers"
        constraints = (
            models.UniqueConstraint(fields=("programme", "number"), name="institution_number_once"),
            models.CheckConstraint(condition=models.Q(number__regex=r"^\d{6}$"), name="institution_number_six_digits"),
        )

    def __str__(self) -> str:
        return self.number


class DateRange(models.Func):
    """PostgreSQL's daterange, open at its end."""

    function = "daterange"
    arity = 3


class Int8Range(models.Func):
    """PostgreSQL's int8range; its operators need no contrib extension in a GiST index, unlike those of a plain integer."""

    function = "int8range"
    arity = 3


class PlacementQuerySet(models.QuerySet["Placement"]):
    """Questions about places in networks."""

    def on(self, date: datetime.date) -> PlacementQuerySet:
        """Places that hold on a date; the last day is not part of it."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=date), starts_on__lte=date)


class Placement(TenantModel):
    """A school in a network from a date up to, not including, another; never in two networks on one day."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="placements", verbose_name="school")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="placements", verbose_name="netwerk")
    starts_on = models.DateField("van")
    ends_on = models.DateField("tot", null=True, blank=True)

    objects: ClassVar[models.Manager[Placement]] = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "deelname"
        verbose_name_plural = "deelnames"
        constraints = (
            models.CheckConstraint(condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")), name="placement_forward"),
            ExclusionConstraint(
                name="placement_one_network_a_day",
                expressions=[
                    (Int8Range(models.F("school"), models.F("school"), models.Value("[]")), RangeOperators.OVERLAPS),
                    (DateRange(models.F("starts_on"), models.F("ends_on"), models.Value("[)")), RangeOperators.OVERLAPS),
                ],
            ),
        )
        indexes = (models.Index(fields=("programme", "network", "starts_on"), name="placement_network_index"),)

    def __str__(self) -> str:
        return f"{self.school_id} in {self.network_id}"
