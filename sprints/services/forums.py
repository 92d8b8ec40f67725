"""Verbs for forums and the advice that they bring."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from schools.models import Session
from sprints.enums import AdviceKind, AdviceState, ForumGroupKind, Verdict
from sprints.models import Advice, Answer, Forum, ForumGroup, ForumSession
from sprints.services.common import ChangedMeanwhile, SprintRefused, demand_open, demand_unchanged, demand_unfrozen
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


@transaction.atomic
def change_forum(*, forum: Forum, date: datetime.date, place: str, question: str, by: Access, seen: datetime.datetime | None = None) -> Forum:
    """Change when and where a forum is and what it asks. Raises SprintRefused for a day outside the sprint."""
    demand_open(forum.sprint, by)
    demand_unchanged(forum, seen)
    if not forum.sprint.starts_on <= date <= forum.sprint.ends_on:
        raise SprintRefused(f"Het forum valt binnen de sprint: tussen {forum.sprint.starts_on:%d/%m/%Y} en {forum.sprint.ends_on:%d/%m/%Y}.")
    forum.date, forum.place, forum.question = date, place, question
    forum.save()
    return forum


@transaction.atomic
def ask_advice(*, forum: Forum, touched: Collection[str], experts: Collection[str], by: Access) -> None:
    """Name who is touched by the proposal and who knows about it: both must be asked. Raises SprintRefused when one is missing."""
    demand_open(forum.sprint, by)
    wanted = {(ForumGroupKind.TOUCHED, name) for name in touched} | {(ForumGroupKind.EXPERT, name) for name in experts}
    if not touched or not experts:
        raise SprintRefused("Noem wie geraakt wordt door het voorstel én wie ervan weet: beiden geven advies.")
    there = {(ForumGroupKind(group.kind), group.name): group for group in forum.groups.all()}
    for gone in there.keys() - wanted:
        there[gone].delete()
    new = [(kind, name) for kind, names in ((ForumGroupKind.TOUCHED, touched), (ForumGroupKind.EXPERT, experts)) for name in names]
    added = [pair for pair in dict.fromkeys(new) if pair not in there]
    ForumGroup.objects.bulk_create(ForumGroup(programme_id=by.programme_id, forum=forum, kind=kind, name=name) for kind, name in added)


@transaction.atomic
def hold_forum(*, forum: Forum, held_at: datetime.datetime, report: str, by: Access) -> None:
    """Note that the forum was held, and what was decided. Raises SprintRefused for a moment that is still to come."""
    demand_open(forum.sprint, by)
    if held_at > timezone.now():
        raise SprintRefused("Dit moment komt nog. Noteer het forum als gehouden wanneer het voorbij is.")
    forum.held_at, forum.report = held_at, report
    forum.save()


@transaction.atomic
def attend_forum(*, forum: Forum, session: Session, by: Access) -> ForumSession:
    """Tie an adviser's session of kind forum to the meeting that it was the attendance of."""
    by.demand(Permission.LOG_SESSION, forum.sprint)
    return ForumSession.objects.create(programme_id=by.programme_id, forum=forum, session=session)


@transaction.atomic
def give_advice(*, forum: Forum, who: str, kind: AdviceKind, text: str, given_at: datetime.datetime, programme_id: int) -> Advice:
    """Lay an advice before the flywheel; whoever is asked may, without an account. Raises SprintClosed after the close."""
    demand_unfrozen(forum.sprint)
    return Advice.objects.create(programme_id=programme_id, forum=forum, who=who, kind=kind, text=text, given_at=given_at)


@transaction.atomic
def note_advice(*, forum: Forum, who: str, kind: AdviceKind, text: str, by: Access) -> Advice:
    """Note what somebody advised aloud or on paper."""
    demand_open(forum.sprint, by)
    return give_advice(forum=forum, who=who, kind=kind, text=text, given_at=timezone.now(), programme_id=by.programme_id)


@transaction.atomic
def show_advice(*, advice: Advice, by: Access) -> Advice:
    """Lay a guest's advice before everybody after a member looked at it; also what was set aside by mistake."""
    demand_open(advice.forum.sprint, by)
    advice.refresh_from_db()
    advice.state, advice.set_aside_because = AdviceState.SHOWN, ""
    advice.save()
    return advice


@transaction.atomic
def set_aside_advice(*, advice: Advice, because: str, by: Access) -> Advice:
    """Keep an advice from the forum, such as one that names a pupil; it stays with its reason. Raises SprintRefused without one.

    Only before it was shown: what everybody read is answered and not put away.
    """
    demand_open(advice.forum.sprint, by)
    advice.refresh_from_db()
    if advice.state == AdviceState.SHOWN:
        raise SprintRefused("Dit advies is al getoond: geef er antwoord op.")
    if not because.strip():
        raise SprintRefused("Zeg waarom dit advies opzij gaat.")
    advice.state, advice.set_aside_because = AdviceState.SET_ASIDE, because
    advice.save()
    return advice


@transaction.atomic
def answer_advice(*, advice: Advice, verdict: Verdict, because: str, by: Access, seen: datetime.datetime | None = None) -> Answer:
    """Answer an advice, with the reason; until the close an answer can be changed by who saw it last.

    Raises ChangedMeanwhile when there is an answer that is not the one `seen`, SprintRefused while a guest's advice waits.
    """
    demand_open(advice.forum.sprint, by)
    advice.refresh_from_db()
    if advice.state != AdviceState.SHOWN:
        raise SprintRefused("Kijk dit advies eerst na.")
    if not because.strip():
        raise SprintRefused("Zeg waarom: wie advies gaf, krijgt een reden.")
    answer = Answer.objects.filter(advice=advice).first()
    if answer is None:
        return Answer.objects.create(programme_id=by.programme_id, advice=advice, verdict=verdict, because=because, by_id=by.user_id)
    if answer.updated_at != seen:
        raise ChangedMeanwhile(f"Een collega antwoordde intussen: {answer.get_verdict_display()}. Wat jij typte staat hier nog.")
    answer.verdict, answer.because, answer.by_id = verdict, because, by.user_id
    answer.save()
    return answer
