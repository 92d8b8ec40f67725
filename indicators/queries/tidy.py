"""Definitions, rounds and ratings as tidy rows: for the API, files and whoever counts elsewhere."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from indicators.models import Indicator, IndicatorVersion, Level, LevelDescriptor, Rating, RatingSource, Round, RoundIndicator, RoundNetwork
from indicators.models.ratings import SIDE_RIGHT
from networks.models import Network
from schools.models import Placement
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.audit.tracking import history_of


def indicators_in_words(access: Access) -> QuerySet[Indicator]:
    """The programme's indicators in their latest wording, with what one sees on each level."""
    latest = IndicatorVersion.objects.filter(indicator=OuterRef("pk")).order_by("-version")
    version = IndicatorVersion.objects.filter(indicator=OuterRef(OuterRef("pk"))).order_by("-version").values("pk")[:1]
    words = LevelDescriptor.objects.filter(indicator_version=Subquery(version)).order_by("level__number")
    return Indicator.objects.filter(programme_id=access.programme_id).annotate(
        short_name=Subquery(latest.values("short_name")[:1]),
        statement=Subquery(latest.values("statement")[:1]),
        version=Subquery(latest.values("version")[:1]),
        words=ArraySubquery(words.values(told=JSONObject(level="level__number", name="level__name", text="text"))),
    )


def rounds_in_words(access: Access) -> QuerySet[Round]:
    """The rounds that somebody may see, with their indicators, levels and, of their networks, those that this person may see."""
    links = RoundNetwork.objects.filter(round=OuterRef("pk"), network__in=Network.objects.visible_to(access)).order_by("network__position")
    numbers = RoundIndicator.objects.filter(round=OuterRef("pk")).order_by("indicator_version__indicator__number")
    levels = Level.objects.filter(scale=OuterRef("scale")).order_by("number")
    return Round.objects.visible_to(access).annotate(
        network_keys=ArraySubquery(links.values("network__key")),
        indicator_numbers=ArraySubquery(numbers.values("indicator_version__indicator__number")),
        level_names=ArraySubquery(levels.values(told=JSONObject(level="number", name="name"))),
    )


def ratings_in_words(access: Access) -> QuerySet[Rating]:
    """The ratings that somebody may see, in the wording of their round; `network_key` is where the school was when the round closed."""
    wording = RoundIndicator.objects.filter(round=OuterRef("round"), indicator_version__indicator=OuterRef("indicator"))
    level = Level.objects.filter(scale=OuterRef("round__scale"), number=OuterRef("level"))
    return Rating.objects.visible_to(access).annotate(
        indicator_name=Subquery(wording.values("indicator_version__short_name")[:1]),
        level_name=Subquery(level.values("name")[:1]),
        network_key=Subquery(_placed().values("network__key")[:1]),
    )


def ratings_gone(access: Access) -> QuerySet[Any]:
    """The history of ratings of which somebody may know that they are gone, as blind as for those that are there."""
    history = history_of(Rating).objects.filter(programme_id=access.programme_id)
    if access.everywhere(Permission.VIEW_LEVELS):
        return history
    closed = Round.objects.filter(programme_id=access.programme_id, state=Round.State.CLOSED)
    is_open_to_all = Q(round__in=closed.values("pk")) | Q(source=RatingSource.AGREED)
    for side, right in SIDE_RIGHT.items():
        is_open_to_all |= Q(source=side, school__in=access.schools(right))
    return history.filter(is_open_to_all, school__in=access.schools(Permission.VIEW_LEVELS))


def in_network(ratings: QuerySet[Rating], key: str) -> QuerySet[Rating]:
    """Ratings of schools that were in a network when their round closed."""
    return ratings.filter(Exists(_placed().filter(network__key=key)))


def _placed() -> QuerySet[Placement]:
    places = Placement.objects.filter(school=OuterRef("school"), starts_on__lte=OuterRef("round__closes_on"))
    return places.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("round__closes_on"))).order_by("pk")
