"""Two programmes with the same rows, full of canaries: words that may only come back to those who may see the row.

A new model needs nothing here as long as plain values satisfy its constraints; where they do not, it gets a line in `SPECIAL`,
and the error says for which model.
"""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from tests.factories.special_rows import LEFT_TO_OTHERS, SHARED, SPECIAL
from warmescholen.accounts import tokens
from warmescholen.accounts.models import CredentialAddress, Membership, User
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.backend.schema import is_behind_walls
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

Row = models.Model


@dataclass
class Part:
    """One network with its school and everything that hangs on it. `word` stands in every text of its rows."""

    name: str
    word: str
    rows: dict[str, Row] = field(default_factory=dict)

    @property
    def secret(self) -> str:
        """Stands in private notes only."""
        return f"{self.word}prive"

    @property
    def team(self) -> str:
        """Stands in notes of the guidance team only."""
        return f"{self.word}team"

    def __getitem__(self, label: str) -> Any:
        return self.rows[label]


@dataclass
class Side:
    """A programme with two parts: what its people with a scope hold, and what lies outside that scope."""

    programme: Programme
    held: Part
    hidden: Part
    users: dict[str, User] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, str]:
        """What must never come back to anybody of another programme."""
        return self.held.word, self.hidden.word


def walled_models() -> Iterator[type[Row]]:
    """Every model behind the walls, those it points at first. History and logs are written by the database and the doors."""
    waiting = [model for model in apps.get_models(include_auto_created=True) if is_behind_walls(model) and not is_record(model)]
    made: set[type[Row]] = set()
    while waiting:
        ready = [model for model in waiting if targets(model) <= made | {model}]
        assert ready, f"a circle of required keys: {waiting}"
        for model in ready:
            made.add(model)
            waiting.remove(model)
            yield model


def targets(model: type[Row]) -> set[type[Row]]:
    """The walled models that a model points at."""
    found = (each.related_model for each in model._meta.local_fields if isinstance(each, models.ForeignKey))
    return {each for each in found if isinstance(each, type) and is_behind_walls(each)}


def is_record(model: type[Row]) -> bool:
    """Whether rows come from triggers or from the doors' own writer, and not from people."""
    return hasattr(model, "pgh_tracked_model") or model._meta.label_lower in LEFT_TO_OTHERS


def build(slug: str, word: str) -> Side:
    """A programme with two parts and a person per role. Both programmes built so have the same shape."""
    programme = Programme.objects.create(slug=slug, name=f"{word} programma")
    side = Side(programme, Part(f"{slug}-1", f"{word}een"), Part(f"{slug}-2", f"{word}twee"))
    for role in (*Role.values, "ended", "author"):
        side.users[role] = User.objects.create_user(f"{role}-{slug}@mirror.example", password=None, name=f"{word}een {role}")
        Membership.objects.create(user=side.users[role], programme=programme)
    with programme_context(programme.pk):
        for part in (side.held, side.hidden):
            for model in walled_models():
                make(side, part, model)
            write_file(part)
        give_roles(side)
        make_credentials(side)
    return side


def write_file(part: Part) -> None:
    """Bytes for the stored file, so that who may not have it would really get it."""
    content = f"{part.word} inhoud van het bestand".encode()
    stored = part["files.storedfile"]
    stored.path = default_storage.save(f"mirror/{part.name}", ContentFile(content))
    stored.size, stored.sha256, stored.content_type = len(content), hashlib.sha256(content).hexdigest(), "application/pdf"
    stored.save()


def make(side: Side, part: Part, model: type[Row]) -> None:
    """The part's own row of a model, or the one that the programme's parts share."""
    label = model._meta.label_lower
    if part is side.hidden and label in SHARED:
        part.rows[label] = side.held[label]
        return
    special = SPECIAL.get(label, {})
    values = {each.name: given(special[each.name], part) for each in model._meta.local_fields if each.name in special}
    for each in model._meta.local_fields:
        if each.name not in values and not each.primary_key:
            values |= plain(each, side, part)
    try:
        part.rows[label] = model._default_manager.create(**values)
    except Exception as error:
        raise AssertionError(f"{label} needs a line in tests/factories/special_rows.py: {error}") from error


def given(value: Any, part: Part) -> Any:
    """A special value, made from the part where it is a recipe."""
    return value(part) if callable(value) else value


