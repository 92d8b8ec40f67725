"""Two people who save at the same moment, on two real connections: nothing is lost, and nobody overwrites what they did not see."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from indicators import services
from indicators.models import Rating, RatingFinish, RatingProposal, Round
from schools.models import School
from tests.factories.guidance import DAY, make_network, school_of
from tests.factories.rating import adviser, finish, flywheel, indicator, make_round, say
from warmescholen.accounts.access import platform_access
from warmescholen.audit.tracking import history_of
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

TURNS = 12


@pytest.fixture(scope="module")
def programme(committed: None) -> Programme:
    return Programme.objects.create(slug="samen", name="Samen")


@pytest.fixture
def round_(programme: Programme) -> Round:
    """A round of its own per test, over one school."""
    with programme_context(programme.pk):
        if not School.objects.filter(key="eigen").exists():
            make_network(programme, "n-1", "eigen")
        return make_round(programme, name=f"meetronde {Round.objects.count() + 1}")


def at_once(programme: Programme, *verbs: Callable[[], Any]) -> list[Any]:
    """What each verb gave or raised, when all begin together, each in a transaction on a connection of its own."""
    start = Barrier(len(verbs))

    def run(verb: Callable[[], Any]) -> Any:
        try:
            with programme_context(programme.pk):
                start.wait(timeout=20)
                return verb()
        except (services.RatingChanged, services.RatingRefused, services.RoundNotOpen) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return [each.result(timeout=60) for each in [pool.submit(run, verb) for verb in verbs]]


def test_two_advisers_in_the_same_row_one_saves_and_the_other_gets_both_texts(programme: Programme, round_: Round) -> None:
    with programme_context(programme.pk):
        school = school_of(programme, "eigen")
    version = 0
    for turn in range(TURNS):
        told = [f"eerste {turn}", f"tweede {turn}"]
        level = 1 + turn % 4
        found = at_once(programme, *(partial(say, round_, school, "adviser", level, evidence=text, version=version) for text in told))
        saved = [each for each in found if isinstance(each, Rating)]
        refused = [each for each in found if isinstance(each, services.RatingChanged)]
        assert (len(saved), len(refused)) == (1, 1)
        with programme_context(programme.pk):
            stands = Rating.objects.get(round=round_, school=school, source="adviser")
        assert stands.evidence == saved[0].evidence in told
        # The one who came second is shown what stands there; the own text never left the hands.
        current = refused[0].current
        assert isinstance(current, Rating)
        assert current.evidence == stands.evidence
        version = stands.version
    with programme_context(programme.pk):
        kept = history_of(Rating).objects.filter(id=stands.pk).count()
    assert (version, kept) == (TURNS, TURNS)


def test_two_advisers_in_different_rows_both_save(programme: Programme, round_: Round) -> None:
    with programme_context(programme.pk):
        school = school_of(programme, "eigen")
    found = at_once(programme, *(lambda number=number: say(round_, school, "adviser", number, number=number) for number in (1, 2)))
    assert all(isinstance(each, Rating) for each in found)
    with programme_context(programme.pk):
        assert dict(Rating.objects.filter(round=round_).values_list("indicator__number", "level")) == {1: 1, 2: 2}


def test_adviser_and_school_at_once_both_save(programme: Programme, round_: Round) -> None:
    with programme_context(programme.pk):
        school = school_of(programme, "eigen")
    found = at_once(programme, *(lambda side=side: say(round_, school, side, 2) for side in ("adviser", "school")))
    assert {each.source for each in found} == {"adviser", "school"}


def test_nothing_lands_after_the_own_side_is_finished(programme: Programme, round_: Round) -> None:
    with programme_context(programme.pk):
        school = school_of(programme, "eigen")
        own = adviser(programme, school)
    rating, finished = at_once(
        programme,
        lambda: say(round_, school, "adviser", 3),
        lambda: services.finish_side(round_=round_, school=school, side="adviser", by=own),
    )
    assert finished is False
    with programme_context(programme.pk):
        done = RatingFinish.objects.get(round=round_)
        stands = Rating.objects.filter(round=round_).first()
    assert isinstance(rating, services.RatingRefused) if stands is None else stands.created_at <= done.created_at


def test_nothing_lands_in_a_round_after_it_closed(programme: Programme, round_: Round) -> None:
    with programme_context(programme.pk):
        school = school_of(programme, "eigen")
    rating, _closed = at_once(
        programme,
        lambda: say(round_, school, "adviser", 3),
        lambda: services.close_round(round_=round_, by=platform_access(programme.pk)),
    )
    with programme_context(programme.pk):
        count = Rating.objects.filter(round=round_).count()
        assert Round.objects.get(pk=round_.pk).state == Round.State.CLOSED
    assert isinstance(rating, services.RoundNotOpen if count == 0 else Rating)


def test_two_proposals_at_once_one_stands_and_the_other_is_told(programme: Programme, round_: Round) -> None:
    with programme_context(programme.pk):
        school = school_of(programme, "eigen")
        finish(round_, school)
        sides = {"adviser": adviser(programme, school), "school": flywheel(programme, school)}
    found = at_once(
        programme,
        *(
            lambda side=side, by=by, level=level: services.propose_level(
                round_=round_, indicator=indicator(programme), school=school, side=side, level=level, by=by
            )
            for level, (side, by) in enumerate(sides.items(), start=1)
        ),
    )
    assert sorted(type(each).__name__ for each in found) == ["RatingChanged", "RatingProposal"]
    with programme_context(programme.pk):
        proposal = RatingProposal.objects.select_related("round", "school").get(round=round_)
        other = "school" if proposal.source == "adviser" else "adviser"
        services.confirm_level(proposal=proposal, side=other, version=1, by=sides[other], on=DAY)
        assert Rating.objects.agreed().get(round=round_).level == proposal.level
