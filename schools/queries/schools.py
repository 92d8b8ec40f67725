"""Questions about schools: the list with its filters, and what can be chosen there."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from networks.models import City, Network, Umbrella
from schools.enums import SessionState
from schools.models import Placement, School, SchoolGroup
from schools.models.school import SchoolQuerySet
from schools.school_year import school_weeks_since, school_year_of
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.ui.sort_keys import sort_key

QUIET_WEEKS = 6  # school weeks without a session
WITHIN_A_WORD = 3  # fewer letters are looked for at the beginning of a word only
MOST_CHOICES = 300
HELD, PLANNED = (Q(attendances__session__state=state) for state in (SessionState.HELD, SessionState.PLANNED))


@dataclass(frozen=True)
class SchoolFilters:
    """What a list is narrowed to; empty is everything. All but the text are keys."""

    network: str = ""
    city: str = ""
    umbrella: str = ""
    text: str = ""


@dataclass(frozen=True)
class SchoolRow:
    """A school in the list: where it is now, and when it was last seen."""

    school: School
    network: Network | None
    times: int
    last_on: datetime.date | None
    next_on: datetime.date | None
    today: datetime.date

    @property
    def weeks_unseen(self) -> int | None:
        """School weeks since the last session, when these are many and none is planned; None otherwise."""
        if self.next_on or self.network is None or self.last_on is None:
            return None
        weeks = school_weeks_since(self.last_on, self.today)
        return weeks if weeks >= QUIET_WEEKS else None

    @property
    def never_seen(self) -> bool:
        """Whether a school that takes part had no session yet, and none is planned."""
        return self.network is not None and self.last_on is None and self.next_on is None


@dataclass(frozen=True)
class Facets:
    """What the filters offer: only what one of the visible schools has."""

    networks: Sequence[Network]
    cities: Sequence[City]
    umbrellas: Sequence[Umbrella]


def listed(access: Access, filters: SchoolFilters, *, longest_first: bool = False) -> SchoolQuerySet:
    """The visible schools that fit, with `times` in this school year, `last_on` and `next_on`; by name, or longest unseen first."""
    today = timezone.localdate()
    rows = School.objects.visible_to(access)
    for word in sort_key(filters.text).split():
        begins = Q(sort_key__startswith=word) | Q(sort_key__contains=f" {word}")
        rows = rows.filter(begins if len(word) < WITHIN_A_WORD else Q(sort_key__contains=word))
    if filters.network:
        rows = _placed_in(rows, filters.network)
    if filters.city:
        rows = rows.filter(city__key=filters.city)
    if filters.umbrella:
        rows = rows.filter(Q(umbrella__key=filters.umbrella) | Q(umbrella__parent__key=filters.umbrella))
    this_year = Q(attendances__session__school_year=school_year_of(today))
    rows = rows.select_related("city", "umbrella", "group").annotate(
        times=Count("attendances", filter=HELD & this_year),
        last_on=Max("attendances__session__date", filter=HELD),
        next_on=Min("attendances__session__date", filter=PLANNED & Q(attendances__session__date__gte=today)),
    )
    order = ("last_on", "sort_key", "pk") if longest_first else ("sort_key", "pk")
    return rows.order_by(*order)


def _placed_in(schools: SchoolQuerySet, network: str) -> SchoolQuerySet:
    """Those that are in the network of this key today."""
    placed = Placement.objects.on(timezone.localdate()).filter(network__key=network, school__in=schools.order_by().values("pk"))
    return schools.filter(pk__in=placed.values("school"))


def rows_of(schools: Sequence[School]) -> list[SchoolRow]:
    """Rows for schools of `listed`, with the network of each today; one query."""
    today = timezone.localdate()
    placed = Placement.objects.on(today).filter(school__in=schools).select_related("network")
    networks = {placement.school_id: placement.network for placement in placed}
    return [SchoolRow(each, networks.get(each.pk), each.times, each.last_on, each.next_on, today) for each in schools]  # type: ignore[attr-defined]


def facets(access: Access) -> Facets:
    """What the filters offer to this person."""
    schools = School.objects.visible_to(access)
    placed = Placement.objects.on(timezone.localdate()).filter(school__in=schools.values("pk"))
    return Facets(
        networks=list(Network.objects.filter(pk__in=placed.values("network"))),
        cities=list(City.objects.filter(pk__in=schools.values("city"))),
        umbrellas=list(Umbrella.objects.filter(Q(pk__in=schools.values("umbrella")) | Q(parts__in=schools.values("umbrella"))).distinct()),
    )


def school_choices(access: Access, *, network: str, chosen: str) -> list[School]:
    """The schools that a filter offers: those of the network that was chosen; of all, only as many as a list can hold, and the chosen one."""
    seen = School.objects.visible_to(access).order_by("sort_key")
    offered = list((_placed_in(seen, network) if network else seen)[: MOST_CHOICES + 1])
    return offered if len(offered) <= MOST_CHOICES else list(seen.filter(key=chosen))


@dataclass(frozen=True)
class Choices:
    """What the forms about schools offer to who manages some; `needs_network` when only a school in a network can be added."""

    city: QuerySet[City]
    umbrella: QuerySet[Umbrella]
    group: QuerySet[SchoolGroup]
    network: QuerySet[Network]
    needs_network: bool


def choices_for(access: Access) -> Choices:
    """Groups of schools that one does not see are not on offer; an empty group is, since somebody has to fill it."""
    own = {"programme_id": access.programme_id}
    seen = School.objects.where(access, Permission.VIEW_SCHOOL).exclude(group=None).values("group")
    return Choices(
        city=City.objects.filter(**own),
        umbrella=Umbrella.objects.filter(**own),
        group=SchoolGroup.objects.filter(Q(pk__in=seen) | Q(schools=None), **own),
        network=Network.objects.where(access, Permission.MANAGE_SCHOOLS),
        needs_network=not access.everywhere(Permission.MANAGE_SCHOOLS),
    )


def taken_keys(programme_id: int) -> set[str]:
    """The addresses of all schools of a programme."""
    return set(School.objects.filter(programme_id=programme_id).values_list("key", flat=True))
