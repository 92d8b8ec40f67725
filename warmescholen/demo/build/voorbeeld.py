"""A second, fictional programme with data of its own in every table."""

from __future__ import annotations

import tomllib
from pathlib import Path

from indicators import services as indicator_services
from indicators.models import Round
from networks import services as network_services
from reports import services as report_services
from schools import services as school_services
from schools.models import School
from warmescholen.accounts.roles import Role
from warmescholen.demo.build import extras, flywheel, guidance, writing
from warmescholen.demo.build.ground import Site, Story, act_as, add_person, open_programme
from warmescholen.demo.dates import DemoCalendar

SLUG, HOST = "voorbeeld", "voorbeeld.example"


def build(texts: Path, calendar: DemoCalendar) -> Site:
    """Load the programme; the caller holds the transaction."""
    story = tomllib.loads((texts / "voorbeeld.toml").read_text("utf-8"))
    site = open_programme(slug=SLUG, name=story["programme"]["name"], calendar=calendar)
    _places(site, story)
    _schools(site, story)
    _definitions(site, story)
    manager = add_person(site, f"beheer@{HOST}", "Programmabeheer", Role.MANAGER)
    site.manager = act_as(site, manager, Role.MANAGER)
    site.advisers = {key: act_as(site, manager, Role.MANAGER) for key in site.networks}
    _guidance(site, story)
    extras.attend_forums(site)
    extras.add(site, host=HOST)
    latest = _rounds(site, story)
    _reports(site, story, latest)
    return site


def _places(site: Site, story: Story) -> None:
    for row in story["city"]:
        site.cities[row["key"]] = network_services.create_city(key=row["key"], name=row["name"], is_warm_city=True, by=site.manager)
    for row in story["umbrella"]:
        parent = site.umbrellas.get(row.get("parent", ""))
        site.umbrellas[row["key"]] = network_services.create_umbrella(key=row["key"], name=row["name"], parent=parent, by=site.manager)
    for row in story["network"]:
        site.networks[row["key"]] = network_services.create_network(
            key=row["key"],
            name=row["name"],
            section="",
            cities=[site.cities[key] for key in row["city"]],
            description=row["description"],
            story=row["story"],
            by=site.manager,
        )


def _schools(site: Site, story: Story) -> None:
    for row in story["group"]:
        site.groups[row["key"]] = school_services.create_group(key=row["key"], name=row["label"], by=site.manager)
    for row in story["school"]:
        school = school_services.create_school(
            key=row["key"],
            name=row["name"],
            education=row["education"],
            city=site.cities[row["city"]],
            umbrella=site.umbrellas[row["umbrella"]],
            group=site.groups.get(row.get("group", "")),
            numbers=[f"{900000 + len(site.schools)}"],
            by=site.manager,
        )
        site.schools[row["key"]] = school
        site.lines.setdefault(row.get("group", row["key"]), []).append(school)
        network = site.networks[row["network"]]
        school_services.place_school(school=school, network=network, starts_on=site.calendar.first, by=site.manager)


def _definitions(site: Site, story: Story) -> None:
    for place, name in enumerate(story["programme"]["topics"]):
        site.topics[name] = school_services.create_topic(name=name, position=place, by=site.manager)
    site.scale = indicator_services.define_scale(names=story["programme"]["levels"], by=site.manager)
    for row in story["indicator"]:
        version = indicator_services.define_indicator(
            number=row["number"],
            short_name=row["short_name"],
            statement=row["statement"],
            scale=site.scale,
            descriptors=row["descriptors"],
            by=site.manager,
        )
        site.versions.append(version)
        site.indicators[row["number"]] = version.indicator


def _guidance(site: Site, story: Story) -> None:
    networks = {row["key"]: row["network"] for row in story["school"]} | {row["key"]: row["network"] for row in story["group"]}
    for key in site.networks:
        members = {line: schools for line, schools in site.lines.items() if networks[line] == key}
        guidance.collective_sessions(site, key, [row for row in story["collective"] if row["network"] == key], members)
        guidance.planned_sessions(site, key, [school for schools in members.values() for school in schools])
    for line in site.lines:
        rows = [row for row in story["individual"] if row["line"] == line]
        told: Story = {"notes": [row["note"] for row in rows], "minutes": [row["minutes"] for row in rows]}
        told |= {name: {str(place): row[name] for place, row in enumerate(rows, start=1) if name in row} for name in guidance.LAYERS}
        guidance.individual_sessions(site, networks[line], line, told)
    for school in site.schools.values():
        _flywheel(site, school, story)


def _flywheel(site: Site, school: School, story: Story) -> None:
    stories = [row for row in story["sprint"] if row["school"] == school.key]
    if not stories:
        return
    flywheel.team(site, school, stories)
    made = flywheel.sprints(site, school, stories)
    for row in story["prototype"]:
        if row["school"] == school.key:
            flywheel.prototype(site, school, row, made[0].forum)


def _rounds(site: Site, story: Story) -> Round:
    rounds = []
    for number, dates in enumerate(site.calendar.closed_rounds()[1:], start=1):
        rows = [row for row in story["level"] if row["round"] == number]
        levels = {(row["school"], row["indicator"]): row["level"] for row in rows}
        rounds.append(guidance.closed_round(site, f"meting {number}", dates, levels, networks=list(site.networks.values())))
    return rounds[-1]


def _reports(site: Site, story: Story, latest: Round) -> None:
    report = report_services.start_report(network=None, round_=latest, by=site.manager)
    writing.chapters(site, report, story["chapter"])
    writing.umbrellas_and_cities(site, report, story["umbrella_text"], story["city_text"])
    texts = {str(row["number"]): {"text": row.get("text", ""), "points": row["points"]} for row in story["indicator"]}
    writing.indicators(site, report, None, texts)
    writing.lessons_and_deliverables(site, None, story["lesson"], story["deliverable"])
    profiles = {row["key"]: row for row in story["school"]}
    for key, network in site.networks.items():
        told = story["network_report"][key]
        own = report_services.start_report(network=network, round_=latest, by=site.manager)
        writing.chapters(site, own, told)
        writing.umbrellas_and_cities(site, own, told["umbrellas"], told["cities"])
        writing.indicators(site, own, network, {number: {"text": text} for number, text in told["indicator"].items()})
        writing.lessons_and_deliverables(site, network, told["lesson"], told["deliverable"])
        members = set(network.placements.values_list("school__key", flat=True))
        lines = {line: profiles[line] for line in site.lines if line in members and line in profiles}
        writing.portraits(site, own, lines)
        report_services.freeze_report(report=own, by=site.manager)
