"""Addresses that people without an account left: of an invitation, of an advice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from warmescholen.audit.tracking import history_of
from warmescholen.privacy.erasing.person import HOST, NAME_GONE, Forgotten
from warmescholen.privacy.identify import declared
from warmescholen.privacy.table import Fate
from warmescholen.tenancy.ops import ALIAS


@dataclass(frozen=True)
class AddressColumn:
    """A column with an address, and the one beside it that names the person in words."""

    model: Any
    name: str
    beside: str


def columns() -> list[AddressColumn]:
    """Every column of a programme that holds an address."""
    lines = ((model, name, line) for model, name, line in declared() if line.fate is Fate.EMPTY)
    return [AddressColumn(model, name, line.beside) for model, name, line in lines if isinstance(model._meta.get_field(name), models.EmailField)]


def rows_with(column: AddressColumn, person: Forgotten, programme_id: int) -> list[int]:
    """The rows that hold one of the person's addresses, now or at some time before."""
    there = {f"{column.name}__in": person.emails, "programme_id": programme_id}
    found = set(column.model._base_manager.using(ALIAS).filter(**there).values_list("pk", flat=True))
    history = history_of(column.model)
    if _has(history, column.name):
        found |= set(history._base_manager.using(ALIAS).filter(**there).values_list("id", flat=True))
    return sorted(found)


def empty(column: AddressColumn, pks: Collection[int], address: str, programme_id: int) -> int:
    """Empty these rows and their history; where a row needs an address it gets one that nobody has. Returns how many rows held one."""
    new = "" if column.model._meta.get_field(column.name).blank else address
    values = {column.name: new} | ({column.beside: NAME_GONE} if column.beside else {})
    rows = column.model._base_manager.using(ALIAS).filter(programme_id=programme_id, pk__in=pks)
    held: int = rows.exclude(Q(**{column.name: ""}) | Q(**{f"{column.name}__endswith": f"@{HOST}"})).count()
    rows.update(**values)
    history = history_of(column.model)
    kept = {name: value for name, value in values.items() if _has(history, name)}
    if kept:
        history._base_manager.using(ALIAS).filter(programme_id=programme_id, id__in=pks).update(**kept)
    return held


def _has(model: Any, name: str) -> bool:
    return any(each.name == name for each in model._meta.local_fields)
