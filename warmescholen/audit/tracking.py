"""Which tables have a history: every tenant table does, by one line at the end of each app's models."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

import pghistory
from django.apps import apps
from django.db import models
from pghistory.models import Event

from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.tenancy.models import Programme, TenantModel

# Change with every save and say nothing that the history does not say itself.
NEVER_KEPT = ("created_at", "updated_at")

# Tenant tables without a history, each with the reason.
WITHOUT_HISTORY = {
    "audit.accessentry": "is itself a record that can only grow",
}


class HistoryQuerySet(models.QuerySet["History"]):
    """Questions about the history of one kind of thing."""

    def visible_to(self, access: Access) -> HistoryQuerySet:
        """What this person may read: the whole programme's with the right to it, but of what is private only one's own."""
        own = self.filter(programme_id=access.programme_id)
        author = self.model.pgh_author
        if author:
            return own.none() if access.user_id is None else own.filter(**{author: access.user_id})
        return own if access.everywhere(Permission.READ_RECORD) else own.none()


class History(Event):  # type: ignore[misc]  # pghistory is not read by the type checker
    """A row as it became, or as it was when it went; written by triggers only. `id` is that of the row, as are its other fields."""

    programme = models.ForeignKey(Programme, on_delete=models.DO_NOTHING, related_name="+", verbose_name="programma")
    id = models.BigIntegerField("kenmerk")
    pgh_id = models.BigAutoField("volgnummer", primary_key=True)
    pgh_created_at = models.DateTimeField("tijdstip")
    pgh_label = models.TextField("wat er gebeurde")
    pgh_who = models.TextField("wie")
    pgh_context = models.JSONField("wie en langs welk verzoek")
    pgh_author: ClassVar[str] = ""  # the field with the only person who may read it, where there is one

    objects: ClassVar[models.Manager[History]] = HistoryQuerySet.as_manager()

    class Meta:
        abstract = True


def record_history(
    module: str, *, without: Mapping[str, Collection[str]] = MappingProxyType({}), private: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Give every tenant model of an app its history; call it as the last line of the app's models, with `__name__`.

    `without` names fields per model that are not kept: secrets, and what changes without meaning. `private` names, per model, the
    field with the only person who may read its history.
    """
    for model in _tenant_models(module):
        name = model.__name__
        _record(model, excluded=(*NEVER_KEPT, *without.get(name, ())), author=private.get(name, ""))


def history_of(model: type[models.Model]) -> type[History]:
    """The model of the history of a tenant model. Raises LookupError when it has none."""
    return apps.get_model(model._meta.app_label, f"{model.__name__}Event")


def histories() -> list[type[History]]:
    """Every history there is."""
    return [model for model in apps.get_models() if issubclass(model, History)]


def recorded_models() -> list[type[models.Model]]:
    """Every model that has a history."""
    return [model.pgh_tracked_model for model in histories()]


def _tenant_models(module: str) -> Iterator[type[models.Model]]:
    config = apps.get_containing_app_config(module)
    for model in list(apps.all_models[config.label].values() if config else ()):
        if issubclass(model, TenantModel) and model._meta.label_lower not in WITHOUT_HISTORY:
            yield model


def _record(model: type[models.Model], *, excluded: Collection[str], author: str) -> None:
    meta: dict[str, Any] = {
        "verbose_name": f"geschiedenis: {model._meta.verbose_name}",
        "verbose_name_plural": f"geschiedenis: {model._meta.verbose_name_plural}",
        "default_permissions": (),
        "indexes": [models.Index(fields=("programme", "id")), models.Index(fields=("programme", "pgh_created_at"))],
    }
    pghistory.create_event_model(
        model,
        pghistory.ManualEvent("recorded"),  # the schema editor puts a recorder on the table: see recorder.py
        exclude=list(excluded),
        obj_field=None,
        context_field=pghistory.ContextJSONField(null=False),
        context_id_field=None,
        base_model=History,
        model_name=f"{model.__name__}Event",
        attrs={"pgh_author": author, **_numbers(model, excluded)},
        meta=meta,
        abstract=False,
    )


def _numbers(model: type[models.Model], excluded: Collection[str]) -> dict[str, models.Field[Any, Any]]:
    """What pointed at another row keeps its number only: the history neither holds that row back nor follows it."""
    keys = [field for field in model._meta.local_fields if field.is_relation and field.name not in {"programme", *excluded}]
    return {key.name: models.BigIntegerField(key.verbose_name, db_column=key.column, null=key.null) for key in keys}
