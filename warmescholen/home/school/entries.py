"""What stands on the timeline of a school, and what each room adds to it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils import timezone

from indicators.models import Level, Rating, RatingSource, Round, RoundIndicator
from schools.enums import SessionKind, SessionState
from schools.models import School, Session
from schools.queries.sessions import team_notes, with_all
from sprints.enums import SprintState
from sprints.models import Advice, ForumSession, PrototypeVersion, Sprint
from warmescholen.accounts.access import Access

KIND_WORDS: dict[str, str] = {SessionKind.COLLECTIVE: "collectieve sessie", SessionKind.INDIVIDUAL: "individuele sessie"}
SESSION, SPRINT, FORUM, ROUND, PROTOTYPE = "sessie", "sprint", "forum", "meting", "prototype"


@dataclass(frozen=True)
class Said:
    """The level that one side gave."""

    source: str
    level: int
    name: str


@dataclass(frozen=True)
class LevelRow:
    """An indicator in a round, with what each side that the reader may see said."""

    number: int
    name: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Entry:
    """Something that happened, or will; `team` is the note of the guidance team where the reader may read it."""

    on: datetime.date
    kind: str
    what: str
    title: str
    text: str = ""
    team: str = ""
    session: Session | None = None
    sprint: Sprint | None = None
    round: Round | None = None
    state: str = ""
    state_words: str = ""
    levels: tuple[LevelRow, ...] = field(default=())
    is_open_round: bool = False


def session_entries(school: School, access: Access) -> Iterator[Entry]:
    """Sessions that the school attended or is invited to; without a date they stand on the last of June, as in the rapportage."""
    sessions = list(with_all(Session.objects.visible_to(access).filter(attendances__school=school)))
    notes = team_notes(sessions, access)
    at_forum = set(_forum_sessions(school, access).values())
    for each in sessions:
        if each.pk in at_forum:
            continue  # the forum itself stands there
        is_held = each.state == SessionState.HELD
        yield Entry(
            on=each.date or datetime.date(each.school_year + 1, 6, 30),
            kind=SESSION,
            what=KIND_WORDS.get(each.kind, each.get_kind_display()),
            title=each.title or _title(each, school),
            text=each.cancel_reason if each.state == SessionState.CANCELLED else each.note_shared,
            team=notes.get(each.pk, ""),
            session=each,
            state="" if is_held else str(each.state),
            state_words="" if is_held else each.get_state_display(),
        )


def sprint_entries(school: School, access: Access) -> Iterator[Entry]:
    """Sprints on their first day, and their forums, each with the session of the adviser who was there."""
    attended = _forum_sessions(school, access)
    sessions = {each.pk: each for each in with_all(Session.objects.visible_to(access).filter(pk__in=attended.values()))}
    notes = team_notes(list(sessions.values()), access)
    sprints = Sprint.objects.visible_to(access).filter(school=school).select_related("forum")
    shown = Prefetch("forum__advice", Advice.objects.visible_to(access).shown().select_related("answer"))
    for sprint in sprints.prefetch_related(shown):
        yield Entry(
            on=sprint.starts_on,
            kind=SPRINT,
            what=f"sprint {sprint.number}",
            title=sprint.title,
            text=sprint.goal,
            sprint=sprint,
            state="running" if sprint.state == SprintState.RUNNING else "",
            state_words="loopt" if sprint.state == SprintState.RUNNING else "",
        )
        forum = sprint.forum
        advice = list(forum.advice.all())
        answered = sum(hasattr(each, "answer") for each in advice)
        count = f"{len(advice)} keer advies, {answered} keer beantwoord." if advice else ""
        session = sessions.get(attended.get(forum.pk, 0))
        told = "\n".join(filter(None, (forum.question, count, forum.report, session.note_shared if session else "")))
        team = notes.get(session.pk, "") if session else ""
        yield Entry(on=forum.date, kind=FORUM, what="forum", title=sprint.title, text=told, team=team, session=session, sprint=sprint)


def prototype_entries(school: School, access: Access) -> Iterator[Entry]:
    """Versions of the prototype, on the forum that endorsed them or else the day that they were written."""
    if not Sprint.objects.visible_to(access).filter(school=school).exists():
        return
    versions = PrototypeVersion.objects.filter(programme_id=access.programme_id, prototype__school=school).select_related("endorsed_at")
    for version in versions:
        day = version.endorsed_at.date if version.endorsed_at else timezone.localdate(version.created_at)
        yield Entry(on=day, kind=PROTOTYPE, what="prototype", title=f"versie {version.number}", text=version.changed)


def round_entries(school: School, access: Access) -> Iterator[Entry]:
    """Rounds with the levels that this reader may see; while a round is open, those of the own side and what was agreed."""
    ratings = Rating.objects.visible_to(access).filter(school=school).select_related("round", "indicator")
    by_round: dict[int, list[Rating]] = defaultdict(list)
    for rating in ratings.order_by("indicator__number", "source"):
        by_round[rating.round_id].append(rating)
    rounds = {rating.round_id: rating.round for found in by_round.values() for rating in found}
    levels = {(each.scale_id, each.number): each.name for each in Level.objects.filter(scale__in={each.scale_id for each in rounds.values()})}
    links = RoundIndicator.objects.filter(round__in=rounds).select_related("indicator_version")
    names = {(link.round_id, link.indicator_version.indicator_id): link.indicator_version.short_name for link in links}
    for pk, found in by_round.items():
        round_ = rounds[pk]
        is_open = round_.state == Round.State.OPEN
        rows = _level_rows(found, names, {number: name for (scale, number), name in levels.items() if scale == round_.scale_id})
        yield Entry(
            on=max(rating.rated_on for rating in found) if is_open else round_.closes_on,
            kind=ROUND,
            what="meting",
            title=round_.name.capitalize(),
            round=round_,
            state="running" if is_open else "",
            state_words="loopt nog" if is_open else "",
            levels=rows,
            is_open_round=is_open,
        )


def _forum_sessions(school: School, access: Access) -> dict[int, int]:
    """By forum: the session that was an adviser's attendance of it."""
    sprints = Sprint.objects.visible_to(access).filter(school=school)
    return dict(ForumSession.objects.filter(forum__sprint__in=sprints).values_list("forum_id", "session_id"))


def _title(session: Session, school: School) -> str:
    if session.school_id != school.pk:
        return session.with_whom
    advisers = ", ".join(str(link.user) for link in session.adviser_links.all())
    return f"Begeleiding door {advisers}" if advisers else "Begeleiding op school"


def _level_rows(ratings: list[Rating], names: dict[tuple[int, int], str], levels: dict[int, str]) -> tuple[LevelRow, ...]:
    """A row for each indicator; what was agreed says it all, otherwise each side that is seen."""
    by_indicator: dict[int, list[Rating]] = defaultdict(list)
    for rating in ratings:
        by_indicator[rating.indicator_id].append(rating)
    rows = []
    for found in by_indicator.values():
        told = [rating for rating in found if rating.source == RatingSource.AGREED] or found
        said = tuple(Said(rating.get_source_display(), rating.level, levels.get(rating.level, "")) for rating in told)
        first = found[0]
        rows.append(LevelRow(first.indicator.number, names.get((first.round_id, first.indicator_id), ""), said))
    return tuple(rows)
