"""Verbs for sprints, forums and prototypes. Only the flywheel of the school itself has the right to them."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from indicators.models import Indicator
from schools.models import School, Session
from schools.school_year import after_school_weeks
from sprints.enums import AdviceKind, ForumGroupKind, InitiativeState, SprintState, Verdict
from sprints.models import (
    Advice,
    Answer,
    Forum,
    ForumGroup,
    ForumSession,
    GuestLink,
    Initiative,
    InitiativeIndicator,
    Prototype,
    PrototypeVersion,
    Sprint,
)
from warmescholen.accounts import tokens
from warmescholen.accounts.access import Access
from warmescholen.accounts.models import CredentialAddress
from warmescholen.accounts.roles import Permission

SPRINT_WEEKS = 10


class SprintClosed(ValueError):
    """The sprint is frozen: nothing in it can change."""


class AdviceUnanswered(ValueError):
    """The sprint cannot close yet; the message says what is missing, in Dutch."""


@transaction.atomic
def start_sprint(
    *, school: School, title: str, goal: str, done_when: str, starts_on: datetime.date, forum_on: datetime.date, question: str, by: Access
) -> Sprint:
    """Start a sprint of ten school weeks, with its forum's date fixed."""
    by.demand(Permission.CHANGE_SPRINT, school)
    sprint = Sprint.objects.create(
        programme_id=by.programme_id,
        school=school,
        number=school.sprints.count() + 1,
        title=title,
        goal=goal,
        done_when=done_when,
        starts_on=starts_on,
        ends_on=after_school_weeks(starts_on, SPRINT_WEEKS),
        state=SprintState.RUNNING,
    )
    Forum.objects.create(programme_id=by.programme_id, sprint=sprint, date=forum_on, question=question)
    return sprint


@transaction.atomic
def add_initiative(
    *,
    sprint: Sprint,
    title: str,
    text: str,
    blocks: Sequence[str],
    indicators: Collection[Indicator],
    owner: str,
    by: Access,
    state: str = InitiativeState.PLANNED,
    outcome: str = "",
) -> Initiative:
    """Add an initiative to a sprint that is not closed."""
    _demand_open(sprint, by)
    initiative = Initiative.objects.create(
        programme_id=by.programme_id,
        sprint=sprint,
        title=title,
        text=text,
        blocks=list(blocks),
        owner=owner,
        state=state,
        outcome=outcome,
        position=sprint.initiatives.count() + 1,
    )
    InitiativeIndicator.objects.bulk_create(
        InitiativeIndicator(programme_id=by.programme_id, initiative=initiative, indicator=indicator) for indicator in indicators
    )
    return initiative


@transaction.atomic
def ask_advice(*, forum: Forum, touched: Collection[str], experts: Collection[str], by: Access) -> None:
    """Name who is touched by the proposal and who knows about it: both must be asked."""
    _demand_open(forum.sprint, by)
    pairs = [(ForumGroupKind.TOUCHED, name) for name in touched] + [(ForumGroupKind.EXPERT, name) for name in experts]
    ForumGroup.objects.bulk_create(ForumGroup(programme_id=by.programme_id, forum=forum, kind=kind, name=name) for kind, name in pairs)


@transaction.atomic
def give_advice(*, forum: Forum, who: str, kind: AdviceKind, text: str, given_at: datetime.datetime, programme_id: int) -> Advice:
    """Lay an advice before the flywheel; whoever is asked may, without an account. Raises SprintClosed after the close."""
    _demand_unfrozen(forum.sprint)
    return Advice.objects.create(programme_id=programme_id, forum=forum, who=who, kind=kind, text=text, given_at=given_at)


@transaction.atomic
def attend_forum(*, forum: Forum, session: Session, by: Access) -> ForumSession:
    """Tie an adviser's session of kind forum to the meeting that it was the attendance of."""
    by.demand(Permission.LOG_SESSION, forum.sprint)
    return ForumSession.objects.create(programme_id=by.programme_id, forum=forum, session=session)


