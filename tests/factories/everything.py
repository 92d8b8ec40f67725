"""A programme with rows in every table, whose every text can be replaced: models that are added are found by themselves.

The second demo programme is built through the services; a table that it leaves empty gets a row by looking at its fields.
"""

from __future__ import annotations

import datetime
import itertools
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DataError, IntegrityError, connection, models, transaction
from django.utils import timezone

from warmescholen.demo.build import voorbeeld
from warmescholen.demo.build.ground import Site
from warmescholen.demo.dates import DemoCalendar
from warmescholen.demo.management.commands.load_demo import HERE
from warmescholen.tenancy.checks import walled_models
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

# Columns that hold text which nobody types: by the name of the column, with the reason.
NOT_TYPED = {
    "token_hash": "a hash", "key_hash": "a hash", "prefix": "made by the platform", "sha256": "a hash", "frozen_hash": "a hash",
    "dataset_hash": "a hash", "content_hash": "a hash", "body_hash": "a hash", "prefix_hash": "a hash", "path": "made by the platform",
    "dedupe_key": "made by the platform", "kind": "a word of the code", "key": "part of an address, held to letters and digits",
    "content_type": "made by the platform", "format": "a word of the code", "sort_key": "follows the name", "email": "held to the form of an address",
    "number": "an official number, held to six digits", "who": "made by the platform", "object_kind": "a word of the code",
    "object_id": "made by the platform", "request": "made by the platform", "ip": "made by the platform", "worker": "a name of a host",
}  # fmt: skip
TRIES = 400


@dataclass(frozen=True)
class TextField:
    """A column that holds what people type."""

    model: type[models.Model]
    name: str
    longest: int | None

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}"


@dataclass
class Written:
    """What was put where: pairs that the database took, and pairs that it refused."""

    taken: int = 0
    refused: list[str] = field(default_factory=list)


def is_history(model: type[models.Model]) -> bool:
    """Whether the rows are written by triggers."""
    return any(each.name.startswith("pgh_") for each in model._meta.local_fields)


def tenant_models() -> list[type[models.Model]]:
    """Every model behind the walls that the platform writes itself, in the order of the apps."""
    return [model for model in walled_models() if not is_history(model)]


def text_fields(model: type[models.Model]) -> list[TextField]:
    """The columns of a model that hold what people type."""
    typed = (each for each in model._meta.local_fields if isinstance(each, models.CharField | models.TextField) and not each.choices)
    return [TextField(model, each.name, each.max_length) for each in typed if each.name not in NOT_TYPED and not each.unique]


def build_everything() -> Site:
    """The programme, in the caller's transaction and left in its context."""
    site = voorbeeld.build(HERE / "texts", DemoCalendar(timezone.localdate()))
    for _turn in range(2):  # a row may need one that comes later in the list
        for model in tenant_models():
            if not model._base_manager.exists():
                make_row(model, site.programme)
    return site


def empty_models() -> list[str]:
    """Tables that stayed empty; the context's."""
    return [model._meta.label for model in tenant_models() if not model._base_manager.exists()]


def make_row(model: type[models.Model], programme: Programme) -> models.Model | None:
    """A row that the database takes, by trying what its constraints leave open; None when there is no such row."""
    fields = [each for each in model._meta.local_fields if not each.primary_key and each.name not in {"programme", "created_at", "updated_at"}]
    choices = [_candidates(each) for each in fields]
    for values in itertools.islice(itertools.product(*choices), TRIES):
        row = model(programme=programme, **{each.attname: value for each, value in zip(fields, values, strict=True)})
        try:
            with transaction.atomic():
                row.save()
                connection.check_constraints()
        except (IntegrityError, DataError):
            continue
        return row
    return None


def _candidates(column: Any) -> list[Any]:
    """Values that a column may have, the likeliest first."""
    nothing = [None] if column.null else []
    if column.is_relation:
        manager = column.related_model._base_manager
        return [*manager.order_by("-pk").values_list("pk", flat=True)[:2], *nothing] or [None]
    if column.choices:
        return [value for value, _label in column.flatchoices] + nothing
    if column.has_default() and not column.null:
        return [column.get_default()]
    return [_value(column), *nothing]


