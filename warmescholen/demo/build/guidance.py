"""Sessions and ratings of the demo."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable, Sequence

from indicators import services as indicator_services
from indicators.models import RatingProposal, RatingSource, Round
from indicators.models.ratings import SIDES
from networks.models import Network
from schools import services as school_services
from schools.enums import FollowUpOwner, SessionKind, SessionState
from schools.models import School
from schools.services import NewSession
from warmescholen.demo.build.ground import Site, Story
from warmescholen.demo.dates import SEED, RoundDates

MINUTES = (60, 75, 90, 60, 120, 45)
TEAM_PLACE = "op school"
FURTHEST, LEAST_FAR = 1, 4
LAYERS = ("team_notes", "private_notes", "follow_ups")  # by the number of the session, from 1


def collective_sessions(site: Site, network: str, entries: list[Story], members: dict[str, list[School]]) -> None:
    """Collective sessions of a network; one with a `group` is attended by that group's schools only."""
    adviser = site.adviser(network)
    for group in {entry.get("group", "") for entry in entries}:
        own = [entry for entry in entries if entry.get("group", "") == group]
        attending = [school for line, schools in members.items() if not group or line == group for school in schools]
        for entry, day in zip(own, site.calendar.spread(f"{network}:{group}", len(own)), strict=True):
            follow_ups = ((entry.get("follow_up_by", FollowUpOwner.SCHOOL), entry["follow_up"]),) if entry.get("follow_up") else ()
            new = NewSession(
                kind=SessionKind.COLLECTIVE,
                date=day,
                minutes=180,
                schools=tuple(attending),
                network=site.networks[network],
                title=entry["title"],
                note_shared=entry["note"],
                note_team=entry.get("team", ""),
                topics=tuple(site.topics[topic] for topic in entry["topics"]),
                adviser_ids=(adviser.user_id,) if adviser.user_id else (),
                follow_ups=follow_ups,
            )
            school_services.log_session(new=new, by=adviser)


def individual_sessions(site: Site, network: str, line: str, story: Story) -> None:
    """Individual sessions of a line: one school, or a group whose schools all attend."""
    adviser = site.adviser(network)
    schools = site.lines[line]
    is_group = len(schools) > 1
    notes: list[str] = story["notes"]
    minutes = story.get("minutes") or [MINUTES[(len(line) + place) % len(MINUTES)] for place in range(len(notes))]
    team, private, steps = (story.get(name, {}) for name in LAYERS)
    for place, (note, day) in enumerate(zip(notes, site.calendar.spread(line, len(notes)), strict=True)):
        new = NewSession(
            kind=SessionKind.INDIVIDUAL,
            date=day,
            minutes=minutes[place],
            schools=tuple(schools),
            school=None if is_group else schools[0],
            group=site.groups[line] if is_group else None,
            place=TEAM_PLACE,
            note_shared=note,
            note_team=team.get(str(place + 1), ""),
            note_private=private.get(str(place + 1), ""),
            follow_ups=((FollowUpOwner.SCHOOL, steps[str(place + 1)]),) if str(place + 1) in steps else (),
            adviser_ids=(adviser.user_id,) if adviser.user_id else (),
        )
        school_services.log_session(new=new, by=adviser)


def planned_sessions(site: Site, network: str, schools: Iterable[School]) -> None:
    """What stands in the diary for the coming weeks; it counts nowhere."""
    adviser = site.adviser(network)
    some = list(schools)[:3]
    for school, day in zip(some, site.calendar.ahead(network, len(some)), strict=True):
        new = NewSession(
            kind=SessionKind.INDIVIDUAL,
            state=SessionState.PLANNED,
            date=day,
            minutes=60,
            schools=(school,),
            school=school,
            place=TEAM_PLACE,
            adviser_ids=(adviser.user_id,) if adviser.user_id else (),
        )
        school_services.log_session(new=new, by=adviser)


