"""Rapportages in the API: how far they are written, and what was frozen."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import path
from rest_framework import serializers

from reports.facts.texts import FINISHED
from reports.models import Edition, Report
from schools.rest.listing import Filter, Listing, Row, Single
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


class EditionRow(serializers.Serializer[Any]):
    """A frozen edition; its hash tells two datasets apart."""

    number = serializers.IntegerField()
    frozen_at = serializers.DateTimeField()
    hash = serializers.CharField()


class ReportRow(Row):
    """The rapportage of a network, or of the programme."""

    id = serializers.IntegerField()
    network = serializers.SlugField(source="network.key", allow_null=True, help_text="`null`: van het hele programma.")
    round = serializers.IntegerField(source="round.number", help_text="De meetronde waaruit de cijfers komen.")
    sections = serializers.IntegerField(source="section_count", help_text="Hoeveel teksten erin horen.")
    finished = serializers.IntegerField(source="finished_count", help_text="Hoeveel ervan klaar of goedgekeurd zijn.")
    editions = EditionRow(many=True, source="frozen", help_text="Bevroren uitgaven.")
    updated_at = serializers.DateTimeField()


class ReportRows:
    """The rapportages that somebody may read."""

    needs = Permission.VIEW_REPORT
    row = ReportRow

    def rows(self, access: Access) -> QuerySet[Any]:
        """Each with how far it is, and its editions."""
        editions = Edition.objects.filter(report=OuterRef("pk")).order_by("number")
        told = JSONObject(number="number", frozen_at="frozen_at", hash="dataset_hash")
        return Report.objects.visible_to(access).annotate(
            section_count=Count("sections"),
            finished_count=Count("sections", filter=Q(sections__state__in=FINISHED)),
            frozen=ArraySubquery(editions.values(told=told)),
        )


class ReportList(ReportRows, Listing):
    """Rapportages."""

    name = "reports"
    filters = {"network": Filter(serializers.SlugField(help_text="Kenmerk van een netwerk."), "network__key")}


class ReportView(ReportRows, Single):
    """One rapportage."""

    lookup = "id"


urlpatterns = [
    path("reports/", ReportList.as_view(), name="api_reports"),
    path("reports/<int:id>/", ReportView.as_view(), name="api_report"),
]