def _value(column: Any) -> Any:
    now = timezone.now()
    kinds: list[tuple[type, Any]] = [
        (models.DateTimeField, now),
        (models.DateField, now.date()),
        (models.TimeField, datetime.time(10, 0)),
        (models.UUIDField, uuid.uuid4()),
        (models.BooleanField, False),
        (models.JSONField, {"tekst": "een tekst van iemand"}),
        (models.EmailField, f"{uuid.uuid4().hex[:8]}@voorbeeld.example"),
        (models.URLField, "https://voorbeeld.example/"),
        (models.CharField, f"x{uuid.uuid4().hex}"[: column.max_length or 20]),
        (models.TextField, "een tekst van iemand"),
        (ArrayField, []),
        (models.BinaryField, b"x"),
        (models.DurationField, datetime.timedelta(minutes=1)),
    ]
    return next((value for kind, value in kinds if isinstance(column, kind)), 1)


def write_texts(programme: Programme, choose: Callable[[TextField, int], str]) -> Written:
    """Replace every typed text of every row; `choose` gets the column and a counter over its rows."""
    written = Written()
    with programme_context(programme.pk):
        for model in tenant_models():
            columns = text_fields(model)
            if columns:
                for index, pk in enumerate(model._base_manager.order_by("pk").values_list("pk", flat=True)):
                    _write_row(model, pk, {column: choose(column, index) for column in columns}, written)
            _write_json(model, choose, written)
    return written


def _write_row(model: type[models.Model], pk: Any, values: dict[TextField, str], written: Written) -> None:
    """All columns at once, and one by one when the database refuses that."""
    cut = {column: text[: column.longest] for column, text in values.items()}
    if _update(model, pk, {column.name: text for column, text in cut.items()}):
        written.taken += len(cut)
        return
    for column, text in cut.items():
        other = f"{text[: (column.longest or 1000) - 8]} {pk}"  # where a text has to be unique
        if _update(model, pk, {column.name: text}) or _update(model, pk, {column.name: other}):
            written.taken += 1
        else:
            written.refused.append(f"{column}: {text[:40]!r}")


def _update(model: type[models.Model], pk: Any, values: dict[str, str]) -> bool:
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=pk).update(**values)
            connection.check_constraints()
    except (IntegrityError, DataError, ValueError):
        return False
    return True


def _write_json(model: type[models.Model], choose: Callable[[TextField, int], str], written: Written) -> None:
    """Sentences inside JSON, such as those of a frozen report, are what people typed too."""
    for column in model._meta.local_fields:
        if not isinstance(column, models.JSONField):
            continue
        text = TextField(model, column.name, None)
        for index, (pk, value) in enumerate(model._base_manager.values_list("pk", column.name)):
            counter = itertools.count(index)
            new = map_strings(value, lambda old, text=text, counter=counter: choose(text, next(counter)) if " " in old else old)
            if new != value and _update(model, pk, {column.name: new}):
                written.taken += 1


def map_strings(value: Any, change: Callable[[str], str]) -> Any:
    """The same JSON with every string changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [map_strings(each, change) for each in value]
    if isinstance(value, dict):
        return {name: map_strings(each, change) for name, each in value.items()}
    return value


def all_texts(programme: Programme) -> Iterator[tuple[TextField, str]]:
    """Every typed text as it is stored."""
    with programme_context(programme.pk):
        for model in tenant_models():
            for column in text_fields(model):
                for text in model._base_manager.values_list(column.name, flat=True):
                    yield column, text or ""


def counts(programme: Programme) -> dict[str, int]:
    """How many rows each table has: nothing that is only shown may change it."""
    with programme_context(programme.pk):
        return {model._meta.label: model._base_manager.count() for model in apps.get_models() if model in walled_models()}


def as_json(value: Any) -> str:
    """Plain JSON, for comparing."""
    return json.dumps(value, sort_keys=True, default=str)
