"""Values of the history in words: names for numbers of rows, choices by their Dutch words, days and moments as people write them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Mapping
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format

NOTHING = "leeg"
IDENTITY = frozenset({"id", "programme_id"})
# The first of these that a row has names it.
NAMING = ("name", "title", "short_name", "label", "function", "email", "date", "number")
LONGEST_NAME = 80

Name = tuple[str, int]  # a model's label and the number of a row
Names = Mapping[Name, str]


def say(field: models.Field[Any, Any], value: Any, named: Names) -> str:
    """A value as the database gave it in JSON, in Dutch words."""
    if value in (None, "", [], {}):
        return NOTHING
    if field.is_relation:
        return named.get((field.related_model._meta.label_lower, value), f"nr. {value}")  # type: ignore[union-attr]
    if isinstance(field, ArrayField):
        return ", ".join(say(field.base_field, each, named) for each in value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(field, value)


def _plain(field: models.Field[Any, Any], value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(value)
        return date_format(timezone.localtime(moment), "j F Y H:i") if moment else str(value)
    if isinstance(field, models.DateField):
        day = parse_date(value)
        return date_format(day, "j F Y") if isinstance(day, datetime.date) else str(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def label_of(model: type[models.Model], values: Mapping[str, Any], named: Names) -> str:
    """What to call a row: by the first naming field that says something, else by the rows that it links, else by its number."""
    texts = [_as_name(field, say(field, values[str(field.column)], named)) for field in _naming(model) if values.get(str(field.column))][:1]
    if not _naming(model):
        texts = [named[name] for name in links_of(model, values) if name in named]
    return " bij ".join(texts)[:LONGEST_NAME] if texts else f"nr. {values['id']}"


def links_of(model: type[models.Model], values: Mapping[str, Any]) -> list[Name]:
    """The rows that a row points at; the programme and people who only did something to it aside."""
    keys = [field for field in model._meta.local_fields if field.is_relation and field.name != "programme" and not field.null]
    found = [(str(key.related_model._meta.label_lower), values.get(str(key.column))) for key in keys]  # type: ignore[union-attr]
    return [(label, number) for label, number in reversed(found) if number is not None]


def names_of(wanted: Collection[Name]) -> dict[Name, str]:
    """The names of rows that are still there, in one query; those of other programmes stay behind the walls."""
    numbers: dict[str, list[int]] = {}
    for label, number in wanted:
        if _naming(apps.get_model(label)):
            numbers.setdefault(label, []).append(number)
    if not numbers:
        return {}
    quote = connection.ops.quote_name
    parts = []
    for label in numbers:
        model = apps.get_model(label)
        texts = ", ".join(f"left({quote(str(field.column))}::text, {LONGEST_NAME})" for field in _naming(model))
        parts.append(f"SELECT %s, id, ARRAY[{texts}] FROM {quote(model._meta.db_table)} WHERE id = ANY(%s)")  # noqa: S608 (names of our own tables)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [part for label, ids in numbers.items() for part in (label, ids)])
        return {(label, number): _named(apps.get_model(label), texts) for label, number, texts in cursor.fetchall()}


def _named(model: type[models.Model], texts: list[str | None]) -> str:
    """A row's name; one that is a day or a number says of what it is."""
    field, text = next(((field, text) for field, text in zip(_naming(model), texts, strict=True) if text), (None, ""))
    if field is None:
        return str(model._meta.verbose_name)
    return str(text) if _is_text(field) else f"{model._meta.verbose_name} {say(field, text, {})}"


def _as_name(field: models.Field[Any, Any], text: str) -> str:
    return text if _is_text(field) or isinstance(field, models.DateField) else f"{field.verbose_name} {text}"


def _is_text(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.CharField | models.TextField)


def midnight(day: datetime.date) -> datetime.datetime:
    """The moment at which a day begins for people here."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _naming(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    fields = {field.name: field for field in model._meta.local_fields}
    return [fields[name] for name in NAMING if name in fields]
