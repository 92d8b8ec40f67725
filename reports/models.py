"""The rapportage: a living document per network, its frozen editions and the files made of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from indicators.models import Indicator, Round
from networks.models import City, Network, Umbrella
from schools.models import School, SchoolGroup
from warmescholen.accounts.access import Access, Reach
from warmescholen.accounts.roles import Permission
from warmescholen.audit.tracking import record_history
from warmescholen.files.models import StoredFile
from warmescholen.tenancy.models import TenantModel


class SectionKey(models.TextChoices):
    """The parts of a report that people write; `domain.md`'s chapters, and texts that repeat per line, indicator, umbrella or city."""

    PRINCIPLES = "1", "1 Uitgangspunten"
    SETUP = "2", "2 Opzet"
    SCHOOLS = "3.1", "3.1 Impact op scholen"
    PORTRAIT = "3.1.school", "portret van een school"
    INDICATOR = "3.1.indicator", "bij een indicator"
    UMBRELLAS = "3.2", "3.2 Begeleiding per koepel"
    UMBRELLA = "3.2.koepel", "een koepel"
    CITIES = "3.3", "3.3 Warme Stad"
    CITY = "3.3.stad", "een stad"
    POLICY = "3.4", "3.4 Beleid en maatschappij"
    EXPERIENCES = "4", "4 Ervaringen"
    LESSONS = "5", "5 Lessons learned"
    DELIVERABLES = "6", "6 Deliverables"
    DISSEMINATION = "7", "7 Conclusies over disseminatie"


class ReportQuerySet(models.QuerySet["Report"]):
    """Questions about reports."""

    def visible_to(self, access: Access) -> ReportQuerySet:
        """Reports of one's networks; the programme's own for who may read everywhere."""
        own = self.filter(programme_id=access.programme_id)
        if access.everywhere(Permission.VIEW_REPORT):
            return own
        return own.filter(network__in=access.networks(Permission.VIEW_REPORT))


class Report(TenantModel):
    """The living document of a network, or of the programme when it names none."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="reports", null=True, blank=True, verbose_name="netwerk")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reports", verbose_name="meetronde")

    objects: ClassVar[models.Manager[Report]] = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapportage"
        verbose_name_plural = "rapportages"
        constraints = (models.UniqueConstraint(fields=("programme", "network"), nulls_distinct=False, name="report_once"),)

    def __str__(self) -> str:
        return f"rapportage {self.network_id or 'programma'}"

    def reach(self) -> Reach:
        """Its network; the programme's report lies in none, so only who may do it everywhere holds it."""
        return Reach(networks=frozenset() if self.network_id is None else frozenset({self.network_id}))


class Section(TenantModel):
    """A text of a report. The programme's chapters 1, 2 and its umbrella texts appear in every network's report too."""

    class State(models.TextChoices):
        """How far the text is."""

        EMPTY = "leeg", "leeg"
        DRAFT = "in opmaak", "in opmaak"
        READY = "klaar", "klaar"
        APPROVED = "goedgekeurd", "goedgekeurd"
        SENT_BACK = "teruggestuurd", "teruggestuurd"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections", verbose_name="rapportage")
    key = models.CharField("hoofdstuk", max_length=20, choices=SectionKey)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="school")
    group = models.ForeignKey(SchoolGroup, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="groep")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="indicator")
    umbrella = models.ForeignKey(Umbrella, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="koepel")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="stad")
    body = models.TextField("tekst", blank=True)
    state = models.CharField("toestand", max_length=20, choices=State, default=State.EMPTY)
    remark = models.TextField("opmerking bij het terugsturen", blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="auteur")
    due_on = models.DateField("tegen", null=True, blank=True)
    position = models.PositiveSmallIntegerField("plaats in de lijst", default=0)
    version = models.PositiveIntegerField("versie", default=1)

    class Meta:
        verbose_name = "hoofdstuk"
        verbose_name_plural = "hoofdstukken"
        ordering = ("key", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "report", "key", "school", "group", "indicator", "umbrella", "city"),
                nulls_distinct=False,
                name="section_once",
            ),
        )

    def __str__(self) -> str:
        return self.get_key_display()


class Lesson(TenantModel):
    """What happened, and what the next edition does; of a network, or of the programme when it names none."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="lessons", null=True, blank=True, verbose_name="netwerk")
    title = models.CharField("titel", max_length=200)
    happened = models.TextField("wat er gebeurde")
    next_edition = models.TextField("wat de volgende editie doet")
    position = models.PositiveSmallIntegerField("plaats in de lijst", default=0)

    class Meta:
        verbose_name = "les"
        verbose_name_plural = "lessen"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title


class Deliverable(TenantModel):
    """Something that was made, or is being made."""

    class State(models.TextChoices):
        """How far it is."""

        DONE = "klaar", "klaar"
        BUSY = "in ontwikkeling", "in ontwikkeling"

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="deliverables", null=True, blank=True, verbose_name="netwerk")
    title = models.CharField("titel", max_length=200)
    text = models.TextField("omschrijving")
    state = models.CharField("toestand", max_length=20, choices=State)
    position = models.PositiveSmallIntegerField("plaats in de lijst", default=0)

    class Meta:
        verbose_name = "deliverable"
        verbose_name_plural = "deliverables"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title


class Edition(TenantModel):
    """A frozen report: its dataset with texts and figures, never changed after but to take a person out of it, and then it says so."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="editions", verbose_name="rapportage")
    number = models.PositiveSmallIntegerField("nummer")
    dataset = models.JSONField("gegevens")
    dataset_hash = models.CharField("controlegetal", max_length=64)
    frozen_at = models.DateTimeField("bevroren op")
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="bevroren door"
    )
    anonymised_at = models.DateTimeField("naam of adres weggehaald op", null=True, blank=True)

    class Meta:
        verbose_name = "bevroren uitgave"
        verbose_name_plural = "bevroren uitgaven"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("programme", "report", "number"), name="edition_number_once"),)

    def __str__(self) -> str:
        return f"versie {self.number}"


class Rendition(TenantModel):
    """A file made of a report. `content_hash` is that of the dataset and of what is printed around it, so equal content is made once."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="renditions", verbose_name="rapportage")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="renditions", null=True, blank=True, verbose_name="uitgave")
    format = models.CharField("formaat", max_length=10, default="pdf")
    content_hash = models.CharField("controlegetal van de inhoud", max_length=64)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="renditions", verbose_name="bestand")

    class Meta:
        verbose_name = "bestand van een rapportage"
        verbose_name_plural = "bestanden van rapportages"
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("programme", "report", "format", "content_hash"), name="rendition_once"),)

    def __str__(self) -> str:
        return f"{self.format} {self.content_hash[:8]}"


record_history(__name__)
