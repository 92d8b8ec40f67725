"""Indicators and rounds in the API."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from rest_framework import serializers

from indicators.models import Round
from indicators.queries import indicators_in_words, rounds_in_words
from schools.rest.listing import Filter, Listing, Row, Single
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


class LevelRow(serializers.Serializer[Any]):
    """A level of a scale; 1 is the furthest."""

    level = serializers.IntegerField(min_value=1, max_value=4)
    name = serializers.CharField()


class DescriptorRow(LevelRow):
    """A level, with what one sees in a school that stands on it."""

    text = serializers.CharField()


class IndicatorRow(Row):
    """An indicator in its latest wording."""

    number = serializers.IntegerField(help_text="Vast over alle meetrondes.")
    name = serializers.CharField(source="short_name")
    statement = serializers.CharField()
    version = serializers.IntegerField(help_text="De hoeveelste verwoording.")
    levels = DescriptorRow(many=True, source="words")
    updated_at = serializers.DateTimeField()


class RoundRow(Row):
    """A round of rating. Only closed rounds are compared."""

    number = serializers.IntegerField(help_text="Het nummer waarmee de API een meetronde noemt.")
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=Round.State.choices)
    opens_on = serializers.DateField()
    closes_on = serializers.DateField(help_text="Op deze dag telt in welk netwerk een school is.")
    networks = serializers.ListField(child=serializers.SlugField(), source="network_keys", help_text="Leeg: voor het hele programma.")
    indicators = serializers.ListField(child=serializers.IntegerField(), source="indicator_numbers")
    levels = LevelRow(many=True, source="level_names")
    updated_at = serializers.DateTimeField()


class IndicatorRows:
    """The programme's indicators."""

    needs = Permission.VIEW_PROGRAMME
    row = IndicatorRow

    def rows(self, access: Access) -> QuerySet[Any]:
        """In their latest wording."""
        return indicators_in_words(access)


class RoundRows:
    """The rounds that somebody may see."""

    needs = Permission.VIEW_PROGRAMME
    row = RoundRow

    def rows(self, access: Access) -> QuerySet[Any]:
        """With what they are about."""
        return rounds_in_words(access)


class IndicatorList(IndicatorRows, Listing):
    """Indicators."""

    name = "indicators"


class IndicatorView(IndicatorRows, Single):
    """One indicator."""

    lookup = "number"


class RoundList(RoundRows, Listing):
    """Rounds of rating."""

    name = "rounds"
    filters = {"state": Filter(serializers.ChoiceField(choices=Round.State.choices), "state")}


class RoundView(RoundRows, Single):
    """One round."""

    lookup = "number"


urlpatterns = [
    path("indicators/", IndicatorList.as_view(), name="api_indicators"),
    path("indicators/<int:number>/", IndicatorView.as_view(), name="api_indicator"),
    path("rounds/", RoundList.as_view(), name="api_rounds"),
    path("rounds/<int:number>/", RoundView.as_view(), name="api_round"),
]
