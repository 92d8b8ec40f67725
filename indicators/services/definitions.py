"""Verbs for scales and indicators."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from indicators.models import Indicator, IndicatorVersion, Level, LevelDescriptor, Scale
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


@transaction.atomic
def define_scale(*, names: Sequence[str], by: Access) -> Scale:
    """A new version of the programme's four levels, from the furthest to the least far."""
    by.demand(Permission.MANAGE_ROUNDS)
    version = Scale.objects.filter(programme_id=by.programme_id).count() + 1
    scale = Scale.objects.create(programme_id=by.programme_id, version=version)
    Level.objects.bulk_create(
        Level(programme_id=by.programme_id, scale=scale, number=number, name=name) for number, name in enumerate(names, start=1)
    )
    return scale


@transaction.atomic
def define_indicator(*, number: int, short_name: str, statement: str, scale: Scale, descriptors: Sequence[str], by: Access) -> IndicatorVersion:
    """A new indicator, or a new wording of one, with what one sees on each level (in the order of the levels)."""
    by.demand(Permission.MANAGE_ROUNDS)
    tenant = by.programme_id
    indicator, _made = Indicator.objects.get_or_create(programme_id=tenant, number=number)
    version = IndicatorVersion.objects.create(
        programme_id=tenant, indicator=indicator, version=indicator.versions.count() + 1, short_name=short_name, statement=statement
    )
    LevelDescriptor.objects.bulk_create(
        LevelDescriptor(programme_id=tenant, indicator_version=version, level=level, text=text)
        for level, text in zip(scale.levels.all(), descriptors, strict=True)
    )
    return version