@transaction.atomic
def make_guest_link(*, forum: Forum, label: str, expires_at: datetime.datetime, by: Access) -> tuple[GuestLink, str]:
    """Make a link that gives one advice form without an account; its secret comes back beside the row."""
    _demand_open(forum.sprint, by)
    token = tokens.new_token("forum")
    link = GuestLink.objects.create(programme_id=by.programme_id, forum=forum, label=label, token_hash=tokens.digest(token), expires_at=expires_at)
    CredentialAddress.objects.create(
        kind=CredentialAddress.Kind.GUEST_LINK, prefix_hash=tokens.digest(tokens.prefix_of(token)), programme_id=by.programme_id
    )
    return link, token


@transaction.atomic
def answer_advice(*, advice: Advice, verdict: Verdict, because: str, by: Access) -> Answer:
    """Answer an advice, with the reason."""
    _demand_open(advice.forum.sprint, by)
    return Answer.objects.create(programme_id=by.programme_id, advice=advice, verdict=verdict, because=because, by_id=by.user_id)


@transaction.atomic
def hold_forum(*, forum: Forum, held_at: datetime.datetime, report: str, by: Access) -> None:
    """Note that the forum was held, and what was decided."""
    _demand_open(forum.sprint, by)
    forum.held_at, forum.report = held_at, report
    forum.save()


@transaction.atomic
def close_sprint(*, sprint: Sprint, by: Access, closed_at: datetime.datetime | None = None) -> Sprint:
    """Freeze a sprint after its forum.

    Raises AdviceUnanswered when the forum was not held or an advice has no answer, SprintClosed when it was closed before.
    """
    _demand_open(sprint, by)
    unanswered = sprint.forum.advice.filter(answer__isnull=True).count()
    if sprint.forum.held_at is None:
        message = "Het forum van deze sprint is nog niet gehouden."
        raise AdviceUnanswered(message)
    if unanswered:
        message = f"Op {unanswered} adviezen is nog geen antwoord gegeven." if unanswered > 1 else "Eén advies heeft nog geen antwoord."
        raise AdviceUnanswered(message)
    frozen = _snapshot(sprint)
    sprint.state, sprint.closed_at = SprintState.CLOSED, closed_at or timezone.now()
    sprint.frozen, sprint.frozen_hash = frozen, hashlib.sha256(json.dumps(frozen, sort_keys=True).encode()).hexdigest()
    sprint.save()
    return sprint


@transaction.atomic
def write_prototype(*, school: School, texts: Mapping[str, str], by: Access, endorsed_at: Forum | None = None) -> PrototypeVersion:
    """Write the next version of a school's prototype; earlier ones stay as they are."""
    by.demand(Permission.CHANGE_SPRINT, school)
    prototype, _made = Prototype.objects.get_or_create(programme_id=by.programme_id, school=school)
    return PrototypeVersion.objects.create(
        programme_id=by.programme_id,
        prototype=prototype,
        number=prototype.versions.count() + 1,
        endorsed_at=endorsed_at,
        by_id=by.user_id,
        **texts,
    )


def _demand_open(sprint: Sprint, by: Access) -> None:
    by.demand(Permission.CHANGE_SPRINT, sprint)
    _demand_unfrozen(sprint)


def _demand_unfrozen(sprint: Sprint) -> None:
    # Locked and read anew: an advice that comes in while the sprint is closed waits, and is then refused.
    if Sprint.objects.select_for_update(of=("self",)).get(pk=sprint.pk).state == SprintState.CLOSED:
        message = "Deze sprint is gesloten en verandert niet meer."
        raise SprintClosed(message)


def _snapshot(sprint: Sprint) -> dict[str, Any]:
    """What closing freezes: goals, initiatives, advice and answers, as plain JSON."""
    initiatives = sprint.initiatives.values("title", "text", "blocks", "owner", "state", "outcome")
    advice = sprint.forum.advice.values("who", "kind", "text", "answer__verdict", "answer__because")
    return {
        "title": sprint.title,
        "goal": sprint.goal,
        "done_when": sprint.done_when,
        "initiatives": list(initiatives),
        "forum": {"date": sprint.forum.date.isoformat(), "question": sprint.forum.question, "report": sprint.forum.report},
        "advice": list(advice),
    }