def closed_round(site: Site, name: str, dates: RoundDates, levels: dict[tuple[str, int], int], networks: Sequence[Network] = ()) -> Round:
    """A round with agreed levels, and what adviser and school had each said before they agreed."""
    round_ = _open(site, name, dates, networks)
    chance = random.Random(f"{SEED}:{name}")  # noqa: S311 (dates and differences of a demo, no secret)
    span = (dates.closes_on - dates.opens_on).days
    for (school, number), level in levels.items():
        day = dates.opens_on + datetime.timedelta(days=chance.randint(0, max(0, span)))
        adviser, own = _before_agreement(chance, level)
        for source, said in ((RatingSource.ADVISER, adviser), (RatingSource.SCHOOL, own)):
            _rate(site, round_, (school, number), source, said, day)
    for school in dict.fromkeys(school for school, _number in levels):
        _finish(site, round_, school, *SIDES)
    for place, level in levels.items():
        _agree(site, round_, place, level, dates.closes_on)
    indicator_services.close_round(round_=round_, by=site.manager)
    return round_


def open_round(site: Site, name: str, levels: dict[tuple[str, int], int]) -> Round:
    """The round that runs now: a third of the schools rated by the adviser, some by themselves; where both did, they are agreeing."""
    dates = site.calendar.open_round()
    round_ = _open(site, name, dates)
    day = max(dates.opens_on, site.calendar.today - datetime.timedelta(days=1))
    chance = random.Random(f"{SEED}:{name}")  # noqa: S311 (as above)
    for place, school in enumerate(site.schools):
        said = {number: _before_agreement(chance, levels[school, number]) for number in site.indicators if (school, number) in levels}
        sides = [side for side, every in ((RatingSource.ADVISER, 3), (RatingSource.SCHOOL, 4)) if place % every == 0]
        for number, both in said.items():
            for side in sides:
                _rate(site, round_, (school, number), side, both[SIDES.index(side)], day)
        _finish(site, round_, school, *sides)
        if len(sides) == len(SIDES):
            _discuss(site, round_, school, said, day)
    return round_


def _discuss(site: Site, round_: Round, school: str, said: dict[int, tuple[int, int]], day: datetime.date) -> None:
    """What both say alike is agreed; on the rest the adviser made a proposal, which waits for the school."""
    for number, (adviser, own) in said.items():
        if adviser == own:
            _agree(site, round_, (school, number), own, day)
        else:
            _propose(site, round_, (school, number), own)


def _open(site: Site, name: str, dates: RoundDates, networks: Sequence[Network] = ()) -> Round:
    if site.scale is None:
        message = "the scale comes before the rounds"
        raise ValueError(message)
    return indicator_services.open_round(
        name=name, opens_on=dates.opens_on, closes_on=dates.closes_on, scale=site.scale, versions=site.versions, networks=networks, by=site.manager
    )


def _rate(site: Site, round_: Round, where: tuple[str, int], source: RatingSource, level: int, day: datetime.date) -> None:
    school, number = where
    who = site.flywheel(site.schools[school]) if source == RatingSource.SCHOOL else site.manager
    indicator_services.rate(
        round_=round_, indicator=site.indicators[number], school=site.schools[school], source=source, level=level, rated_on=day, by=who
    )


def _finish(site: Site, round_: Round, school: str, *sides: RatingSource) -> None:
    for side in sides:
        who = site.flywheel(site.schools[school]) if side == RatingSource.SCHOOL else site.manager
        indicator_services.finish_side(round_=round_, school=site.schools[school], side=side, by=who)


def _propose(site: Site, round_: Round, where: tuple[str, int], level: int) -> RatingProposal:
    school, indicator = site.schools[where[0]], site.indicators[where[1]]
    return indicator_services.propose_level(
        round_=round_, indicator=indicator, school=school, side=RatingSource.ADVISER, level=level, by=site.manager
    )


def _agree(site: Site, round_: Round, where: tuple[str, int], level: int, day: datetime.date) -> None:
    proposal, by = _propose(site, round_, where, level), site.flywheel(site.schools[where[0]])
    indicator_services.confirm_level(proposal=proposal, side=RatingSource.SCHOOL, version=proposal.version, by=by, on=day)


def _before_agreement(chance: random.Random, level: int) -> tuple[int, int]:
    """Schools see themselves a little further than their adviser does, in about one case in five."""
    roll = chance.random()
    if roll < 0.14:
        return level, max(FURTHEST, level - 1)
    if roll < 0.2:
        return min(LEAST_FAR, level + 1), level
    return level, level
