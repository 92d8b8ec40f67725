"""Anonymise a person in one programme: rows, texts, history, access log, files. One transaction; nothing is left half done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from schools.models import ApiKey, Grant, Invitation
from warmescholen.accounts.models import Membership, User
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.tracking import histories
from warmescholen.privacy.erasing import account, addresses, files, texts
from warmescholen.privacy.erasing import list as erasure_list
from warmescholen.privacy.erasing.person import Forgotten, Pseudonym, address_of, forgotten, is_pseudonym, make_pseudonym, new_token
from warmescholen.privacy.identify import pointing_at_people
from warmescholen.privacy.models import ErasureRequest
from warmescholen.privacy.table import Fate
from warmescholen.tenancy.models import Programme
from warmescholen.tenancy.ops import ALIAS, ops_in_programme

COMMAND = {"who": "command:anonymise_person", "label": "anonymise_person"}


class NothingToErase(ValueError):
    """There is no such person, or nothing of that person in this programme; the message says which."""


@dataclass
class Outcome:
    """What was done: numbers only, since it is kept."""

    programme: str
    token: str
    counts: Counter[str] = field(default_factory=Counter)
    account_erased: bool = False


def anonymise_person(*, programme: Programme, user: User, who: dict[str, str] | None = None, token: str = "") -> Outcome:
    """Let an anonymous account take the person's place in this programme; erase the account when no programme is left.

    Needs `ops_connection`. Raises NothingToErase for a pseudonym, and for who is nowhere in the programme.
    """
    if is_pseudonym(user):
        message = "Dit is al een anoniem account."
        raise NothingToErase(message)
    if not account.takes_part(user.pk, programme.pk):
        message = f"Van deze persoon staat er niets in {programme.slug}."
        raise NothingToErase(message)
    outcome = Outcome(programme.slug, token or new_token())
    with ops_in_programme(programme.pk, who=who if who and who.get("who") != f"user:{user.pk}" else COMMAND):
        person, pseudonym = forgotten(user), make_pseudonym(outcome.token)
        _close_doors(user.pk, programme.pk)
        _erase(person, pseudonym, programme.pk, outcome.counts)
        Membership.objects.using(ALIAS).filter(programme_id=programme.pk, user_id=user.pk).delete()
        _finish_requests(pseudonym, programme.pk, outcome)
        _erase_record(person, pseudonym, programme.pk, outcome.counts)
        outcome.account_erased = account.erase_if_unused(user.pk)
        erasure_list.append(
            erasure_list.Line(programme.slug, user.pk, user.date_joined.isoformat(), outcome.token, at=timezone.now().isoformat(timespec="seconds"))
        )
    return outcome


def anonymise_address(*, programme: Programme, email: str, who: dict[str, str] | None = None) -> Outcome:
    """The same for somebody without an account who left an address: an invitation, an advice. Raises NothingToErase."""
    outcome = Outcome(programme.slug, new_token())
    person = Forgotten(None, "", frozenset({email.lower()}))
    with ops_in_programme(programme.pk, who=who or COMMAND):
        rows = tuple(_empty_addresses(person, address_of(outcome.token), programme.pk, outcome.counts))
        _take_out_of_texts(person, programme.pk, outcome.counts)
        if not outcome.counts:
            message = f"Dit adres staat nergens in {programme.slug}."
            raise NothingToErase(message)
        erasure_list.append(erasure_list.Line(programme.slug, None, "", outcome.token, rows, timezone.now().isoformat(timespec="seconds")))
    return outcome


def empty_rows(*, programme: Programme, rows: tuple[str, ...], token: str) -> int:
    """Empty these rows again after a restore, where they hold an address. Returns how many did."""
    by_label = {column.model._meta.label_lower: column for column in addresses.columns()}
    emptied = 0
    with ops_in_programme(programme.pk, who=COMMAND):
        for label, _, pk in (row.partition(":") for row in rows):
            emptied += addresses.empty(by_label[label], [int(pk)], address_of(token), programme.pk)
    return emptied


def _close_doors(user_id: int, programme_id: int) -> None:
    """Roles end, keys stop working, invitations to the person are withdrawn, before anything is changed."""
    now, today = timezone.now(), timezone.localdate()
    grants = Grant.objects.using(ALIAS).filter(programme_id=programme_id, user_id=user_id)
    grants.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today)).update(ends_on=Greatest(F("starts_on"), Value(today)))
    ApiKey.objects.using(ALIAS).filter(programme_id=programme_id, made_by_id=user_id, revoked_at__isnull=True).update(revoked_at=now)
    emails = account.addresses(user_id)
    Invitation.objects.using(ALIAS).filter(programme_id=programme_id, email__in=emails, used_at__isnull=True).delete()


def _erase(person: Forgotten, pseudonym: Pseudonym, programme_id: int, counts: Counter[str]) -> None:
    """Keys to the person, then addresses, then texts, then the files that were made of those."""
    for model, name, line in pointing_at_people():
        if not _has(model, "programme") or model is Membership:
            continue
        rows = model._base_manager.using(ALIAS).filter(programme_id=programme_id, **{f"{name}_id": person.pk})
        if line.fate is Fate.DELETE:
            counts[model._meta.label_lower] += rows.delete()[0]
        else:
            counts[model._meta.label_lower] += rows.update(**{f"{name}_id": pseudonym.pk})
    _empty_addresses(person, pseudonym.email, programme_id, counts)
    _take_out_of_texts(person, programme_id, counts)


def _empty_addresses(person: Forgotten, address: str, programme_id: int, counts: Counter[str]) -> list[str]:
    """The rows that held one of the person's addresses, as the erasure list names them."""
    emptied = []
    for column in addresses.columns():
        pks = addresses.rows_with(column, person, programme_id)
        counts[column.model._meta.label_lower] += addresses.empty(column, pks, address, programme_id)
        emptied += [f"{column.model._meta.label_lower}:{pk}" for pk in pks]
    return emptied


