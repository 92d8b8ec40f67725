"""The coordinator's and the programmabeheerder's day: networks at a glance, what is overdue, how complete the rapportage is."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from indicators.models import Rating, Round
from indicators.queries import latest_closed_round
from reports.models import Section
from schools.models import Placement, School
from sprints.models import Sprint
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission, Role
from warmescholen.home.homes.attention import Quiet, quiet_schools, silent_forums
from warmescholen.home.queries import NetworkCard, network_cards, unfinished_sections
from warmescholen.jobs.models import Job

SHOWN = 5


@dataclass(frozen=True)
class Progress:
    """How far a network is in the round that runs: schools that are rated on every indicator, of those expected."""

    done: int
    expected: int


@dataclass(frozen=True)
class SteeringHome:
    """What somebody who keeps several networks on course needs to see first."""

    cards: list[tuple[NetworkCard, Progress | None]]
    round: Round | None
    closed_round: Round | None
    sections: list[Section]
    forums: list[Sprint]
    quiet: list[Quiet]
    more_quiet: int
    failed_jobs: int

    @property
    def overdue(self) -> int:
        """How many things wait for somebody."""
        return len(self.sections) + len(self.forums) + len(self.quiet) + self.more_quiet + self.failed_jobs

    @property
    def percent_written(self) -> int | None:
        """How complete the rapportages are together; None without any chapter."""
        every = sum(card.sections for card, _progress in self.cards)
        return sum(card.written for card, _progress in self.cards) * 100 // every if every else None


def steering_home(access: Access, today: datetime.date) -> SteeringHome:
    """Over all networks of the access; a fixed number of queries."""
    cards = network_cards(access)
    running = Round.objects.visible_to(access).filter(state=Round.State.OPEN).prefetch_related("network_links").order_by("-number").first()
    progress = round_progress(running, access) if running else {}
    quiet = quiet_schools(_guided(access, today), today)
    return SteeringHome(
        cards=[(card, progress.get(card.network.pk)) for card in cards],
        round=running,
        closed_round=latest_closed_round(access.programme_id),
        sections=list(unfinished_sections(access)),
        forums=list(silent_forums(access, today)),
        quiet=quiet[:SHOWN],
        more_quiet=max(0, len(quiet) - SHOWN),
        failed_jobs=_failed_jobs(access),
    )


def round_progress(round_: Round, access: Access) -> dict[int, Progress]:
    """Per network how many of its schools are agreed on for every indicator of the round; three queries."""
    indicators = round_.indicator_links.count()
    agreed = Rating.objects.visible_to(access).in_round(round_).agreed().values_list("school").annotate(count=Count("pk"))
    complete = {school for school, count in agreed if indicators and count >= indicators}
    expected = set(round_.expected_schools().values_list("pk", flat=True))
    placed = Placement.objects.on(round_.closes_on).filter(programme_id=access.programme_id).values_list("network_id", "school_id")
    every: Counter[int] = Counter()
    done: Counter[int] = Counter()
    for network_id, school_id in placed:
        if school_id in expected:
            every[network_id] += 1
            done[network_id] += school_id in complete
    return {network_id: Progress(done[network_id], count) for network_id, count in every.items()}


def _guided(access: Access, today: datetime.date) -> QuerySet[School]:
    """The schools that have a place in a network now: only these are waited for."""
    placed = Placement.objects.on(today).filter(programme_id=access.programme_id)
    return School.objects.visible_to(access).filter(pk__in=placed.values("school"))


def _failed_jobs(access: Access) -> int:
    if not any(grip.role == Role.MANAGER for grip in access.grips) or not access.everywhere(Permission.MANAGE_PEOPLE):
        return 0
    return Job.objects.filter(programme_id=access.programme_id, state=Job.State.FAILED).count()
