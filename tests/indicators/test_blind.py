"""The blind rule: while a round runs, no side sees what the other says before both are finished."""

from __future__ import annotations

import pytest

from indicators import services
from indicators.models import Rating, RatingFinish, Round
from schools.models import School
from tests.factories.guidance import access, make_network, make_user, school_of
from tests.factories.rating import adviser, finish, flywheel, make_round, say
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.models import Programme

SAID = {("adviser", 2), ("school", 1)}


@pytest.fixture
def school(inside: Programme) -> School:
    make_network(inside, "n-1", "eigen", "buur")
    make_network(inside, "n-2", "vreemd")
    return school_of(inside, "eigen")


@pytest.fixture
def round_(inside: Programme, school: School) -> Round:
    """Adviser and school each rated, and so they did next door and elsewhere."""
    made = make_round(inside)
    for key in ("eigen", "buur", "vreemd"):
        for source, level in SAID:
            say(made, school_of(inside, key), source, level, evidence=f"bewijs van {source} over {key}")
    return made


def seen(by: Access, school: School | None = None) -> set[tuple[str, int]]:
    rows = Rating.objects.visible_to(by)
    return set((rows.filter(school=school) if school else rows).values_list("source", "level"))


def test_each_side_sees_only_its_own_levels_while_the_round_is_open(inside: Programme, school: School, round_: Round) -> None:
    assert seen(adviser(inside, school)) == {("adviser", 2)}
    assert seen(flywheel(inside, school)) == {("school", 1)}


@pytest.mark.parametrize("side", ["adviser", "school"])
def test_one_side_that_is_finished_shows_nothing_to_anybody(inside: Programme, school: School, round_: Round, side: str) -> None:
    finish(round_, school, side)
    assert seen(adviser(inside, school)) == {("adviser", 2)}
    assert seen(flywheel(inside, school)) == {("school", 1)}


def test_both_sides_see_both_once_both_are_finished_and_only_of_that_school(inside: Programme, school: School, round_: Round) -> None:
    finish(round_, school)
    neighbour = school_of(inside, "buur")
    assert seen(adviser(inside, school, neighbour), school) == SAID
    assert seen(adviser(inside, school, neighbour), neighbour) == {("adviser", 2)}
    assert seen(flywheel(inside, school)) == SAID
    assert seen(flywheel(inside, neighbour)) == {("school", 1)}


def test_another_round_in_which_both_were_finished_opens_nothing(inside: Programme, school: School, round_: Round) -> None:
    finish(make_round(inside, name="meetronde 2"), school)
    assert seen(flywheel(inside, school)) == {("school", 1)}


def test_a_coordinator_of_a_network_is_blind_as_an_adviser_is(inside: Programme, school: School, round_: Round) -> None:
    network = school.placements.get().network
    by = access(make_user(inside, "coordinator", Role.COORDINATOR, network), inside)
    assert seen(by) == {("adviser", 2)}
    assert Rating.objects.visible_to(by).count() == 2


def test_who_holds_the_levels_of_the_whole_programme_sees_both_sides(inside: Programme, school: School, round_: Round) -> None:
    by = access(make_user(inside, "beheer", Role.MANAGER), inside)
    assert seen(by) == SAID
    assert Rating.objects.visible_to(by).count() == 6


def test_somebody_who_guides_one_school_and_belongs_to_another_is_blind_in_both(inside: Programme, school: School, round_: Round) -> None:
    other = school_of(inside, "vreemd")
    both = Access(inside.pk, None, "twee rollen", (*adviser(inside, school).grips, *flywheel(inside, other).grips))
    assert seen(both, school) == {("adviser", 2)}
    assert seen(both, other) == {("school", 1)}


def test_an_observer_sees_no_levels_of_schools_at_all(inside: Programme, school: School, round_: Round) -> None:
    finish(round_, school)
    assert seen(access(make_user(inside, "waarnemer", Role.OBSERVER), inside)) == set()


def test_in_a_closed_round_who_may_see_the_school_sees_both_sides_of_it(inside: Programme, school: School, round_: Round) -> None:
    services.close_round(round_=round_, by=access(make_user(inside, "beheer", Role.MANAGER), inside))
    assert seen(adviser(inside, school)) == SAID
    assert Rating.objects.visible_to(adviser(inside, school)).count() == 2
    assert seen(flywheel(inside, school)) == SAID


def test_a_round_that_is_opened_again_is_blind_again(inside: Programme, school: School, round_: Round) -> None:
    by = access(make_user(inside, "beheer", Role.MANAGER), inside)
    services.close_round(round_=round_, by=by)
    services.reopen_round(round_=round_, reason="Twee scholen ontbraken.", by=by)
    assert seen(flywheel(inside, school)) == {("school", 1)}


def test_an_agreed_level_is_seen_by_both_sides(inside: Programme, school: School, round_: Round) -> None:
    say(round_, school, "agreed", 3)
    assert seen(adviser(inside, school)) == {("adviser", 2), ("agreed", 3)}
    assert seen(flywheel(inside, school)) == {("school", 1), ("agreed", 3)}


def test_finishing_can_be_taken_back_until_the_other_side_is_finished_too(inside: Programme, school: School, round_: Round) -> None:
    own, theirs = adviser(inside, school), flywheel(inside, school)
    assert not services.finish_side(round_=round_, school=school, side="adviser", by=own)
    with pytest.raises(services.RatingRefused, match="Je kant is klaar"):
        say(round_, school, "adviser", 4, by=own, version=1)
    services.take_back_finish(round_=round_, school=school, side="adviser", by=own)
    say(round_, school, "adviser", 4, by=own, version=1)
    assert not services.finish_side(round_=round_, school=school, side="school", by=theirs)
    assert services.finish_side(round_=round_, school=school, side="adviser", by=own)
    for side, by in (("adviser", own), ("school", theirs)):
        with pytest.raises(services.RatingRefused, match="allebei klaar"):
            services.take_back_finish(round_=round_, school=school, side=side, by=by)
    assert RatingFinish.objects.count() == 2
    assert seen(theirs) == {("adviser", 4), ("school", 1)}


def test_whether_the_two_sides_are_equal_is_not_told_before_both_are_finished(inside: Programme, school: School, round_: Round) -> None:
    finish(round_, school, "school")
    with pytest.raises(services.RatingRefused, match="allebei klaar"):
        services.propose_equal_levels(round_=round_, school=school, side="school", by=flywheel(inside, school))
