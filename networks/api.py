"""Learning networks in the API."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.urls import path
from rest_framework import serializers

from networks.models import Network, NetworkCity
from schools.rest.listing import Filter, Listing, Row, Single
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


class NetworkRow(Row):
    """A learning network."""

    key = serializers.SlugField(help_text="Het kenmerk van het netwerk, overal in de API.")
    name = serializers.CharField()
    section = serializers.CharField(help_text="De kop waaronder het in de rapportage staat.")
    cities = serializers.ListField(child=serializers.SlugField(), source="city_keys", help_text="Kenmerken van de steden.")
    description = serializers.CharField()
    position = serializers.IntegerField(help_text="Plaats in de lijst van het programma.")
    updated_at = serializers.DateTimeField()


class NetworkRows:
    """The networks that somebody may see."""

    needs = Permission.VIEW_PROGRAMME
    row = NetworkRow

    def rows(self, access: Access) -> QuerySet[Any]:
        """Each with its cities, in Dutch order."""
        cities = NetworkCity.objects.filter(network=OuterRef("pk")).order_by("city__sort_key")
        return Network.objects.visible_to(access).annotate(city_keys=ArraySubquery(cities.values("city__key")))


class NetworkList(NetworkRows, Listing):
    """Learning networks."""

    name = "networks"
    filters = {"city": Filter(serializers.SlugField(help_text="Kenmerk van een stad."), "city_links__city__key")}


class NetworkView(NetworkRows, Single):
    """One learning network."""

    lookup = "key"


urlpatterns = [
    path("networks/", NetworkList.as_view(), name="api_networks"),
    path("networks/<slug:key>/", NetworkView.as_view(), name="api_network"),
]
