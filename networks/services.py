"""Verbs for cities, umbrellas and networks."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from networks.models import City, Network, NetworkCity, Umbrella
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


@transaction.atomic
def create_city(*, key: str, name: str, is_warm_city: bool, by: Access) -> City:
    """Add a city to the programme."""
    by.demand(Permission.MANAGE_SCHOOLS)
    return City.objects.create(programme_id=by.programme_id, key=key, name=name, is_warm_city=is_warm_city)


@transaction.atomic
def create_umbrella(*, key: str, name: str, parent: Umbrella | None = None, by: Access) -> Umbrella:
    """Add an umbrella organisation, or a guidance service within one."""
    by.demand(Permission.MANAGE_SCHOOLS)
    return Umbrella.objects.create(programme_id=by.programme_id, key=key, name=name, parent=parent)


@transaction.atomic
def create_network(
    *, key: str, name: str, section: str, cities: Collection[City], description: str, story: str, by: Access, report_note: str = ""
) -> Network:
    """Add a learning network at the end of the list."""
    by.demand(Permission.MANAGE_SCHOOLS)
    network = Network.objects.create(
        programme_id=by.programme_id,
        key=key,
        name=name,
        section=section,
        description=description,
        story=story,
        report_note=report_note,
        position=Network.objects.filter(programme_id=by.programme_id).count() + 1,
    )
    NetworkCity.objects.bulk_create(NetworkCity(programme_id=by.programme_id, network=network, city=city) for city in cities)
    return network
