"""Verbs of the rapportage: start, write, freeze, and make its file."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from indicators.models import Indicator, Round
from networks.models import City, Network, Umbrella
from reports import dataset as datasets
from reports.dataset import Dataset
from reports.facts import build_dataset
from reports.models import Deliverable, Edition, Lesson, Rendition, Report, Section, SectionKey
from schools.models import School, SchoolGroup
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.files.services import is_whole, store_file
from warmescholen.jobs import services as jobs
from warmescholen.jobs.models import Job

PDF_JOB = "reports.pdf"


class AlreadyFrozen(ValueError):
    """Nothing changed since the last edition, so there is nothing to freeze."""


@dataclass(frozen=True)
class Face:
    """What a report shows now: its last edition while nothing changed since, else the concept of the next one."""

    dataset: Dataset
    number: int
    edition: Edition | None

    @property
    def is_concept(self) -> bool:
        """Whether each page has to say that this is not frozen."""
        return self.edition is None

    @property
    def frozen_on(self) -> datetime.date | None:
        """The day of freezing."""
        return timezone.localdate(self.edition.frozen_at) if self.edition else None

    @property
    def anonymised_on(self) -> datetime.date | None:
        """The day on which a person was taken out of what was frozen."""
        return timezone.localdate(self.edition.anonymised_at) if self.edition and self.edition.anonymised_at else None

    @property
    def content_hash(self) -> str:
        """The same for the same print: dataset, number and state."""
        state = "concept" if self.edition is None else self.edition.frozen_at.isoformat()
        changed = f" {self.anonymised_on}" if self.anonymised_on else ""
        return hashlib.sha256(f"{datasets.digest(self.dataset)} {self.number} {state}{changed}".encode()).hexdigest()


@dataclass(frozen=True)
class Subject:
    """What a repeated section is about; at most one of these."""

    school: School | None = None
    group: SchoolGroup | None = None
    indicator: Indicator | None = None
    umbrella: Umbrella | None = None
    city: City | None = None


@transaction.atomic
def start_report(*, network: Network | None, round_: Round, by: Access) -> Report:
    """Start the living document of a network, or of the programme."""
    by.demand(Permission.WRITE_REPORT, network)
    return Report.objects.create(programme_id=by.programme_id, network=network, round=round_)


@transaction.atomic
def write_section(
    *, report: Report, key: SectionKey, body: str, state: Section.State, by: Access, about: Subject | None = None, position: int = 0
) -> Section:
    """Write a part of a report; a second time changes it and counts its version."""
    by.demand(Permission.WRITE_REPORT, report)
    subject = about or Subject()
    section, made = Section.objects.get_or_create(
        programme_id=by.programme_id,
        report=report,
        key=key,
        school=subject.school,
        group=subject.group,
        indicator=subject.indicator,
        umbrella=subject.umbrella,
        city=subject.city,
        defaults={"body": body, "state": state, "author_id": by.user_id, "position": position},
    )
    if not made:
        section.body, section.state, section.author_id = body, state, by.user_id
        section.version += 1
        section.save()
    return section


@transaction.atomic
def add_lesson(*, network: Network | None, title: str, happened: str, next_edition: str, position: int, by: Access) -> Lesson:
    """Add a lesson of a network, or of the programme."""
    by.demand(Permission.WRITE_REPORT, network)
    return Lesson.objects.create(
        programme_id=by.programme_id, network=network, title=title, happened=happened, next_edition=next_edition, position=position
    )


@transaction.atomic
def add_deliverable(*, network: Network | None, title: str, text: str, state: str, position: int, by: Access) -> Deliverable:
    """Add something that was made, or is being made."""
    by.demand(Permission.WRITE_REPORT, network)
    return Deliverable.objects.create(programme_id=by.programme_id, network=network, title=title, text=text, state=state, position=position)


@transaction.atomic
def freeze_report(*, report: Report, by: Access) -> Edition:
    """Keep the report as it is now, as its next edition. Raises AlreadyFrozen when nothing changed since the last one."""
    by.demand(Permission.FREEZE_REPORT, report)
    Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    face = face_of(report)
    if face.edition is not None:
        message = f"Er veranderde niets sinds versie {face.number}."
        raise AlreadyFrozen(message)
    return Edition.objects.create(
        programme_id=by.programme_id,
        report=report,
        number=face.number,
        dataset=datasets.to_json(face.dataset),
        dataset_hash=datasets.digest(face.dataset),
        frozen_at=timezone.now(),
        frozen_by_id=by.user_id,
    )


def face_of(report: Report) -> Face:
    """What the report shows now."""
    live = build_dataset(report)
    last = report.editions.order_by("-number").first()
    if last is not None and last.dataset_hash == datasets.digest(live):
        return Face(datasets.from_json(last.dataset), last.number, last)
    return Face(live, 1 if last is None else last.number + 1, None)


def request_pdf(*, report: Report, by: Access) -> Job:
    """Ask for the PDF of what the report shows now; an open request for it is not doubled."""
    by.demand(Permission.VIEW_REPORT, report)
    label = f"Rapportage {report.network.name if report.network else report.programme.name} als PDF"
    return jobs.enqueue(kind=PDF_JOB, payload={"report": report.pk}, dedupe_key=f"{PDF_JOB}:{report.pk}", label=label, by=by)


def made_before(report: Report, face: Face) -> Rendition | None:
    """The PDF that was made of exactly this content, if there is one and its bytes are what they were."""
    rendition = Rendition.objects.filter(report=report, format="pdf", content_hash=face.content_hash).select_related("file").first()
    return rendition if rendition is not None and is_whole(rendition.file) else None


def confirm(rendition: Rendition) -> Rendition:
    """Let an earlier file be the newest again: the report shows once more what it showed then."""
    rendition.save(update_fields=["updated_at"])
    return rendition


def keep_pdf(*, report: Report, face: Face, content: bytes) -> Rendition:
    """Store the PDF of a report; the caller's transaction makes it count."""
    state = "concept" if face.is_concept else f"versie {face.number}"
    name = f"Rapportage {face.dataset.title} ({state}).pdf".replace("/", "-")
    stored = store_file(programme_id=report.programme_id, folder="rapportages", name=name, content_type="application/pdf", content=content)
    rendition, _made = Rendition.objects.update_or_create(
        programme_id=report.programme_id,
        report=report,
        format="pdf",
        content_hash=face.content_hash,
        defaults={"edition": face.edition, "file": stored},
    )
    return rendition
