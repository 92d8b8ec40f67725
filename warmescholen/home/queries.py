"""What the pages over all rooms show, from the same facts as the rapportage."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from indicators.queries import percent
from networks.models import Network
from reports.dataset import SessionTable
from reports.facts import sessions
from reports.facts.texts import FINISHED
from reports.models import Rendition, Report, Section
from reports.services import PDF_JOB
from schools.models import Placement
from sprints.enums import SprintState
from sprints.models import Sprint
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.jobs.models import Job


@dataclass(frozen=True)
class NetworkCard:
    """A network at a glance."""

    network: Network
    table: SessionTable
    running: int
    next_forum: datetime.date | None
    written: int
    sections: int

    @property
    def percent_written(self) -> int:
        """How much of the report is written, in whole percents."""
        return percent(self.written, self.sections) if self.sections else 0


@dataclass(frozen=True)
class ReportRow:
    """A report in the list: its newest file, and the job that makes the next one."""

    report: Report
    rendition: Rendition | None
    job: Job | None
    open_sections: int


def network_cards(access: Access) -> list[NetworkCard]:
    """The networks that one may see, at a glance; a fixed number of queries."""
    networks = list(Network.objects.visible_to(access))
    tables = {table.key: table for table in sessions.count(access.programme_id, None).tables}
    today = timezone.localdate()
    placed = Placement.objects.on(today).filter(programme_id=access.programme_id)
    members: dict[int, int] = dict(placed.values_list("school_id", "network_id"))
    running: Counter[int] = Counter()
    forums: dict[int, datetime.date] = {}
    sprints = Sprint.objects.filter(programme_id=access.programme_id, state=SprintState.RUNNING).order_by("forum__date")
    for school, forum_on in sprints.values_list("school_id", "forum__date"):
        running[members.get(school, 0)] += 1
        if forum_on >= today:
            forums.setdefault(members.get(school, 0), forum_on)
    written: Counter[int] = Counter()
    every: Counter[int] = Counter()
    for network_id, state in Section.objects.filter(report__network__in=networks).values_list("report__network_id", "state"):
        every[network_id] += 1
        written[network_id] += state in FINISHED
    return [NetworkCard(each, tables[each.key], running[each.pk], forums.get(each.pk), written[each.pk], every[each.pk]) for each in networks]


def unfinished_sections(access: Access) -> QuerySet[Section]:
    """Parts of one's reports that are not finished."""
    if not access.may_somewhere(Permission.VIEW_REPORT):
        return Section.objects.none()
    visible = Report.objects.visible_to(access)
    rows = Section.objects.filter(report__in=visible).exclude(state__in=FINISHED)
    return rows.select_related("report__network", "city", "umbrella", "indicator", "school", "group")


def session_table(network: Network) -> SessionTable:
    """The session table of a network, as its report prints it."""
    return sessions.count(network.programme_id, network).tables[0]


def report_rows(reports: QuerySet[Report]) -> list[ReportRow]:
    """Each report with its newest file and its newest job; a fixed number of queries."""
    found = list(reports.select_related("network", "programme", "round").order_by("network__position"))
    newest = Rendition.objects.filter(report__in=found).order_by("report_id", "-updated_at").distinct("report_id")
    renditions = {rendition.report_id: rendition for rendition in newest.select_related("file", "edition")}
    keys = [f"{PDF_JOB}:{report.pk}" for report in found]
    jobs = {job.dedupe_key: job for job in Job.objects.filter(dedupe_key__in=keys).order_by("dedupe_key", "-pk").distinct("dedupe_key")}
    left = Counter(Section.objects.filter(report__in=found).exclude(state__in=FINISHED).values_list("report_id", flat=True))
    return [
        ReportRow(report, renditions.get(report.pk), _unless_done(jobs.get(key)), left[report.pk]) for report, key in zip(found, keys, strict=True)
    ]


def _unless_done(job: Job | None) -> Job | None:
    return None if job is None or job.state == Job.State.DONE else job
