"""Verbs for a sprint as a whole: start, change, close, comment."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from schools.models import School
from schools.school_year import after_school_weeks
from sprints.enums import AdviceState, InitiativeState, SprintState
from sprints.models import Advice, Forum, Initiative, Sprint, SprintComment
from sprints.queries import missing_to_close
from sprints.services.common import ONLY_THE_FLYWHEEL, AdviceUnanswered, SprintRefused, demand_open, demand_unchanged
from sprints.services.initiatives import take_over
from warmescholen.accounts.access import Access, Forbidden
from warmescholen.accounts.roles import Permission
from warmescholen.jobs import services as jobs

SPRINT_WEEKS = 10
ANSWER_MAIL_JOB = "sprints.answer_mail"


@transaction.atomic
def start_sprint(
    *,
    school: School,
    title: str,
    goal: str,
    done_when: str,
    starts_on: datetime.date,
    forum_on: datetime.date,
    question: str,
    by: Access,
    left_over: Collection[Initiative] = (),
) -> Sprint:
    """Start a sprint of ten school weeks, with its forum's date fixed and what an earlier sprint left over.

    Raises SprintRefused when it would overlap with another sprint of the school or its forum would lie outside it.
    """
    if not by.may(Permission.CHANGE_SPRINT, school):
        raise Forbidden(ONLY_THE_FLYWHEEL)
    ends_on = after_school_weeks(starts_on, SPRINT_WEEKS)
    _demand_room(school, starts_on, ends_on, forum_on)
    sprint = Sprint(
        programme_id=by.programme_id,
        school=school,
        number=school.sprints.count() + 1,
        title=title,
        goal=goal,
        done_when=done_when,
        starts_on=starts_on,
        ends_on=ends_on,
        state=SprintState.RUNNING,
    )
    try:
        with transaction.atomic():
            sprint.save(force_insert=True)
    except IntegrityError as error:  # two members at once: the constraints let one through
        raise SprintRefused("Een collega startte net ook een sprint voor deze school.") from error
    Forum.objects.create(programme_id=by.programme_id, sprint=sprint, date=forum_on, question=question)
    for initiative in left_over:
        take_over(initiative=initiative, sprint=sprint)
    return sprint


@transaction.atomic
def change_sprint(
    *, sprint: Sprint, title: str, goal: str, done_when: str, blocks_left: str, by: Access, seen: datetime.datetime | None = None
) -> Sprint:
    """Change what the sprint is for. Raises ChangedMeanwhile when it is newer than `seen`."""
    demand_open(sprint, by)
    demand_unchanged(sprint, seen)
    sprint.title, sprint.goal, sprint.done_when, sprint.blocks_left = title, goal, done_when, blocks_left
    sprint.save()
    return sprint


@transaction.atomic
def comment_sprint(*, sprint: Sprint, text: str, by: Access) -> SprintComment:
    """Say something about a sprint that one reads; it changes nothing in it, so a closed one can be spoken of too."""
    by.demand(Permission.COMMENT_SPRINT, sprint)
    if by.user_id is None:
        raise SprintRefused("Commentaar komt van een persoon.")
    return SprintComment.objects.create(programme_id=by.programme_id, sprint=sprint, author_id=by.user_id, text=text)


@transaction.atomic
def close_sprint(*, sprint: Sprint, by: Access, carry_over: Collection[Initiative] = (), closed_at: datetime.datetime | None = None) -> Sprint:
    """Freeze a sprint after its forum: the chosen open initiatives wait for the next one, the other open ones stop.

    Raises AdviceUnanswered when the forum was not held or an advice has no answer, SprintClosed when it was closed before.
    """
    demand_open(sprint, by)
    missing = missing_to_close(sprint)
    if missing:
        raise AdviceUnanswered(" ".join(missing))
    chosen = {initiative.pk for initiative in carry_over}
    for initiative in sprint.initiatives.open():
        initiative.state = InitiativeState.CARRIED if initiative.pk in chosen else InitiativeState.STOPPED
        initiative.save()
    frozen = _snapshot(sprint)
    sprint.state, sprint.closed_at = SprintState.CLOSED, closed_at or timezone.now()
    sprint.frozen, sprint.frozen_hash = frozen, hashlib.sha256(json.dumps(frozen, sort_keys=True).encode()).hexdigest()
    sprint.save()
    _mail_answers(sprint, by)
    return sprint


def _demand_room(school: School, starts_on: datetime.date, ends_on: datetime.date, forum_on: datetime.date) -> None:
    if not starts_on <= forum_on <= ends_on:
        raise SprintRefused(f"Het forum valt binnen de sprint: tussen {starts_on:%d/%m/%Y} en {ends_on:%d/%m/%Y}.")
    other = school.sprints.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if other is not None:
        raise SprintRefused(f"Sprint {other.number} loopt tot {other.ends_on:%d/%m/%Y}; de volgende begint daarna.")


def _snapshot(sprint: Sprint) -> dict[str, Any]:
    """What closing freezes: goals, initiatives, advice and answers, as plain JSON."""
    initiatives = sprint.initiatives.values("title", "text", "blocks", "owner", "state", "outcome")
    advice = sprint.forum.advice.shown().values("who", "kind", "text", "answer__verdict", "answer__because")
    return {
        "title": sprint.title,
        "goal": sprint.goal,
        "done_when": sprint.done_when,
        "initiatives": list(initiatives),
        "forum": {"date": sprint.forum.date.isoformat(), "question": sprint.forum.question, "report": sprint.forum.report},
        "advice": list(advice),
    }


def _mail_answers(sprint: Sprint, by: Access) -> None:
    """Who left an address gets the answer now that it is final; other addresses go at once."""
    advice = Advice.objects.filter(forum__sprint=sprint).exclude(email="")
    advice.exclude(state=AdviceState.SHOWN).update(email="")
    for each in advice.shown():
        jobs.enqueue(
            kind=ANSWER_MAIL_JOB, payload={"advice": each.pk}, dedupe_key=f"{ANSWER_MAIL_JOB}:{each.pk}", label="Antwoord op een advies mailen", by=by
        )
