"""What the verbs of this room share: who may change a sprint, and why a change can be refused."""

from __future__ import annotations

import datetime

from sprints.enums import SprintState
from sprints.models import Sprint
from warmescholen.accounts.access import Access, Forbidden
from warmescholen.accounts.roles import Permission
from warmescholen.tenancy.models import TenantModel

ONLY_THE_FLYWHEEL = "Alleen het vliegwiel kan deze sprint wijzigen."


class SprintClosed(ValueError):
    """The sprint is frozen: nothing in it can change."""


class SprintRefused(ValueError):
    """What was asked cannot be done like this; the message says why, in Dutch."""


class AdviceUnanswered(ValueError):
    """The sprint cannot close yet; the message says what is missing, in Dutch."""


class ChangedMeanwhile(ValueError):
    """A colleague changed the same thing after this person opened it; nothing was overwritten."""


REFUSALS = (SprintClosed, SprintRefused, ChangedMeanwhile)


def demand_flywheel(sprint: Sprint, by: Access) -> None:
    """Raise Forbidden unless this person is of the flywheel of the sprint's school."""
    if not by.may(Permission.CHANGE_SPRINT, sprint):
        raise Forbidden(ONLY_THE_FLYWHEEL)


def demand_open(sprint: Sprint, by: Access) -> None:
    """Raise Forbidden or SprintClosed; the sprint stays locked for the rest of the transaction."""
    demand_flywheel(sprint, by)
    demand_unfrozen(sprint)


def demand_unfrozen(sprint: Sprint) -> None:
    """Raise SprintClosed after the close. Locked and read anew: what comes in while a sprint is closed waits, and is then refused."""
    if Sprint.objects.select_for_update(of=("self",)).get(pk=sprint.pk).state == SprintState.CLOSED:
        message = "Deze sprint is gesloten en verandert niet meer."
        raise SprintClosed(message)


def demand_unchanged(row: TenantModel, seen: datetime.datetime | None) -> None:
    """Raise ChangedMeanwhile when the row is newer than what the person saw; None asks nothing. The sprint must be locked."""
    row.refresh_from_db()
    if seen is not None and row.updated_at != seen:
        raise ChangedMeanwhile("Een collega wijzigde dit intussen. Wat jij typte staat hier nog; bewaar opnieuw om het te laten gelden.")
