"""Rating: nothing is overwritten unseen, a closed round is frozen, a level is agreed by two."""

from __future__ import annotations

import pytest

from indicators import services
from indicators.models import Rating, RatingProposal, Round
from schools.models import School
from tests.factories.guidance import access, make_network, make_user, school_of
from tests.factories.rating import adviser, finish, flywheel, indicator, make_round, say
from warmescholen.accounts.access import Access, Forbidden, platform_access
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.models import Programme


@pytest.fixture
def school(inside: Programme) -> School:
    make_network(inside, "n-1", "eigen", "buur")
    make_network(inside, "n-2", "vreemd")
    return school_of(inside, "eigen")


@pytest.fixture
def round_(inside: Programme, school: School) -> Round:
    return make_round(inside)


def propose(round_: Round, school: School, side: str, level: int, *, version: int = 0, by: Access | None = None) -> RatingProposal:
    who = by or {"adviser": adviser, "school": flywheel}[side](round_.programme, school)
    return services.propose_level(
        round_=round_, indicator=indicator(round_.programme), school=school, side=side, level=level, version=version, by=who
    )


def test_a_colleagues_level_is_not_overwritten_by_who_did_not_see_it(inside: Programme, school: School, round_: Round) -> None:
    say(round_, school, "adviser", 2, evidence="De visie hangt in de gang.")
    with pytest.raises(services.RatingChanged) as caught:
        say(round_, school, "adviser", 3, evidence="Ik zag ze nergens.")
    assert isinstance(caught.value.current, Rating)
    assert caught.value.current.evidence == "De visie hangt in de gang."
    assert say(round_, school, "adviser", 3, evidence="Samen bekeken.", version=1).version == 2


def test_saving_the_same_again_changes_nothing(inside: Programme, school: School, round_: Round) -> None:
    first = say(round_, school, "adviser", 2, evidence="Gezien.")
    again = say(round_, school, "adviser", 2, evidence=" Gezien. ")
    assert (again.pk, again.version, again.updated_at) == (first.pk, 1, first.updated_at)


def test_a_level_that_was_withdrawn_since_is_told(inside: Programme, school: School, round_: Round) -> None:
    by = adviser(inside, school)
    say(round_, school, "adviser", 2)
    services.withdraw_rating(round_=round_, indicator=indicator(inside), school=school, source="adviser", version=1, by=by)
    assert not Rating.objects.exists()
    with pytest.raises(services.RatingChanged) as caught:
        say(round_, school, "adviser", 3, version=1)
    assert caught.value.current is None


def test_who_withdraws_a_level_has_seen_the_last_one(inside: Programme, school: School, round_: Round) -> None:
    say(round_, school, "adviser", 2)
    say(round_, school, "adviser", 3, version=1)
    with pytest.raises(services.RatingChanged):
        services.withdraw_rating(round_=round_, indicator=indicator(inside), school=school, source="adviser", version=1, by=adviser(inside, school))
    assert Rating.objects.get().level == 3


def test_a_closed_round_takes_nothing(inside: Programme, school: School, round_: Round) -> None:
    finish(round_, school)
    proposal = propose(round_, school, "adviser", 2)
    services.close_round(round_=round_, by=platform_access(inside.pk))
    own, theirs = adviser(inside, school), flywheel(inside, school)
    for attempt in (
        lambda: say(round_, school, "adviser", 2),
        lambda: say(round_, school, "agreed", 2),
        lambda: services.finish_side(round_=round_, school=school, side="adviser", by=own),
        lambda: services.take_back_finish(round_=round_, school=school, side="adviser", by=own),
        lambda: propose(round_, school, "school", 3, version=1),
        lambda: services.confirm_level(proposal=proposal, side="school", version=1, by=theirs),
    ):
        with pytest.raises(services.RoundNotOpen):
            attempt()
    assert not Rating.objects.exists()


def test_a_planned_round_takes_nothing_yet(inside: Programme, school: School, round_: Round) -> None:
    Round.objects.update(state=Round.State.PLANNED)
    with pytest.raises(services.RoundNotOpen):
        say(round_, school, "adviser", 2)


def test_a_round_of_some_networks_is_not_about_other_schools(inside: Programme, school: School) -> None:
    network = school.placements.get().network
    round_ = make_round(inside, networks=[network])
    say(round_, school, "adviser", 1)
    with pytest.raises(services.RatingRefused, match="niet voor deze school"):
        say(round_, school_of(inside, "vreemd"), "adviser", 1)
    assert {each.key for each in round_.expected_schools()} == {"eigen", "buur"}


