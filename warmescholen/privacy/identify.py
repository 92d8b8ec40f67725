"""The walk over all models: which fields can say who somebody is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from warmescholen.accounts.models import User
from warmescholen.audit.tracking import History
from warmescholen.privacy.table import DECLARED, Declared

# Names of columns, and words in what a column is called, that tell of a person.
NAMES = frozenset({"email", "ip", "who", "who_label", "owner", "function", "phone", "user_agent", "password", "signature", "contact", "extra_data"})
WORDS = re.compile(r"\b(wie|naam van|e-mail\w*|telefoon\w*|adres van iemand)\b", re.IGNORECASE)


def identifying_fields() -> Iterator[str]:
    """Every field that points at a person or can name one; the history of a model follows the model."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and not issubclass(model, History):
            yield from (label_of(each) for each in model._meta.local_fields if identifies(each))


def identifies(each: Any) -> bool:
    """Whether this field can say who somebody is."""
    if each.is_relation:
        return each.related_model is User
    if isinstance(each, models.EmailField | models.GenericIPAddressField):
        return True
    if not isinstance(each, models.CharField | models.TextField | models.JSONField) or each.choices:
        return False
    return each.name in NAMES or WORDS.search(str(each.verbose_name)) is not None or (each.model is User and each.name == "name")


def label_of(each: Any) -> str:
    """The name of a field in the table."""
    return f"{each.model._meta.label_lower}.{each.name}"


def declared() -> Iterator[tuple[type[models.Model], str, Declared]]:
    """Each line of the table with the model and field that it is about."""
    for label, line in DECLARED.items():
        model_label, _, name = label.rpartition(".")
        yield apps.get_model(model_label), name, line


def pointing_at_people() -> Iterator[tuple[type[models.Model], str, Declared]]:
    """The lines about a key to a person."""
    for model, name, line in declared():
        if model._meta.get_field(name).is_relation:
            yield model, name, line
