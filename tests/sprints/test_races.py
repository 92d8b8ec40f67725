"""Two at the same moment, on connections of their own: nothing slips into a sprint while it closes."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.utils import timezone

from sprints import services
from sprints.enums import SprintState, Verdict
from sprints.models import Advice, Answer, Sprint
from sprints.services import ChangedMeanwhile, SprintClosed
from tests.factories.flywheel import Place, guest_advice, make_advice, make_link, make_place
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme


@pytest.fixture
def place(committed: None) -> Iterator[Place]:
    programme = Programme.objects.create(slug=f"race-{timezone.now():%H%M%S%f}", name="Gelijktijdig")
    with programme_context(programme.pk):
        made = make_place(programme)
        services.hold_forum(forum=made.sprint.forum, held_at=timezone.now(), report="x", by=made.flywheel)
    yield made
    with programme_context(programme.pk):  # two tests share the tables, and accounts stand outside the programme
        for user in (made.driver, made.adviser):
            type(user).objects.filter(pk=user.pk).update(email=f"oud-{user.pk}@voorbeeld.example")


def in_thread(work: object, place: Place, outcome: list[object]) -> threading.Thread:
    """Do the work in another connection, inside the programme, and keep what came of it."""

    def run() -> None:
        try:
            with programme_context(place.programme.pk):
                outcome.append(work())  # type: ignore[operator]
        except (SprintClosed, ChangedMeanwhile) as refusal:
            outcome.append(refusal)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_an_advice_that_comes_while_the_sprint_closes_waits_and_is_refused(place: Place) -> None:
    with programme_context(place.programme.pk):
        link, _token = make_link(place)
    outcome: list[object] = []
    with programme_context(place.programme.pk):
        services.close_sprint(sprint=place.sprint, by=place.flywheel)
        thread = in_thread(lambda: guest_advice(link), place, outcome)
        thread.join(timeout=1)
        assert thread.is_alive()
        assert outcome == []
    thread.join(timeout=20)
    assert [type(each) for each in outcome] == [SprintClosed]
    with programme_context(place.programme.pk):
        assert Sprint.objects.get().state == SprintState.CLOSED
        assert not Advice.objects.exists()


def test_of_two_members_who_answer_at_once_the_second_is_told(place: Place) -> None:
    with programme_context(place.programme.pk):
        advice = make_advice(place)
    outcome: list[object] = []
    with programme_context(place.programme.pk), transaction.atomic():
        services.answer_advice(advice=advice, verdict=Verdict.TAKEN, because="De eerste", by=place.flywheel)
        second = in_thread(
            lambda: services.answer_advice(advice=advice, verdict=Verdict.NOT_TAKEN, because="De tweede", by=place.flywheel), place, outcome
        )
        second.join(timeout=1)
        assert second.is_alive()
    second.join(timeout=20)
    assert [type(each) for each in outcome] == [ChangedMeanwhile]
    with programme_context(place.programme.pk):
        assert Answer.objects.get().because == "De eerste"