def test_a_round_does_not_take_an_indicator_that_it_does_not_look_at(inside: Programme, school: School, round_: Round) -> None:
    make_round(inside, indicators=3, name="meetronde 2")
    with pytest.raises(services.RatingRefused, match="niet naar deze indicator"):
        say(round_, school, "adviser", 1, number=3)


@pytest.mark.parametrize("level", [0, 5, -1])
def test_there_are_four_levels(inside: Programme, school: School, round_: Round, level: int) -> None:
    with pytest.raises(services.RatingRefused):
        say(round_, school, "adviser", level)


@pytest.mark.parametrize(("side", "who"), [("adviser", flywheel), ("school", adviser)])
def test_nobody_rates_or_agrees_for_the_other_side(inside: Programme, school: School, round_: Round, side: str, who: type) -> None:
    by = who(inside, school)
    finish(round_, school)
    with pytest.raises(Forbidden):
        services.rate(round_=round_, indicator=indicator(inside), school=school, source=side, level=1, rated_on=round_.opens_on, by=by)
    with pytest.raises(Forbidden):
        services.finish_side(round_=round_, school=school, side=side, by=by)
    with pytest.raises(Forbidden):
        propose(round_, school, side, 1, by=by)


def test_one_proposes_and_the_other_confirms(inside: Programme, school: School, round_: Round) -> None:
    finish(round_, school)
    proposal = propose(round_, school, "adviser", 2)
    with pytest.raises(services.RatingRefused, match="eigen kant"):
        services.confirm_level(proposal=proposal, side="adviser", version=1, by=adviser(inside, school))
    assert not Rating.objects.agreed().exists()
    rating = services.confirm_level(proposal=proposal, side="school", version=1, by=flywheel(inside, school))
    assert (rating.source, rating.level) == ("agreed", 2)
    proposal.refresh_from_db()
    assert proposal.confirmed_at is not None


def test_a_proposal_waits_for_both_sides(inside: Programme, school: School, round_: Round) -> None:
    finish(round_, school, "adviser")
    with pytest.raises(services.RatingRefused, match="allebei klaar"):
        propose(round_, school, "adviser", 2)


def test_who_confirms_has_read_the_last_proposal(inside: Programme, school: School, round_: Round) -> None:
    finish(round_, school)
    proposal = propose(round_, school, "adviser", 2)
    propose(round_, school, "adviser", 4, version=1)
    with pytest.raises(services.RatingChanged):
        services.confirm_level(proposal=proposal, side="school", version=1, by=flywheel(inside, school))
    assert not Rating.objects.agreed().exists()


def test_two_proposals_at_once_are_not_lost(inside: Programme, school: School, round_: Round) -> None:
    finish(round_, school)
    propose(round_, school, "adviser", 2)
    with pytest.raises(services.RatingChanged):
        propose(round_, school, "school", 3)
    assert RatingProposal.objects.get().level == 2


def test_an_agreed_level_stands_until_another_one_is_confirmed(inside: Programme, school: School, round_: Round) -> None:
    finish(round_, school)
    services.confirm_level(proposal=propose(round_, school, "adviser", 2), side="school", version=1, by=flywheel(inside, school))
    proposal = propose(round_, school, "school", 1, version=1)
    assert Rating.objects.agreed().get().level == 2
    services.confirm_level(proposal=proposal, side="adviser", version=2, by=adviser(inside, school))
    assert Rating.objects.agreed().get().level == 1
    assert Rating.objects.agreed().get().version == 2


def test_equal_levels_are_proposed_and_confirmed_in_one_go(inside: Programme, school: School, round_: Round) -> None:
    for source, first, second in (("adviser", 1, 2), ("school", 1, 3)):
        say(round_, school, source, first, number=1)
        say(round_, school, source, second, number=2)
    finish(round_, school)
    proposals = services.propose_equal_levels(round_=round_, school=school, side="adviser", by=adviser(inside, school))
    assert [(each.indicator.number, each.level) for each in proposals] == [(1, 1)]
    assert services.propose_equal_levels(round_=round_, school=school, side="adviser", by=adviser(inside, school)) == []
    services.confirm_levels(proposals=[(each, each.version) for each in proposals], side="school", by=flywheel(inside, school))
    assert list(Rating.objects.agreed().values_list("indicator__number", "level")) == [(1, 1)]


def test_an_agreed_level_is_entered_alone_only_by_who_manages_rounds_of_the_whole_programme(inside: Programme, school: School, round_: Round) -> None:
    network = school.placements.get().network
    for by in (adviser(inside, school), access(make_user(inside, "coordinator", Role.COORDINATOR, network), inside)):
        with pytest.raises(services.RatingRefused, match="samen vast"):
            say(round_, school, "agreed", 1, by=by)
    assert say(round_, school, "agreed", 1, by=access(make_user(inside, "beheer", Role.MANAGER), inside)).level == 1
