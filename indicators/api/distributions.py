"""Distributions in the API: how many schools of a group stand on each level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request

from indicators.models import RatingSource
from indicators.queries import By, Distributions, distributions, round_for_figures
from schools.rest.listing import PAGING, Listing, Made, Row, Table
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission

MERGED = "Groepen met minder dan vijf scholen waarvan je het niveau niet mag zien, staan samen onder (overige)."
LEFT_OUT = "Groepen die te klein zijn om te tonen, zijn weggelaten."
HEADER = "Small-Groups"


class ShareRow(Row):
    """How many schools of a group stand on one level of one indicator."""

    round = serializers.IntegerField(help_text="Nummer van de meetronde.")
    source = serializers.ChoiceField(choices=RatingSource.choices)
    indicator = serializers.IntegerField(help_text="Nummer van de indicator.")
    group = serializers.CharField(
        allow_null=True,
        help_text="Kenmerk van het netwerk of de stad, of van het programma; `null` voor scholen zonder, `(overige)` voor kleine groepen samen.",
    )
    level = serializers.IntegerField(allow_null=True, help_text="`null`: geen gegevens.")
    count = serializers.IntegerField(allow_null=True, help_text="Scholen op dit niveau.")
    total = serializers.IntegerField(help_text="Scholen met een niveau.")
    percent = serializers.IntegerField(allow_null=True, help_text="Aandeel van `count` in `total`, elk op zich half naar boven afgerond.")
    missing = serializers.IntegerField(help_text="Verwachte scholen zonder niveau.")


class DistributionList(Listing):
    """Distributions of one round: the latest closed one and what was agreed, when nothing else is asked."""

    needs = Permission.VIEW_AGGREGATES
    name = "distributions"
    row = ShareRow
    told_headers = {HEADER: "`merged` of `left-out` als kleine groepen samengevoegd of weggelaten zijn, anders `none`."}

    @classmethod
    def envelope(cls) -> dict[str, serializers.Field]:
        """A page tells it in words as well."""
        return {**super().envelope(), "notice": serializers.CharField(allow_null=True, help_text="Wat er met kleine groepen gebeurde.")}

    def read(self, request: Request, access: Access, **place: Any) -> HttpResponseBase:
        """The list; a header tells, for files too, what happened to small groups."""
        response = super().read(request, access, **place)
        told = [word for word, happened in (("merged", self.found.has_merged), ("left-out", self.found.has_left_out)) if happened]
        response.headers[HEADER] = ", ".join(told) or "none"
        return response

    def table(self, access: Access, asked: Mapping[str, Any]) -> Table:
        """The rows of the round that was asked for; none when it is not there, or not for this person."""
        round_ = round_for_figures(access, asked.get("round"))
        source, by = RatingSource(asked.get("source", RatingSource.AGREED)), By(asked.get("by", By.PROGRAMME))
        self.found = Distributions() if round_ is None else distributions(round_, source=source, by=by, access=access)
        return Made([astuple(share) for share in self.found.shares])

    def page(self, table: Table, asked: Mapping[str, Any]) -> dict[str, Any]:
        """One page, with what a reader has to know of small groups."""
        told = [text for text, happened in ((MERGED, self.found.has_merged), (LEFT_OUT, self.found.has_left_out)) if happened]
        return {**super().page(table, asked), "notice": " ".join(told) or None}


DistributionList.parameters = {
    "by": serializers.ChoiceField(choices=[each.value for each in By], help_text="Per programma (zonder keuze), netwerk of stad."),
    "round": serializers.IntegerField(help_text="Nummer van een meetronde; zonder keuze de laatste gesloten."),
    "source": serializers.ChoiceField(choices=RatingSource.choices, help_text="Zonder keuze `agreed`."),
    **PAGING,
}

urlpatterns = [path("distributions/", DistributionList.as_view(), name="api_distributions")]
