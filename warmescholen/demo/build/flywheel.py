"""Teams, sprints, forums and prototypes of the demo."""

from __future__ import annotations

import datetime

from schools import services as school_services
from schools.enums import MemberRole
from schools.models import School
from sprints import services as sprint_services
from sprints.enums import AdviceKind, Verdict
from sprints.models import Forum, Sprint
from warmescholen.accounts.access import Access
from warmescholen.demo.build.ground import Site, Story
from warmescholen.demo.dates import EVENING, SprintDates, at

PROTOTYPE = ("reason", "tasks", "values", "ambitions", "decentral", "competent", "inspired", "efficient", "participative")


def team(site: Site, school: School, sprints: list[Story], *, driver: str = "") -> None:
    """The flywheel team, by function: those who own the sprints' initiatives, and the school's leader as an equal."""
    owners = dict.fromkeys(initiative["owner"] for sprint in sprints for initiative in sprint["initiative"])
    functions = [driver, *owners] if driver else list(owners)
    start = site.calendar.first + datetime.timedelta(days=30)
    made = school_services.start_team(school=school, starts_on=start, by=site.manager)
    for place, function in enumerate(functions):
        role = MemberRole.DRIVER if place == 0 else MemberRole.MEMBER
        if place and ("directeur" in function or "directie" in function):
            role = MemberRole.LEADER
        school_services.add_member(team=made, function=function, role=role, starts_on=start, by=site.manager)


def sprints(site: Site, school: School, stories: list[Story]) -> list[Sprint]:
    """The sprints of a school in order: all closed but the last, which runs now."""
    dates = site.calendar.sprints(school.key, len(stories))
    return [_sprint(site, school, story, when, closed=story is not stories[-1]) for story, when in zip(stories, dates, strict=True)]


def prototype(site: Site, school: School, story: Story, forum: Forum | None) -> None:
    """The first version, and the second where it changed."""
    by = site.flywheel(school)
    texts = {name: story[name] for name in PROTOTYPE}
    sprint_services.write_prototype(school=school, texts=texts, by=by)
    if story.get("changed"):
        newer = {**texts, "changed": story["changed"], "ambitions": story.get("new_ambitions", texts["ambitions"])}
        sprint_services.write_prototype(school=school, texts=newer, by=by, endorsed_at=forum)


def _sprint(site: Site, school: School, story: Story, when: SprintDates, *, closed: bool) -> Sprint:
    by = site.flywheel(school)
    sprint = sprint_services.start_sprint(
        school=school,
        title=story["title"],
        goal=story["goal"],
        done_when=story["done_when"],
        starts_on=when.starts_on,
        forum_on=when.forum_on,
        question=story["forum"]["question"],
        by=by,
    )
    for entry in story["initiative"]:
        sprint_services.add_initiative(
            sprint=sprint,
            title=entry["title"],
            text=entry["text"],
            blocks=entry["blocks"],
            indicators=[site.indicators[number] for number in entry.get("indicators", ())],
            owner=entry["owner"],
            state=entry["state"],
            outcome=entry.get("outcome", ""),
            by=by,
        )
    _forum(site, sprint, story["forum"], by)
    if closed:
        sprint_services.hold_forum(forum=sprint.forum, held_at=at(when.forum_on, EVENING), report=story["forum"]["report"], by=by)
        closed_on = min(when.forum_on + datetime.timedelta(days=6), site.calendar.today)
        sprint_services.close_sprint(sprint=sprint, by=by, closed_at=at(closed_on, EVENING))
    return sprint


def _forum(site: Site, sprint: Sprint, story: Story, by: Access) -> None:
    forum = sprint.forum
    sprint_services.ask_advice(forum=forum, touched=dict.fromkeys(story["touched"]), experts=dict.fromkeys(story["experts"]), by=by)
    given_on = min(forum.date, site.calendar.today - datetime.timedelta(days=1))
    for entry in story.get("advice", ()):
        advice = sprint_services.give_advice(
            forum=forum,
            who=entry["who"],
            kind=AdviceKind(entry["kind"]),
            text=entry["text"],
            given_at=at(given_on, EVENING),
            programme_id=by.programme_id,
        )
        if entry.get("answer"):
            sprint_services.answer_advice(advice=advice, verdict=Verdict(entry["answer"]), because=entry["because"], by=by)
