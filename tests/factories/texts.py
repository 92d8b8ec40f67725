"""Every text column that people fill, found by walking the models, and a way to fill them all: a new model or column counts by itself."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, IntegrityError, connection, models, transaction

from tests.factories.mirror import walled_models
from warmescholen.accounts.models import User
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

# Columns that hold text which nobody types: by the name of the column, with the reason.
NOT_TYPED = {
    "token_hash": "a hash", "key_hash": "a hash", "prefix": "made by the platform", "sha256": "a hash", "frozen_hash": "a hash",
    "dataset_hash": "a hash", "content_hash": "a hash", "body_hash": "a hash", "prefix_hash": "a hash", "path": "made by the platform",
    "dedupe_key": "made by the platform", "kind": "a word of the code", "key": "part of an address, held to letters and digits",
    "content_type": "made by the platform", "format": "a word of the code", "sort_key": "follows the name", "email": "held to the form of an address",
    "number": "an official number, held to six digits", "worker": "a name of a host",
}  # fmt: skip
# People and programmes stand outside the walls and are shown inside them.
OUTSIDE = ((User, "name"), (Programme, "name"))


@dataclass(frozen=True)
class Column:
    """A column that holds what people type."""

    model: type[models.Model]
    name: str
    longest: int | None

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}"


@dataclass
class Written:
    """What was put where: how many the database took, and those that it refused."""

    taken: int = 0
    refused: list[str] = field(default_factory=list)


Choose = Callable[[Column, int], str]


def columns_of(model: type[models.Model]) -> list[Column]:
    """The columns of a model that hold what people type."""
    typed = (each for each in model._meta.local_fields if isinstance(each, models.CharField | models.TextField) and not each.choices)
    return [Column(model, each.name, each.max_length) for each in typed if each.name not in NOT_TYPED]


def all_columns() -> list[Column]:
    """Every column of every model."""
    inside = [column for model in walled_models() for column in columns_of(model)]
    return inside + [Column(model, name, model._meta.get_field(name).max_length) for model, name in OUTSIDE]  # type: ignore[union-attr]


def write_texts(programme: Programme, choose: Choose) -> Written:
    """Replace every typed text of every row of a programme; `choose` gets the column and a counter over its rows."""
    written = Written()
    with programme_context(programme.pk):
        for model in walled_models():
            columns = columns_of(model)
            for index, pk in enumerate(model._base_manager.order_by("pk").values_list("pk", flat=True)):
                _write_row(model, pk, {column: choose(column, index) for column in columns}, written)
            _write_json(model, choose, written)
    _write_outside(programme, choose, written)
    return written


def _write_outside(programme: Programme, choose: Choose, written: Written) -> None:
    column = Column(Programme, "name", 200)
    _write_row(Programme, programme.pk, {column: choose(column, 0)}, written)
    column = Column(User, "name", 150)
    for index, pk in enumerate(User.objects.filter(memberships__programme=programme).order_by("pk").values_list("pk", flat=True)):
        _write_row(User, pk, {column: choose(column, index)}, written)


def _write_row(model: type[models.Model], pk: Any, values: dict[Column, str], written: Written) -> None:
    """All columns at once, and one by one when the database refuses that."""
    if not values:
        return
    cut = {column: text[: column.longest] for column, text in values.items()}
    if _update(model, pk, {column.name: text for column, text in cut.items()}):
        written.taken += len(cut)
        return
    for column, text in cut.items():
        other = f"{text[: (column.longest or 1000) - 12]} {pk}"  # where a text has to be unique
        if _update(model, pk, {column.name: text}) or _update(model, pk, {column.name: other}):
            written.taken += 1
        else:
            written.refused.append(f"{column}: {text[:40]!r}")


def _update(model: type[models.Model], pk: Any, values: dict[str, Any]) -> bool:
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=pk).update(**values)
            connection.check_constraints()
    except (IntegrityError, DataError, ValueError):
        return False
    return True


def _write_json(model: type[models.Model], choose: Choose, written: Written) -> None:
    """Sentences inside JSON, such as those of a frozen report, are what people typed too; single words are words of the code."""
    for each in model._meta.local_fields:
        if isinstance(each, models.JSONField):
            column = Column(model, each.name, None)
            for index, (pk, value) in enumerate(model._base_manager.values_list("pk", each.name)):
                counter = itertools.count(index)
                new = map_strings(value, lambda old, column=column, counter=counter: choose(column, next(counter)) if " " in old else old)
                if new != value:
                    written.taken += _update(model, pk, {each.name: new})


def map_strings(value: Any, change: Callable[[str], str]) -> Any:
    """The same JSON with every string changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [map_strings(each, change) for each in value]
    if isinstance(value, dict):
        return {name: map_strings(each, change) for name, each in value.items()}
    return value
