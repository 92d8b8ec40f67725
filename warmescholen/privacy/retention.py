"""Cleaning up by the terms: what the role that serves may remove goes nightly, the rest by an operator's command."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, OuterRef, ProtectedError
from django.utils import timezone

from schools.models import Invitation
from sprints.models import Advice
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.tracking import histories, history_of
from warmescholen.jobs.models import Job
from warmescholen.privacy.models import RetentionRun
from warmescholen.privacy.terms import TERMS
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme
from warmescholen.tenancy.ops import ALIAS, ops_in_programme

logger = logging.getLogger(__name__)

COMMAND = {"who": "command:retention", "label": "retention"}
BATCH = 5_000


def old_invitations(before: datetime.datetime) -> models.QuerySet[Invitation]:
    """Invitations that nobody used and that expired before then."""
    return Invitation.objects.filter(used_at__isnull=True, expires_at__lt=before)


def old_jobs(before: datetime.datetime) -> models.QuerySet[Job]:
    """Jobs that ended before then, well or badly."""
    return Job.objects.filter(state__in=[Job.State.DONE, Job.State.FAILED], finished_at__lt=before)


# What the role that serves removes by itself, by the key of its term; their history goes with the operator's command.
REMOVED: dict[str, Callable[[datetime.datetime], models.QuerySet[models.Model]]] = {
    "invitations": old_invitations,
    "jobs": old_jobs,
}


def old_contacts(before: datetime.datetime) -> models.QuerySet[Advice]:
    """Advice of forums before then at which an address still stands."""
    return Advice.objects.filter(forum__date__lt=before.date()).exclude(email="")


def clean_programme(programme: Programme) -> dict[str, int]:
    """Remove from one programme what passed its term, in a transaction of its own; returns how much of what."""
    removed: dict[str, int] = {}
    with programme_context(programme.pk):
        for key, rows in REMOVED.items():
            if (before := term_end(key)) is not None:
                removed[key] = _remove(rows(before))
                _log(programme, key, removed[key], before)
        if (before := term_end("advice_contact")) is not None:
            removed["advice_contact"] = old_contacts(before).update(email="")
            _log(programme, "advice_contact", removed["advice_contact"], before)
    return removed


def clean_platform() -> int:
    """Remove sessions that ended; they stand outside the programmes."""
    removed = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    if apps.is_installed("allauth.usersessions"):
        seen = apps.get_model("usersessions", "UserSession").objects.annotate(lives=Exists(Session.objects.filter(pk=OuterRef("session_key"))))
        removed += seen.filter(lives=False).delete()[0]
    return removed


def clean_record(programme: Programme) -> dict[str, int]:
    """Remove old entries of the access log, old history, and the history of what `clean_programme` removed. Needs `ops_connection`."""
    removed: dict[str, int] = {}
    with ops_in_programme(programme.pk, who=COMMAND):
        log_end, history_end = term_end("access_log"), term_end("history")
        if log_end is not None:
            rows = AccessEntry.objects.using(ALIAS).filter(programme_id=programme.pk, created_at__lt=log_end)
            removed["access_log"] = _log_removed(programme, "access_log", rows.delete()[0], log_end)
        if history_end is not None:
            found = [each._base_manager.using(ALIAS).filter(programme_id=programme.pk, pgh_created_at__lt=history_end) for each in histories()]
            removed["history"] = _log_removed(programme, "history", sum(rows.delete()[0] for rows in found), history_end)
        removed |= {key: _remove_orphans(programme, key) for key in REMOVED}
    return removed


def term_end(key: str) -> datetime.datetime | None:
    """Before when this kind of data has passed its term; None when it has none."""
    days = TERMS[key].days
    return None if days is None else timezone.now() - datetime.timedelta(days=days)


def _remove_orphans(programme: Programme, key: str) -> int:
    """The history of rows that are gone since cleaning up removed them: their terms are over too."""
    model = REMOVED[key](timezone.now()).model
    there = model._base_manager.using(ALIAS).filter(pk=OuterRef("id"))
    rows = history_of(model)._base_manager.using(ALIAS).filter(programme_id=programme.pk)
    return int(rows.filter(~Exists(there)).delete()[0])


def _remove(rows: models.QuerySet[models.Model]) -> int:
    """Remove rows one by one where something still points at one of them: the others go all the same."""
    removed = 0
    for row in rows[:BATCH]:
        try:
            removed += bool(row.delete()[0])
        except ProtectedError:
            logger.info("%s %s passed its term but something still needs it", row._meta.label_lower, row.pk)
    return removed


def _log(programme: Programme, key: str, removed: int, before: datetime.datetime) -> None:
    if removed:
        RetentionRun.objects.create(programme=programme, term=key, removed=removed, before=before)
        logger.info("retention: %s of %s removed in %s", removed, key, programme.slug)


def _log_removed(programme: Programme, key: str, removed: int, before: datetime.datetime) -> int:
    if removed:
        RetentionRun.objects.using(ALIAS).create(programme_id=programme.pk, term=key, removed=removed, before=before)
    return removed