def plain(each: models.Field[Any, Any], side: Side, part: Part) -> dict[str, Any]:
    """A value that fits the kind of field, with the part's word in every text; nothing where none is needed."""
    if isinstance(each, models.ForeignKey):
        return {each.name: target(each, side, part)}
    if each.choices:
        return {each.name: each.default if each.has_default() else each.choices[0][0]}
    recipe = next((make_value for kind, make_value in KINDS if isinstance(each, kind)), None)
    if recipe is None or (each.null and not isinstance(each, models.CharField | models.TextField)):
        return {}
    return {each.name: recipe(each, part)}


def target(each: models.ForeignKey[Any, Any], side: Side, part: Part) -> Any:
    if each.related_model is User:
        return side.users["author"]
    if each.related_model is Programme:
        return side.programme
    if each.related_model is each.model:
        return None
    return part.rows[each.related_model._meta.label_lower]  # type: ignore[union-attr]


def text(each: models.Field[Any, Any], part: Part) -> str:
    """The word, and where it stands, so that a leak tells which field leaked."""
    return f"{part.word} {each.model._meta.model_name} {each.name}"[: each.max_length or 300]


KINDS: tuple[tuple[type[models.Field[Any, Any]], Callable[[Any, Part], Any]], ...] = (
    (models.SlugField, lambda each, part: part.name),  # addresses are asked for, so they hold no canary
    (models.EmailField, lambda each, part: f"{part.word}@mirror.example"),
    (ArrayField, lambda each, part: [each.base_field.choices[0][0] if each.base_field.choices else part.word[:20]]),
    (models.CharField | models.TextField, text),  # type: ignore[list-item]  # isinstance takes a union
    (models.UUIDField, lambda each, part: uuid.uuid4()),
    (models.DateTimeField, lambda each, part: timezone.now()),
    (models.DateField, lambda each, part: timezone.localdate()),
    (models.BooleanField, lambda each, part: False),
    (models.JSONField, lambda each, part: {"tekst": part.word}),
    (models.IntegerField, lambda each, part: 1),
)

SCOPES = {
    Role.MANAGER: (),
    Role.COORDINATOR: ("network",),
    Role.ADVISER: ("network",),
    Role.FLYWHEEL: ("school",),
    Role.OBSERVER: (),
}


def give_roles(side: Side) -> None:
    """A grant per role; scopes reach the held part only. The one whose role ended was a programmabeheerder until yesterday."""
    grant = apps.get_model("schools", "Grant")
    grant.objects.filter(programme=side.programme).delete()  # the walk made one, of whom nothing more is asked
    start = timezone.localdate() - datetime.timedelta(days=100)
    for role, scopes in SCOPES.items():
        where = {name: side.held[f"{'networks' if name == 'network' else 'schools'}.{name}"] for name in scopes}
        side.held.rows["schools.grant"] = grant.objects.create(programme=side.programme, user=side.users[role], role=role, starts_on=start, **where)
    grant.objects.create(programme=side.programme, user=side.users["ended"], role=Role.MANAGER, starts_on=start, ends_on=timezone.localdate())


def make_credentials(side: Side) -> None:
    """Keys for reading and for writing, made by the adviser, and a guest's link; their secrets are known here only."""
    adviser, later = side.users[Role.ADVISER], timezone.now() + datetime.timedelta(days=30)
    key, kinds = apps.get_model("schools", "ApiKey"), CredentialAddress.Kind
    for name, scopes in (("read", ["read"]), ("write", ["read", "write"])):
        token = tokens.new_token("sleutel")
        key.objects.create(
            programme=side.programme, name=f"{side.held.word} {name}", prefix=tokens.prefix_of(token), key_hash=tokens.digest(token),
            scopes=scopes, made_by=adviser, expires_at=later,
        )  # fmt: skip
        CredentialAddress.objects.create(kind=kinds.API_KEY, prefix_hash=tokens.digest(tokens.prefix_of(token)), programme=side.programme)
        side.tokens[name] = token
    token = tokens.new_token("gast")
    link = side.held["sprints.guestlink"]
    link.token_hash, link.expires_at = tokens.digest(token), later
    link.save()
    CredentialAddress.objects.create(kind=kinds.GUEST_LINK, prefix_hash=tokens.digest(tokens.prefix_of(token)), programme=side.programme)
    side.tokens["guest"] = token
