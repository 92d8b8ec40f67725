"""Schools in the API."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from rest_framework import serializers

from schools.enums import Education
from schools.queries import schools_with_places
from schools.rest.listing import Filter, Listing, Row, Single
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


class PlaceRow(serializers.Serializer[Any]):
    """A place in a network, from a day up to, not including, another."""

    network = serializers.SlugField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


class SchoolRow(Row):
    """A school."""

    key = serializers.SlugField(help_text="Het kenmerk van de school, overal in de API.")
    name = serializers.CharField()
    education = serializers.ChoiceField(choices=Education.choices)
    city = serializers.SlugField(source="city.key", allow_null=True)
    umbrella = serializers.SlugField(source="umbrella.key", allow_null=True)
    group = serializers.SlugField(source="group.key", allow_null=True, help_text="De groep waarmee de school samen begeleid en geteld wordt.")
    network = serializers.SlugField(source="network_key", allow_null=True, help_text="Het netwerk van vandaag.")
    networks = PlaceRow(many=True, source="places", help_text="Alle deelnames aan netwerken, met hun data.")
    institution_numbers = serializers.ListField(child=serializers.CharField(), source="numbers")
    updated_at = serializers.DateTimeField()


class SchoolRows:
    """The schools that somebody may see."""

    needs = Permission.VIEW_SCHOOL
    row = SchoolRow

    def rows(self, access: Access) -> QuerySet[Any]:
        """Each with its places and numbers."""
        return schools_with_places(access)


class SchoolList(SchoolRows, Listing):
    """Schools."""

    name = "schools"
    filters = {
        "network": Filter(serializers.SlugField(help_text="Kenmerk van het netwerk van vandaag."), "network_key"),
        "city": Filter(serializers.SlugField(help_text="Kenmerk van een stad."), "city__key"),
        "umbrella": Filter(serializers.SlugField(help_text="Kenmerk van een koepel."), "umbrella__key"),
        "education": Filter(serializers.ChoiceField(choices=Education.choices), "education"),
    }


class SchoolView(SchoolRows, Single):
    """One school."""

    lookup = "key"


urlpatterns = [
    path("schools/", SchoolList.as_view(), name="api_schools"),
    path("schools/<slug:key>/", SchoolView.as_view(), name="api_school"),
]
