"""Ratings in the API: as tidy observations to count with, and with their evidence."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from rest_framework import serializers

from indicators.models import RatingSource
from indicators.queries import in_network, ratings_gone, ratings_in_words
from schools.rest.listing import Filter, Listing, Row, Single
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission

FILTERS = {
    "source": Filter(serializers.ChoiceField(choices=RatingSource.choices), "source"),
    "round": Filter(serializers.IntegerField(help_text="Nummer van een meetronde."), "round__number"),
    "indicator": Filter(serializers.IntegerField(help_text="Nummer van een indicator."), "indicator__number"),
    "school": Filter(serializers.SlugField(help_text="Kenmerk van een school."), "school__key"),
    "network": Filter(serializers.SlugField(help_text="Kenmerk van een netwerk, op de sluitingsdag van de meetronde."), in_network),
    "city": Filter(serializers.SlugField(help_text="Kenmerk van een stad."), "school__city__key"),
}


class ObservationRow(Row):
    """The level of one school on one indicator in one round, from one source."""

    id = serializers.IntegerField()
    round = serializers.IntegerField(source="round.number", help_text="Nummer van de meetronde.")
    indicator = serializers.IntegerField(source="indicator.number")
    indicator_name = serializers.CharField(help_text="Zoals de indicator in die meetronde heette.")
    school = serializers.SlugField(source="school.key")
    school_name = serializers.CharField(source="school.name")
    network = serializers.SlugField(source="network_key", allow_null=True, help_text="Waar de school was toen de meetronde sloot.")
    city = serializers.SlugField(source="school.city.key", allow_null=True)
    source = serializers.ChoiceField(choices=RatingSource.choices, help_text="Wie het zegt: adviseur, school, of samen afgesproken.")
    level = serializers.IntegerField(allow_null=True, min_value=1, max_value=4, help_text="1 is het verst.")
    level_name = serializers.CharField(allow_null=True)
    rated_on = serializers.DateField()
    updated_at = serializers.DateTimeField()


class RatingRow(Row):
    """A rating with what it was based on."""

    id = serializers.IntegerField()
    round = serializers.IntegerField(source="round.number")
    indicator = serializers.IntegerField(source="indicator.number")
    school = serializers.SlugField(source="school.key")
    source = serializers.ChoiceField(choices=RatingSource.choices)
    level = serializers.IntegerField(min_value=1, max_value=4)
    evidence = serializers.CharField(help_text="Waaraan je dat ziet.")
    rated_on = serializers.DateField()
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class Seen:
    """The ratings that somebody may see: schools one by one, and blind to the other side while a round is open."""

    needs = Permission.VIEW_LEVELS

    def rows(self, access: Access) -> QuerySet[Any]:
        """In the wording of their round."""
        return ratings_in_words(access)

    def gone(self, access: Access) -> QuerySet[Any]:
        """The history of ratings that are no more."""
        return ratings_gone(access)


class ObservationList(Seen, Listing):
    """Observations: tidy rows, one per school, indicator, round and source."""

    name = "observations"
    key = "id"
    row = ObservationRow
    filters = FILTERS


class ObservationView(Seen, Single):
    """One observation."""

    row = ObservationRow
    lookup = "id"


class RatingList(Seen, Listing):
    """Ratings, with their evidence."""

    name = "ratings"
    key = "id"
    row = RatingRow
    filters = FILTERS


class RatingView(Seen, Single):
    """One rating."""

    row = RatingRow
    lookup = "id"


urlpatterns = [
    path("observations/", ObservationList.as_view(), name="api_observations"),
    path("observations/<int:id>/", ObservationView.as_view(), name="api_observation"),
    path("ratings/", RatingList.as_view(), name="api_ratings"),
    path("ratings/<int:id>/", RatingView.as_view(), name="api_rating"),
]
