"""Verbs for schools, groups and their places in networks."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from networks.models import City, Network, Umbrella
from schools.models import InstitutionNumber, Placement, School, SchoolGroup
from warmescholen.accounts.access import Access, refusal
from warmescholen.accounts.roles import Permission

NUMBER_DIGITS = 6


class SchoolRefused(ValueError):
    """The school cannot be like this; the message says why, in Dutch, and `part` names what it is about."""

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(message)
        self.part = part


class SchoolChanged(ValueError):
    """Somebody saved the school since it was read; `current` is how it is now. Nothing was written."""

    def __init__(self, current: School) -> None:
        super().__init__("Een collega wijzigde deze school intussen ook.")
        self.current = current


@dataclass(frozen=True)
class SchoolData:
    """What is kept of a school; `numbers` are its official institution numbers of six digits."""

    name: str
    education: str
    city: City | None = None
    umbrella: Umbrella | None = None
    group: SchoolGroup | None = None
    report_note: str = ""
    numbers: tuple[str, ...] = ()


@transaction.atomic
def create_group(*, key: str, name: str, by: Access, report_note: str = "") -> SchoolGroup:
    """Add a group of schools that are guided and counted as one line, for who manages schools anywhere."""
    if not by.may_somewhere(Permission.MANAGE_SCHOOLS):
        raise refusal(Permission.MANAGE_SCHOOLS)
    if SchoolGroup.objects.filter(programme_id=by.programme_id, key=key).exists():
        raise SchoolRefused("Er is al een groep met dit adres.", "key")
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
    network: Network | None = None,
    starts_on: datetime.date | None = None,
) -> School:
    """Add a school at the end of the list, placed in `network` from `starts_on` on when one is named.

    Who manages a network adds schools to it; without a network that asks the whole programme. Raises SchoolRefused for a key or number
    that is taken, and for a number that is not of six digits.
    """
    by.demand(Permission.MANAGE_SCHOOLS, network)
    if School.objects.filter(programme_id=by.programme_id, key=key).exists():
        raise SchoolRefused("Er is al een school met dit adres.", "key")
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
    _number(school, numbers)
    if network is not None and starts_on is not None:
        Placement.objects.create(programme_id=by.programme_id, school=school, network=network, starts_on=starts_on)
    return school


@transaction.atomic
def edit_school(*, school: School, data: SchoolData, read_at: datetime.datetime, by: Access) -> School:
    """Change what is kept of a school; `read_at` is when the version that was read was saved.

    Raises SchoolChanged when somebody saved since, and SchoolRefused as `create_school` does.
    """
    by.demand(Permission.MANAGE_SCHOOLS, school)
    current = School.objects.select_for_update().get(pk=school.pk)
    if current.updated_at != read_at:
        raise SchoolChanged(current)
    current.name, current.education, current.report_note = data.name, data.education, data.report_note
    current.city, current.umbrella, current.group = data.city, data.umbrella, data.group
    current.save()
    _number(current, data.numbers)
    return current


@transaction.atomic
def place_school(*, school: School, network: Network, starts_on: datetime.date, by: Access) -> Placement:
    """Place a school in a network from a date; its open place elsewhere ends that day, so a session before it stays where it was.

    Raises SchoolRefused when it has a place that begins on that day or later.
    """
    by.demand(Permission.MANAGE_SCHOOLS, network)
    if school.placements.exists():
        by.demand(Permission.MANAGE_SCHOOLS, school)
    School.objects.select_for_update().get(pk=school.pk)
    later = Q(starts_on__gte=starts_on) | Q(ends_on__gt=starts_on)
    if Placement.objects.filter(later, school=school).exists():
        raise SchoolRefused("Deze school heeft al een deelname op of na die dag.", "starts_on")
    Placement.objects.filter(school=school, ends_on__isnull=True).update(ends_on=starts_on)
    return Placement.objects.create(programme_id=by.programme_id, school=school, network=network, starts_on=starts_on)


@transaction.atomic
def end_placement(*, school: School, ends_on: datetime.date, by: Access) -> Placement:
    """End the place of a school in its network; that day is the first without. What was before stays where it was."""
    by.demand(Permission.MANAGE_SCHOOLS, school)
    placement = Placement.objects.select_for_update().filter(school=school, ends_on__isnull=True).first()
    if placement is None:
        raise SchoolRefused("Deze school heeft geen lopende deelname.", "ends_on")
    if ends_on <= placement.starts_on:
        raise SchoolRefused("De deelname begint pas op of na die dag.", "ends_on")
    placement.ends_on = ends_on
    placement.save()
    return placement


def _number(school: School, numbers: Collection[str]) -> None:
    """Make the institution numbers of a school these."""
    wanted = tuple(dict.fromkeys(numbers))
    wrong = [number for number in wanted if not (len(number) == NUMBER_DIGITS and number.isascii() and number.isdigit())]
    if wrong:
        raise SchoolRefused(f"Een instellingsnummer telt zes cijfers: {', '.join(wrong)} niet.", "numbers")
    rows = InstitutionNumber.objects.filter(programme_id=school.programme_id, number__in=wanted)
    taken = rows.exclude(school=school).order_by("number").values_list("number", flat=True)
    if taken:
        raise SchoolRefused(f"Dit nummer hoort al bij een andere school: {', '.join(taken)}.", "numbers")
    own = InstitutionNumber.objects.filter(school=school)
    own.exclude(number__in=wanted).delete()
    there = set(own.values_list("number", flat=True))
    fresh = [InstitutionNumber(programme_id=school.programme_id, school=school, number=number) for number in wanted if number not in there]
    InstitutionNumber.objects.bulk_create(fresh)
