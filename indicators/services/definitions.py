"""Verbs for scales and indicators."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from indicators.library import read_library
from indicators.models import Indicator, IndicatorVersion, Level, LevelDescriptor, Scale
from indicators.services.refusals import DefinitionRefused
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission

LEVELS = 4


@transaction.atomic
def define_scale(*, names: Sequence[str], by: Access) -> Scale:
    """A new version of the programme's four levels, from the furthest to the least far."""
    by.demand(Permission.MANAGE_ROUNDS)
    if len(names) != LEVELS or not all(name.strip() for name in names):
        raise DefinitionRefused("Geef elk van de vier niveaus een naam.")
    version = Scale.objects.filter(programme_id=by.programme_id).count() + 1
    scale = Scale.objects.create(programme_id=by.programme_id, version=version)
    Level.objects.bulk_create(
        Level(programme_id=by.programme_id, scale=scale, number=number, name=name) for number, name in enumerate(names, start=1)
    )
    return scale


@transaction.atomic
def define_indicator(
    *, number: int, short_name: str, statement: str, scale: Scale, descriptors: Sequence[str], by: Access, after: int | None = None
) -> IndicatorVersion:
    """A new indicator, or a new wording of one, with what one sees on each level (in the order of the levels).

    Rounds that were held keep the wording that they were rated with. `after` is the version that was read, 0 for an indicator that was
    not there; DefinitionRefused is raised when there is another one since. Without it nothing is compared.
    """
    by.demand(Permission.MANAGE_ROUNDS)
    tenant = by.programme_id
    indicator, _made = Indicator.objects.get_or_create(programme_id=tenant, number=number)
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    former = indicator.versions.count()
    if after is not None and after != former:
        raise DefinitionRefused("Iemand verwoordde deze indicator intussen anders. Kijk die woorden na voor je de jouwe bewaart.")
    version = IndicatorVersion.objects.create(
        programme_id=tenant, indicator=indicator, version=former + 1, short_name=short_name, statement=statement
    )
    LevelDescriptor.objects.bulk_create(
        LevelDescriptor(programme_id=tenant, indicator_version=version, level=level, text=text)
        for level, text in zip(scale.levels.all(), descriptors, strict=True)
    )
    return version


@transaction.atomic
def adopt_library(*, by: Access) -> list[IndicatorVersion]:
    """Begin with the set of the library. Raises DefinitionRefused when the programme already has indicators or levels of its own."""
    by.demand(Permission.MANAGE_ROUNDS)
    if Scale.objects.filter(programme_id=by.programme_id).exists() or Indicator.objects.filter(programme_id=by.programme_id).exists():
        raise DefinitionRefused("Dit programma heeft al eigen indicatoren of niveaus.")
    library = read_library()
    scale = define_scale(names=library.levels, by=by)
    return [
        define_indicator(
            number=entry.number, short_name=entry.name, statement=entry.statement, scale=scale, descriptors=entry.descriptors, by=by, after=0
        )
        for entry in library.indicators
    ]
