"""Report texts of the demo."""

from __future__ import annotations

from collections.abc import Collection

from indicators import services as indicator_services
from networks.models import Network
from reports import services
from reports.models import Report, Section, SectionKey
from reports.services import Subject
from warmescholen.demo.build.ground import Site, Story

CHAPTERS = {
    "uitgangspunten": SectionKey.PRINCIPLES,
    "opzet": SectionKey.SETUP,
    "impact_schools": SectionKey.SCHOOLS,
    "umbrellas_intro": SectionKey.UMBRELLAS,
    "cities_intro": SectionKey.CITIES,
    "policy": SectionKey.POLICY,
    "experiences": SectionKey.EXPERIENCES,
    "lessons_intro": SectionKey.LESSONS,
    "deliverables_intro": SectionKey.DELIVERABLES,
    "dissemination": SectionKey.DISSEMINATION,
}


def chapters(site: Site, report: Report, story: Story, *, unfinished: Collection[str] = ()) -> None:
    """The chapters that the story has, each finished unless it is named among the unfinished."""
    for name, key in CHAPTERS.items():
        if story.get(name):
            _write(site, report, key, story[name], is_finished=name not in unfinished)


def umbrellas_and_cities(site: Site, report: Report, umbrellas: Story, cities: Story, *, unfinished: Collection[str] = ()) -> None:
    """A text per umbrella and per city."""
    for place, (key, body) in enumerate(umbrellas.items()):
        _write(site, report, SectionKey.UMBRELLA, body, about=Subject(umbrella=site.umbrellas[key]), position=place)
    for place, (key, body) in enumerate(cities.items()):
        about = Subject(city=site.cities[key])
        _write(site, report, SectionKey.CITY, body, about=about, position=place, is_finished=f"city.{key}" not in unfinished)


def portraits(site: Site, report: Report, lines: Story) -> None:
    """A text per line of the session table, in the table's order."""
    for place, key in enumerate(line for line in site.lines if line in lines):
        schools = site.lines[key]
        about = Subject(group=site.groups[key]) if key in site.groups else Subject(school=schools[0])
        _write(site, report, SectionKey.PORTRAIT, lines[key]["profile"], about=about, position=place)


def indicators(site: Site, report: Report, network: Network | None, story: Story) -> None:
    """A text per indicator, with its points of attention."""
    for number, entry in story.items():
        indicator = site.indicators[int(number)]
        _write(site, report, SectionKey.INDICATOR, entry["text"], about=Subject(indicator=indicator), position=int(number))
        for place, point in enumerate(entry.get("points", ())):
            indicator_services.add_point(indicator=indicator, network=network, text=point, position=place, by=site.manager)


def lessons_and_deliverables(site: Site, network: Network | None, lessons: list[Story], deliverables: list[Story]) -> None:
    """What was learned, and what was made."""
    for place, entry in enumerate(lessons):
        services.add_lesson(
            network=network, title=entry["title"], happened=entry["happened"], next_edition=entry["next"], position=place, by=site.manager
        )
    for place, entry in enumerate(deliverables):
        services.add_deliverable(network=network, title=entry["title"], text=entry["text"], state=entry["state"], position=place, by=site.manager)


def _write(
    site: Site,
    report: Report,
    key: SectionKey,
    body: str,
    *,
    about: Subject | None = None,
    position: int = 0,
    is_finished: bool = True,
) -> None:
    state = Section.State.APPROVED if is_finished else Section.State.DRAFT
    services.write_section(report=report, key=key, body=body.strip(), state=state, about=about, position=position, by=site.manager)
