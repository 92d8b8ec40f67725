"""Rounds: planned, open, closed, opened again; who is missing is known from the start."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from indicators import services
from indicators.models import IndicatorVersion, Round
from indicators.queries.progress import round_progress
from indicators.queries.sheet import rounds_about
from indicators.services.rounds import RoundPlan
from networks.models import Network
from schools.models import Placement, School
from tests.factories.guidance import DAY, access, make_network, make_user, school_of
from tests.factories.rating import LATER, adviser, finish, flywheel, indicator, make_indicator, make_round, make_scale, say
from warmescholen.accounts.access import Forbidden, platform_access
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.models import Programme


@pytest.fixture
def networks(inside: Programme) -> tuple[Network, Network]:
    return make_network(inside, "n-1", "eigen", "buur"), make_network(inside, "n-2", "vreemd")


@pytest.fixture
def plan(inside: Programme, networks: tuple[Network, Network]) -> RoundPlan:
    scale = make_scale(inside)
    return RoundPlan("voorjaar", DAY, LATER, scale, [make_indicator(inside, scale, number) for number in (1, 2)])


def test_a_round_is_planned_then_opened_closed_and_opened_again_and_each_step_is_kept(inside: Programme, plan: RoundPlan) -> None:
    by = platform_access(inside.pk)
    round_ = services.plan_round(plan=plan, by=by)
    services.start_round(round_=round_, by=by)
    services.close_round(round_=round_, by=by)
    with pytest.raises(services.RoundNotOpen, match="waarom"):
        services.reopen_round(round_=round_, reason="  ", by=by)
    services.reopen_round(round_=round_, reason="Twee scholen ontbraken.", by=by)
    steps = list(round_.transitions.values_list("to_state", "reason"))
    assert steps == [("planned", ""), ("open", ""), ("closed", ""), ("open", "Twee scholen ontbraken.")]


def test_no_step_is_taken_twice_or_out_of_turn(inside: Programme, plan: RoundPlan) -> None:
    by = platform_access(inside.pk)
    round_ = services.plan_round(plan=plan, by=by)
    for verb in (services.close_round, lambda **told: services.reopen_round(reason="Zomaar.", **told)):
        with pytest.raises(services.RoundNotOpen):
            verb(round_=round_, by=by)
    services.start_round(round_=round_, by=by)
    with pytest.raises(services.RoundNotOpen):
        services.start_round(round_=round_, by=by)


def test_a_planned_round_can_change_wholly_an_open_one_its_dates_and_a_closed_one_nothing(
    inside: Programme, plan: RoundPlan, networks: tuple[Network, Network]
) -> None:
    by = platform_access(inside.pk)
    round_ = services.plan_round(plan=plan, by=by)
    other = dataclasses.replace(plan, name="najaar", versions=plan.versions[:1], networks=networks[:1])
    round_ = services.edit_round(round_=round_, plan=other, by=by)
    assert (round_.name, round_.networks(), round_.indicator_links.count()) == ("najaar", [networks[0]], 1)
    services.start_round(round_=round_, by=by)
    later = dataclasses.replace(plan, name="winter", closes_on=LATER + datetime.timedelta(days=7))
    round_ = services.edit_round(round_=round_, plan=later, by=by)
    assert (round_.name, round_.networks(), round_.indicator_links.count()) == ("winter", [networks[0]], 1)
    services.close_round(round_=round_, by=by)
    with pytest.raises(services.RoundNotOpen, match="gesloten"):
        services.edit_round(round_=round_, plan=plan, by=by)


def test_a_round_ends_after_it_begins_and_looks_at_something(inside: Programme, plan: RoundPlan) -> None:
    by = platform_access(inside.pk)
    for wrong in (dataclasses.replace(plan, closes_on=DAY - datetime.timedelta(days=1)), dataclasses.replace(plan, versions=())):
        with pytest.raises(services.RoundNotOpen):
            services.plan_round(plan=wrong, by=by)
    assert not Round.objects.exists()


def test_a_coordinator_manages_rounds_of_the_own_networks_only(inside: Programme, plan: RoundPlan, networks: tuple[Network, Network]) -> None:
    by = access(make_user(inside, "coordinator", Role.COORDINATOR, networks[0]), inside)
    own = services.plan_round(plan=dataclasses.replace(plan, networks=networks[:1]), by=by)
    for wider in ((), networks, networks[1:]):
        with pytest.raises(Forbidden):
            services.plan_round(plan=dataclasses.replace(plan, networks=wider), by=by)
        with pytest.raises(Forbidden):
            services.edit_round(round_=own, plan=dataclasses.replace(plan, networks=wider), by=by)
    both = services.plan_round(plan=dataclasses.replace(plan, networks=networks), by=platform_access(inside.pk))
    with pytest.raises(Forbidden):
        services.start_round(round_=both, by=by)


def test_a_round_keeps_the_wording_that_it_was_rated_with(inside: Programme, plan: RoundPlan) -> None:
    by = platform_access(inside.pk)
    old = services.plan_round(plan=plan, by=by)
    make_indicator(inside, plan.scale, 1)
    assert IndicatorVersion.objects.get(round_links__round=old, indicator__number=1).version == 1
    assert indicator(inside).versions.count() == 2


def test_who_is_missing_is_known_from_the_start(inside: Programme, networks: tuple[Network, Network]) -> None:
    round_ = make_round(inside)
    progress = round_progress(round_, platform_access(inside.pk), DAY)
    assert [(each.key, each.adviser.done, each.adviser.total) for each in progress.networks] == [("n-1", 0, 2), ("n-2", 0, 1)]
    assert (progress.days_left, progress.is_late) == (60, False)
    school = school_of(inside, "eigen")
    say(round_, school, "adviser", 1)
    finish(round_, school)
    say(round_, school_of(inside, "buur"), "school", 1)
    progress = round_progress(round_, platform_access(inside.pk), LATER + datetime.timedelta(days=1))
    assert progress.is_late
    first = progress.networks[0]
    assert (first.adviser.done, first.own.done, first.agreed.done) == (1, 1, 0)
    assert [(each.school.key, each.adviser, each.own) for each in first.schools] == [("buur", 0, 1), ("eigen", 1, 0)]
    say(round_, school, "agreed", 1)
    assert round_progress(round_, platform_access(inside.pk), DAY).whole.agreed.done == 1


def test_a_school_belongs_to_the_network_that_it_is_in_on_the_closing_date(inside: Programme, networks: tuple[Network, Network]) -> None:
    moved = school_of(inside, "buur")
    Placement.objects.filter(school=moved).update(ends_on=DAY)
    Placement.objects.create(programme=inside, school=moved, network=networks[1], starts_on=DAY)
    late = school_of(inside, "vreemd")
    Placement.objects.filter(school=late).update(starts_on=LATER + datetime.timedelta(days=1))
    progress = round_progress(make_round(inside), platform_access(inside.pk), DAY)
    assert {each.key: [school.school.key for school in each.schools] for each in progress.networks} == {"n-1": ["eigen"], "n-2": ["buur"]}


def test_a_school_that_was_never_in_a_network_is_rated_as_well(inside: Programme, networks: tuple[Network, Network]) -> None:
    alone = school_of(inside, "vreemd")
    Placement.objects.filter(school=alone).delete()
    progress = round_progress(make_round(inside), platform_access(inside.pk), DAY)
    assert [(each.label, len(each.schools)) for each in progress.networks] == [("Netwerk n-1", 2), ("Zonder lerend netwerk", 1)]


def test_each_sees_the_progress_of_the_own_schools_and_rounds(inside: Programme, networks: tuple[Network, Network]) -> None:
    whole, theirs = make_round(inside), make_round(inside, networks=networks[1:], name="meetronde 2")
    by = adviser(inside, school_of(inside, "eigen"))
    assert [each.label for each in round_progress(whole, by, DAY).networks] == ["Netwerk n-1"]
    assert list(Round.objects.visible_to(by)) == [whole]
    assert set(Round.objects.visible_to(flywheel(inside, school_of(inside, "vreemd")))) == {whole, theirs}
    assert set(Round.objects.visible_to(access(make_user(inside, "coordinator", Role.COORDINATOR, networks[1]), inside))) == {whole, theirs}


def test_the_rounds_of_a_school_are_those_that_it_can_be_rated_in(inside: Programme, networks: tuple[Network, Network]) -> None:
    moved = school_of(inside, "buur")
    Placement.objects.filter(school=moved).update(ends_on=LATER)
    rounds = [make_round(inside, name=f"ronde {number}", networks=chosen) for number, chosen in enumerate(((), networks[:1], networks[1:], networks))]
    for school in School.objects.all():
        found = rounds_about(school, platform_access(inside.pk))
        assert found == [each for each in reversed(rounds) if each.is_about(school)]
    assert len(rounds_about(moved, platform_access(inside.pk))) == 1
