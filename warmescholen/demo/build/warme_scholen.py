"""The programme of the published figures."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from indicators import services as indicator_services
from indicators.library import read_library
from indicators.models import Round
from networks import services as network_services
from networks.models import Network
from reports import services as report_services
from reports.models import Report
from schools import services as school_services
from schools.models import School
from warmescholen.accounts.roles import Role
from warmescholen.demo.build import extras, flywheel, guidance, writing
from warmescholen.demo.build.ground import Site, Story, act_as, add_person, open_programme
from warmescholen.demo.dates import DemoCalendar
from warmescholen.demo.figures import Figures, Row

SLUG, NAME, HOST = "warme-scholen", "Warme Scholen", "warmescholen.example"
WITHOUT_NETWORK = "los"
# Two reports are still being written when the demo begins: which of their texts are not finished.
CONCEPTS = {"gent-2": ("experiences", "city.gent"), "leuven-genk": ("policy", "city.genk")}
# What the adviser of Gent learned since, and nobody chose yet.
PROPOSALS = (
    ("gent-2", 1, "Lees de visie in september hardop voor: nieuwe collega's vragen dan vanzelf waar ze in het lokaal te zien is."),
    ("gent-2", 1, "Hang de visie niet op voor ze door een forum ging; een poster die te vroeg hangt, leest niemand meer."),
    ("gent-1", 3, "Teken de leergemeenschappen eerst op het lokalenplan en pas daarna op het uurrooster."),
)
ROUNDS = ("meetronde 1", "meetronde 2", "meetronde 3", "meetronde 4")
DRIVERS_SCHOOL = "atheneum-voskenslaan"
NETWORK_NOTES = {"brugge-1": "De bron zet de drie collectieve sessies bij de stad Brugge; ze zijn gelezen als die van dit netwerk."}
LINE_NOTES = {
    "ol-vrouwlyceum": "Eén lijn voor twee scholen, die samen begeleid zijn; een sessie telt één keer.",
    "heilig-graf-1": "Groep van drie scholen met een eigen aantal collectieve sessies; een sessie met de groep telt één keer.",
    "heilig-graf-2": "Groep van twee scholen met een eigen aantal collectieve sessies; een sessie met de groep telt één keer.",
    "ter-groene-poorte": "Begeleid zonder lerend netwerk, dus zonder collectieve sessies.",
    "sask-1": "Dit label staat twee keer in de bron, telkens met zeven sessies; beide lijnen zijn behouden.",
    "sask-2": "Dit label staat twee keer in de bron, telkens met zeven sessies; beide lijnen zijn behouden.",
}
Say = Callable[[str], None]


def build(figures: Figures, texts: Path, calendar: DemoCalendar, say: Say) -> Site:
    """Load the whole programme; the caller holds the transaction, so it is there whole or not at all."""
    common = tomllib.loads((texts / "programme.toml").read_text("utf-8"))
    stories = {row["key"]: tomllib.loads((texts / f"{row['key']}.toml").read_text("utf-8")) for row in figures.networks}
    stories[WITHOUT_NETWORK] = tomllib.loads((texts / f"{WITHOUT_NETWORK}.toml").read_text("utf-8"))
    site = open_programme(slug=SLUG, name=NAME, calendar=calendar)
    say("steden, koepels, netwerken en scholen")
    _places(site, figures, stories)
    _schools(site, figures)
    _definitions(site, figures, common)
    _people(site, figures)
    for key, story in stories.items():
        say(f"sessies, sprints en forums van {site.networks[key].name if key in site.networks else 'scholen zonder netwerk'}")
        _guidance(site, figures, key, story)
    extras.attend_forums(site)
    extras.add(site, host=HOST)
    say("meetrondes")
    latest = _rounds(site, figures)
    say("teksten van de rapportages")
    reports = _reports(site, latest, common, stories)
    for key, number, text in PROPOSALS:
        indicator_services.propose_point(indicator=site.indicators[number], network=site.networks[key], text=text, by=site.advisers[key])
    for key, report in reports.items():
        if key not in CONCEPTS:
            report_services.freeze_report(report=report, by=site.manager)
    return site


def _places(site: Site, figures: Figures, stories: dict[str, Story]) -> None:
    for row in figures.cities:
        city = network_services.create_city(key=row["key"], name=row["name"], is_warm_city=row["warm_city"] == "yes", by=site.manager)
        site.cities[row["key"]] = city
    for row in figures.umbrellas:
        parent = site.umbrellas.get(row["parent"])
        site.umbrellas[row["key"]] = network_services.create_umbrella(key=row["key"], name=row["name"], parent=parent, by=site.manager)
    for row in figures.networks:
        site.networks[row["key"]] = network_services.create_network(
            key=row["key"],
            name=row["name"],
            section=row["section"],
            cities=[site.cities[key] for key in row["cities"].split(";")],
            description=stories[row["key"]]["network"]["description"],
            story=stories[row["key"]]["network"]["story"],
            report_note=NETWORK_NOTES.get(row["key"], ""),
            by=site.manager,
        )


def _schools(site: Site, figures: Figures) -> None:
    for line in figures.lines:
        rows = figures.schools_of(line["key"])
        note = LINE_NOTES.get(line["key"], "")
        if len(rows) > 1:
            site.groups[line["key"]] = school_services.create_group(key=line["key"], name=line["label"], report_note=note, by=site.manager)
        site.lines[line["key"]] = [_school(site, line, row, note) for row in rows]


def _school(site: Site, line: Row, row: Row, note: str) -> School:
    group = site.groups.get(line["key"])
    school = school_services.create_school(
        key=row["key"],
        name=row["name"],
        education=row["education"],
        city=site.cities.get(line["city"]),
        umbrella=site.umbrellas.get(row["umbrella"]),
        group=group,
        report_note="" if group else note,
        by=site.manager,
    )
    site.schools[row["key"]] = school
    if line["network"]:
        school_services.place_school(school=school, network=site.networks[line["network"]], starts_on=site.calendar.first, by=site.manager)
    return school


def _definitions(site: Site, figures: Figures, common: Story) -> None:
    for place, name in enumerate(common["programme"]["topics"]):
        site.topics[name] = school_services.create_topic(name=name, position=place, by=site.manager)
    entries = {entry.number: entry for entry in read_library().indicators}
    site.scale = indicator_services.define_scale(names=common["programme"]["levels"], by=site.manager)
    for row in figures.indicators:
        number = int(row["number"])
        version = indicator_services.define_indicator(
            number=number,
            short_name=row["short_name"],
            statement=row["statement"],
            scale=site.scale,
            descriptors=entries[number].descriptors,
            by=site.manager,
        )
        site.versions.append(version)
        site.indicators[number] = version.indicator


def _people(site: Site, figures: Figures) -> None:
    manager = add_person(site, f"beheer@{HOST}", "Programmabeheer", Role.MANAGER)
    site.manager = act_as(site, manager, Role.MANAGER)
    gent = [site.networks["gent-1"], site.networks["gent-2"]]
    add_person(site, f"coordinator@{HOST}", "Coördinator Gent", Role.COORDINATOR, *gent)
    adviser = add_person(site, f"adviseur@{HOST}", "Adviseur Gent", Role.ADVISER, *gent)
    site.advisers = {network.key: act_as(site, adviser, Role.ADVISER) for network in gent}
    add_person(site, f"trekker@{HOST}", "Trekker Atheneum Voskenslaan", Role.FLYWHEEL, site.schools[DRIVERS_SCHOOL])
    add_person(site, f"waarnemer@{HOST}", "Waarnemer", Role.OBSERVER)
    for row in figures.networks:
        if row["key"] not in site.advisers:
            network = site.networks[row["key"]]
            name = f"Adviseur {network.name.removeprefix('Lerend netwerk ')}"
            user = add_person(site, f"adviseur-{network.key}@{HOST}", name, Role.ADVISER, network, password=False)
            site.advisers[network.key] = act_as(site, user, Role.ADVISER)


def _guidance(site: Site, figures: Figures, key: str, story: Story) -> None:
    lines = figures.lines_of("" if key == WITHOUT_NETWORK else key)
    members = {line["key"]: site.lines[line["key"]] for line in lines}
    if key != WITHOUT_NETWORK:
        guidance.collective_sessions(site, key, story["collective"], members)
    for line, schools in members.items():
        told = story["line"][line]
        guidance.individual_sessions(site, key, line, told)
        by_school: dict[str, list[Story]] = defaultdict(list)
        for sprint in told["sprint"]:
            by_school[sprint.get("school", schools[0].key)].append(sprint)
        for school in schools:
            _flywheel(site, school, by_school[school.key], told["prototype"])
    guidance.planned_sessions(site, key, [school for schools in members.values() for school in schools])


def _flywheel(site: Site, school: School, stories: list[Story], prototypes: Story) -> None:
    flywheel.team(site, school, stories)
    made = flywheel.sprints(site, school, stories)
    story = prototypes if "reason" in prototypes else prototypes.get(school.key)
    if story:
        closed = [sprint for sprint in made if sprint.closed_at]
        flywheel.prototype(site, school, story, closed[-1].forum if closed else None)


def _rounds(site: Site, figures: Figures) -> Round:
    levels: dict[int, dict[tuple[str, int], int]] = defaultdict(dict)
    for row in figures.levels:
        levels[int(row["round"])][row["school"], int(row["indicator"])] = int(row["level"])
    rounds = [
        guidance.closed_round(site, name, dates, levels[number])
        for number, (name, dates) in enumerate(zip(ROUNDS[:3], site.calendar.closed_rounds(), strict=True), start=1)
    ]
    guidance.open_round(site, ROUNDS[3], levels[3])
    return rounds[-1]


def _reports(site: Site, latest: Round, common: Story, stories: dict[str, Story]) -> dict[str, Report]:
    reports = {"programme": report_services.start_report(network=None, round_=latest, by=site.manager)}
    writing.chapters(site, reports["programme"], common["chapter"])
    writing.umbrellas_and_cities(site, reports["programme"], common["umbrella"], common["city"])
    writing.indicators(site, reports["programme"], None, common["indicator"])
    writing.lessons_and_deliverables(site, None, common["lesson"], common["deliverable"])
    for key, network in site.networks.items():
        reports[key] = _network_report(site, network, latest, stories[key])
    return reports


def _network_report(site: Site, network: Network, latest: Round, story: Story) -> Report:
    report = report_services.start_report(network=network, round_=latest, by=site.manager)
    unfinished = CONCEPTS.get(network.key, ())
    writing.chapters(site, report, story["report"], unfinished=unfinished)
    writing.umbrellas_and_cities(site, report, story["report"]["umbrellas"], story["report"]["cities"], unfinished=unfinished)
    writing.portraits(site, report, story["line"])
    writing.indicators(site, report, network, story["indicator"])
    writing.lessons_and_deliverables(site, network, story["lesson"], story["deliverable"])
    return report