def _take_out_of_texts(person: Forgotten, programme_id: int, counts: Counter[str]) -> None:
    start = timezone.now()
    changed = texts.take_out(person, programme_id)
    for model, number in changed.items():
        counts[f"{model._meta.label_lower} (tekst)"] += number
    counts["files.storedfile"] += files.rename_files(person, programme_id)
    if changed:
        counts["reports.rendition"] += files.remove_printed(programme_id, since=start)
    for key in [key for key, number in counts.items() if not number]:
        del counts[key]


def _erase_record(person: Forgotten, pseudonym: Pseudonym, programme_id: int, counts: Counter[str]) -> None:
    """History and access log: who acted, whose rows they were, from where."""
    fates = {(model, name): line.fate for model, name, line in pointing_at_people()}
    for history in histories():
        rows = history._base_manager.using(ALIAS).filter(programme_id=programme_id)
        for (model, name), fate in fates.items():
            if model is history.pgh_tracked_model and _has(history, name):
                theirs = rows.filter(**{name: person.pk})  # a plain number there: history holds back nothing
                counts["geschiedenis"] += theirs.delete()[0] if fate is Fate.DELETE else theirs.update(**{name: pseudonym.pk})
        counts["geschiedenis"] += rows.filter(pgh_who=person.who).update(pgh_who=f"user:{pseudonym.pk}", pgh_context=_renamed(pseudonym))
    entries = AccessEntry.objects.using(ALIAS).filter(programme_id=programme_id)
    counts["toegangslogboek"] += entries.filter(who=person.who).update(who=f"user:{pseudonym.pk}", who_label=pseudonym.name, ip="")
    about = entries.filter(object_kind=User._meta.label_lower, object_id=str(person.pk))
    counts["toegangslogboek"] += about.update(object_id=str(pseudonym.pk), object_label=pseudonym.name)
    texts.take_out(person, programme_id)  # what the steps before wrote into the history is without the person as well


def _renamed(pseudonym: Pseudonym) -> Func:
    """The context of a history row with the pseudonym's name and without a network."""
    label = Func(Value("who"), Value(f"user:{pseudonym.pk}"), Value("label"), Value(pseudonym.name), function="jsonb_build_object")
    return Func(F("pgh_context"), label, template="(%(expressions)s)", arg_joiner=" - 'ip' || ", output_field=models.JSONField())


def _finish_requests(pseudonym: Pseudonym, programme_id: int, outcome: Outcome) -> None:
    """Their keys were led to the pseudonym already, as every key was."""
    rows = ErasureRequest.objects.using(ALIAS).filter(programme_id=programme_id, person_id=pseudonym.pk)
    rows.open().update(done_at=timezone.now(), outcome=dict(outcome.counts))


def _has(model: Any, name: str) -> bool:
    return any(each.name == name for each in model._meta.local_fields)
