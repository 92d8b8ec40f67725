"""Verbs for schools, groups and their places in networks."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction

from networks.models import City, Network, Umbrella
from schools.models import InstitutionNumber, Placement, School, SchoolGroup
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


@transaction.atomic
def create_group(*, key: str, name: str, by: Access, report_note: str = "") -> SchoolGroup:
    """Add a group of schools that are guided and counted as one line."""
    by.demand(Permission.MANAGE_SCHOOLS)
    return SchoolGroup.objects.create(programme_id=by.programme_id, key=key, name=name, report_note=report_note)


@transaction.atomic
def create_school(
    *,
    key: str,
    name: str,
    education: str,
    by: Access,
    city: City | None = None,
    umbrella: Umbrella | None = None,
    group: SchoolGroup | None = None,
    report_note: str = "",
    numbers: Collection[str] = (),
) -> School:
    """Add a school at the end of the list, with its official institution numbers."""
    by.demand(Permission.MANAGE_SCHOOLS)
    school = School.objects.create(
        programme_id=by.programme_id,
        key=key,
        name=name,
        education=education,
        city=city,
        umbrella=umbrella,
        group=group,
        report_note=report_note,
        position=School.objects.filter(programme_id=by.programme_id).count() + 1,
    )
    InstitutionNumber.objects.bulk_create(InstitutionNumber(programme_id=by.programme_id, school=school, number=number) for number in numbers)
    return school


@transaction.atomic
def place_school(*, school: School, network: Network, starts_on: datetime.date, by: Access) -> Placement:
    """Place a school in a network from a date; its open place elsewhere ends that day, so a session before it stays where it was."""
    by.demand(Permission.MANAGE_SCHOOLS, network)
    if school.placements.exists():
        by.demand(Permission.MANAGE_SCHOOLS, school)
    Placement.objects.filter(school=school, ends_on__isnull=True).update(ends_on=starts_on)
    return Placement.objects.create(programme_id=by.programme_id, school=school, network=network, starts_on=starts_on)
