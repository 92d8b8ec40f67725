"""Taking a name and an address out of every text of a programme: columns, JSON and lists, rows and their history alike."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone

from reports import dataset as datasets
from reports.models import Edition
from sprints.models import Sprint
from warmescholen.files.models import StoredFile
from warmescholen.privacy.erasing.person import Forgotten
from warmescholen.tenancy.checks import walled_models
from warmescholen.tenancy.ops import ALIAS

Model = type[models.Model]
PLACES = {(StoredFile, "path")}  # where the bytes lie: changed together with them, see `files.py`


def _plain_hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


# What was frozen with a hash gets a new one when a person is taken out of it: the column, its hash, and how that is made.
HASHED: dict[Model, tuple[str, str, Callable[[Any], str]]] = {
    Edition: ("dataset", "dataset_hash", datasets.digest_of_json),
    Sprint: ("frozen", "frozen_hash", _plain_hash),
}


def take_out(person: Forgotten, programme_id: int) -> Counter[Model]:
    """Take the person out of every text; returns how many rows changed per model."""
    changed: Counter[Model] = Counter()
    for model in walled_models():
        columns = text_columns(model)
        if columns:
            changed[model] += _take_out_of(model, columns, person, programme_id)
    return +changed


def text_columns(model: Model) -> list[Any]:
    """The columns that can hold what somebody typed."""
    kinds = (models.CharField, models.TextField, models.JSONField, ArrayField)
    typed = (each for each in model._meta.local_fields if isinstance(each, kinds) and not each.choices)
    return [each for each in typed if (model, each.name) not in PLACES]


def _take_out_of(model: Model, columns: list[Any], person: Forgotten, programme_id: int) -> int:
    rows = model._base_manager.using(ALIAS).filter(programme_id=programme_id)
    as_text = {f"text_of_{each.name}": Cast(each.name, models.TextField()) for each in columns if not _is_text(each)}
    looked_for = models.Q()
    for each in columns:
        name = each.name if _is_text(each) else f"text_of_{each.name}"
        for _pattern, _instead, word in person.patterns:
            looked_for |= models.Q(**{f"{name}__icontains": word})
        if _is_text(each) and person.name:
            looked_for |= models.Q(**{f"{name}__iexact": person.name})
    names = [each.name for each in columns]
    found = list(rows.annotate(**as_text).filter(looked_for).values_list("pk", *names)) if looked_for else []
    return sum(_change_row(model, pk, columns, dict(zip(names, values, strict=True)), person) for pk, *values in found)


def _is_text(column: Any) -> bool:
    return isinstance(column, models.CharField | models.TextField)


def _change_row(model: Model, pk: Any, columns: list[Any], values: dict[str, Any], person: Forgotten) -> bool:
    new = {each.name: _cut(without(values[each.name], person), each) for each in columns}
    changes = {name: value for name, value in new.items() if value != values[name]}
    if not changes:
        return False
    model._base_manager.using(ALIAS).filter(pk=pk).update(**changes, **_hashes(model, changes))
    return True


def _cut(value: Any, column: Any) -> Any:
    return value[: column.max_length] if isinstance(value, str) and column.max_length else value


def _hashes(model: Model, changes: dict[str, Any]) -> dict[str, Any]:
    """The new hash of something frozen; an edition says when it was changed after all."""
    tracked = getattr(model, "pgh_tracked_model", model)
    column, hash_column, make = HASHED.get(tracked, ("", "", _plain_hash))
    if column not in changes:
        return {}
    return {hash_column: make(changes[column])} | ({"anonymised_at": timezone.now()} if tracked is Edition else {})


def without(value: Any, person: Forgotten) -> Any:
    """The value without the person, however deep it lies in JSON or in a list."""
    if isinstance(value, str):
        return person.out_of(value)
    if isinstance(value, list):
        return [without(each, person) for each in value]
    if isinstance(value, dict):
        return {person.out_of(name): without(each, person) for name, each in value.items()}
    return value


def names_person(stored: StoredFile, person: Forgotten) -> bool:
    """Whether a file's place tells who it is about."""
    return person.out_of(stored.path) != stored.path
