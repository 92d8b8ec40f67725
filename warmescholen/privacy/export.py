"""What is stored of a person, gathered from the table over all programmes, as that person may take it along.

Nothing here reads past the walls: each programme is read inside its own context, and private rows as their author.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Model, Q, QuerySet

from warmescholen.accounts.models import User
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.tracking import histories
from warmescholen.privacy.identify import declared
from warmescholen.privacy.table import Declared
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

Row = dict[str, Any]


@dataclass
class Part:
    """One kind of data: a file of its own, with a row per thing that is stored."""

    key: str
    what: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class PersonalData:
    """Everything of one person, and how many rows of it each programme holds."""

    parts: list[Part]
    per_programme: dict[int, int]


def gather(user: User) -> PersonalData:
    """Everything that is stored of a person."""
    emails = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    parts = {key: Part(key, what) for key, what in _headings()}
    for model, name, line in declared():
        if line.shows and not _is_walled(model):
            parts[_key(model, name)].rows += _rows(_theirs(model, name, user, emails), line)
    per_programme = {}
    for programme in Programme.objects.order_by("pk"):
        with programme_context(programme.pk, read_only=True, user_id=user.pk):
            found = list(_in_programme(programme, user, emails))
        for key, row in found:
            parts[key].rows.append({"programma": programme.name} | row)
        if found:
            per_programme[programme.pk] = len(found)
    return PersonalData([part for part in parts.values() if part.rows], per_programme)


def _headings() -> Iterator[tuple[str, str]]:
    for model, name, line in declared():
        if line.shows:
            yield _key(model, name), line.holds
    yield "toegangslogboek", "wat je las of meenam"
    yield "toegang_tot_jou", "dat iemand jouw gegevens las of meenam"
    yield "geschiedenis", "wat je wijzigde, en wanneer"


def _in_programme(programme: Programme, user: User, emails: set[str]) -> Iterator[tuple[str, Row]]:
    """Everything of the person in the programme whose context this is."""
    for model, name, line in declared():
        if line.shows and _is_walled(model):
            rows = _theirs(model, name, user, emails).filter(programme=programme)
            yield from ((_key(model, name), row) for row in _rows(rows, line))
    yield from _access(programme, user)
    yield from _history(programme, user)


def _access(programme: Programme, user: User) -> Iterator[tuple[str, Row]]:
    entries = AccessEntry.objects.filter(programme=programme).order_by("pk")
    for entry in entries.filter(who=f"user:{user.pk}").iterator():
        row = {"moment": entry.created_at, "handeling": entry.get_action_display(), "soort": entry.object_kind, "wat": entry.object_label}
        yield "toegangslogboek", row | {"aantal": entry.rows, "adres": entry.path, "netwerk": entry.ip}
    for entry in entries.filter(object_kind=User._meta.label_lower, object_id=str(user.pk)).iterator():
        yield "toegang_tot_jou", {"moment": entry.created_at, "handeling": entry.get_action_display(), "adres": entry.path}


def _history(programme: Programme, user: User) -> Iterator[tuple[str, Row]]:
    """When the person changed what; what it said is the programme's, and stands in the parts above where it is the person's own."""
    for history in histories():
        rows = history._base_manager.filter(programme=programme, pgh_who=f"user:{user.pk}").order_by("pk")
        kind = history.pgh_tracked_model._meta.verbose_name
        for moment, label, pk in rows.values_list("pgh_created_at", "pgh_label", "id").iterator():
            yield "geschiedenis", {"moment": moment, "wat": label, "soort": str(kind), "kenmerk": pk}


def _theirs(model: type[Model], name: str, user: User, emails: set[str]) -> QuerySet[Any]:
    """The rows of a model that are about the person by this field."""
    if model is User:
        return User.objects.filter(pk=user.pk)
    is_key = model._meta.get_field(name).is_relation
    return model._base_manager.filter(Q(**{name: user}) if is_key else Q(**{f"{name}__in": emails})).order_by("pk")


def _rows(rows: QuerySet[Any], line: Declared) -> Iterator[Row]:
    return iter(rows.values(*line.shows))


def _is_walled(model: type[Model]) -> bool:
    return any(each.name == "programme" for each in model._meta.local_fields) and model._meta.label_lower != "accounts.membership"


def _key(model: type[Model], name: str) -> str:
    return f"{model._meta.label_lower}.{name}"
