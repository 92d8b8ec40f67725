"""All arithmetic of a report, without HTML: builds the dataset that every rendition reads.

Counts follow `domain.md`: a session counts once (rule 2), membership counts at the date (rule 3), missing is not zero (rule 8).
"""

from __future__ import annotations

from collections.abc import Iterable

from indicators.models import Round
from networks.models import Network
from reports.dataset import Dataset, DeliverableFacts, Distribution, IndicatorFacts, LessonFacts
from reports.facts import levels, sessions, texts, work
from reports.models import Deliverable, Lesson, Report

# Goes up when a template, the style or a chart changes what a report looks like: then every report is made again.
TEMPLATE_VERSION = 1
PROGRAMME_KEY = "programme"


def build_dataset(report: Report) -> Dataset:
    """The dataset of a report as the platform counts at this moment. Needs the programme's context."""
    network = report.network
    counted = sessions.count(report.programme_id, network)
    picture = levels.Picture(report.round, network)
    distributions = picture.distributions()
    written = texts.Written(report, _tokens(counted, distributions))
    indicators = _indicators(report, written, distributions)
    return Dataset(
        template_version=TEMPLATE_VERSION,
        key=PROGRAMME_KEY if network is None else network.key,
        programme=report.programme.name,
        title=report.programme.name if network is None else network.name,
        period=counted.period,
        round_name=report.round.name,
        round_closed_on=report.round.closes_on.isoformat() if report.round.state == Round.State.CLOSED else None,
        is_demo=report.programme.is_demo,
        texts=written.chapters(),
        portraits=written.portraits(),
        umbrellas=written.umbrellas(),
        cities=written.cities(),
        tables=counted.tables,
        schools=picture.expected,
        networks=Network.objects.filter(programme_id=report.programme_id).count() if network is None else 1,
        collective=counted.collective,
        individual=counted.individual,
        footnotes=counted.footnotes,
        indicators=indicators,
        sprints=work.sprints(network),
        voices=work.voices(network),
        lessons=_lessons(report, written),
        deliverables=_deliverables(report, written),
        missing=(*_gaps(report, counted, distributions), *written.gaps()),
    )


def _indicators(
    report: Report, written: texts.Written, distributions: dict[int, tuple[Distribution | None, Distribution]]
) -> tuple[IndicatorFacts, ...]:
    points = texts.points(report)
    links = report.round.indicator_links.select_related("indicator_version__indicator").order_by("indicator_version__indicator__number")
    facts = []
    for link in links:
        version = link.indicator_version
        number = version.indicator.number
        own, programme = distributions[number]
        chosen = tuple(written.fill(point) for point in points.get(number, ()))
        text = written.of_indicator(version.indicator)
        facts.append(IndicatorFacts(number, version.short_name, version.statement, own, programme, text, chosen))
    return tuple(facts)


def _tokens(counted: sessions.Counted, distributions: dict[int, tuple[Distribution | None, Distribution]]) -> dict[str, str]:
    """Every figure that a text may name, as it is printed."""
    values = dict(counted.tokens())
    for number, (own, programme) in distributions.items():
        values |= levels.tokens(f"indicator.{number}", own or programme)
        values |= levels.tokens(f"programma.indicator.{number}", programme)
    return values


def _lessons(report: Report, written: texts.Written) -> tuple[LessonFacts, ...]:
    rows = Lesson.objects.filter(programme_id=report.programme_id, network=report.network)
    return tuple(LessonFacts(row.title, written.fill(row.happened), written.fill(row.next_edition)) for row in rows)


def _deliverables(report: Report, written: texts.Written) -> tuple[DeliverableFacts, ...]:
    rows = Deliverable.objects.filter(programme_id=report.programme_id, network=report.network)
    return tuple(DeliverableFacts(row.title, written.fill(row.text), row.state) for row in rows)


def _gaps(report: Report, counted: sessions.Counted, distributions: dict[int, tuple[Distribution | None, Distribution]]) -> Iterable[str]:
    """What the figures lack, in words."""
    if report.round.state != Round.State.CLOSED:
        yield f"{report.round.name.capitalize()} is niet gesloten: de niveaus kunnen nog veranderen."
    for table in counted.tables:
        for line in table.lines:
            if not line.individual and not line.collective:
                yield f"{line.label} heeft nog geen sessie."
    for number, (own, programme) in distributions.items():
        shown = own or programme
        if shown.shares and shown.missing:
            yield f"Indicator {number}: nog niet ingeschaald: {shown.missing} van {shown.missing + shown.total} scholen."
