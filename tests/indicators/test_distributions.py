"""Counts over sets of schools: rounding, totals, missing, membership over time, and that no small set is given away."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.models import RatingSource, Round
from indicators.queries.distributions import Distribution, Known, Reading, numbers_of, read
from indicators.queries.groups import By, Group, members
from indicators.queries.levels import percent
from indicators.queries.shifts import read_shifts
from indicators.queries.small_groups import SMALLEST_GROUP, Guard, guarded, is_too_small
from tests.factories.guidance import make_user
from tests.factories.rating import adviser, flywheel
from tests.indicators.deals import CLOSING, EDUCATION, Dealing, Dealt, deals, dealt
from warmescholen.accounts.access import Access, Grip, platform_access
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.models import Programme

DATABASE = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
AGREED = RatingSource.AGREED


def observer(programme: Programme) -> Access:
    return Access(programme.pk, None, "waarnemer", (Grip(Role.OBSERVER, everywhere=True),))


def counts(found: Distribution) -> Counter[int]:
    return Counter({share.level: share.count for share in found.shares if share.count})


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_share_is_rounded_half_up_by_itself(count: int, total: int) -> None:
    exact = Decimal(100 * count) / Decimal(total)
    assert percent(count, total) == exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)


@pytest.mark.parametrize("level", range(1, 5))
def test_the_published_shares_are_not_repaired_to_add_up(level: int) -> None:
    assert [percent(count, 53) for count in (38, 10, 1, 4)][level - 1] == (72, 19, 2, 8)[level - 1]


@DATABASE
@given(deals)
def test_the_programme_counts_every_school_once_and_missing_is_its_own_part(inside: Programme, schools: list[Dealing]) -> None:
    with dealt(inside, schools) as deal:
        for turn, round_ in enumerate(deal.rounds):
            found = read(round_, by=By.PROGRAMME, access=platform_access(inside.pk)).distributions[0]
            rated = {place for place, school in enumerate(deal.schools) if school.levels[turn] is not None}
            assert counts(found) == deal.levels(turn)
            assert (found.total, found.missing) == (len(rated), len(deal.expected(turn) - rated))
            assert sum(share.count for share in found.shares) == found.total


@DATABASE
@given(deals)
def test_a_school_counts_where_it_was_on_the_closing_date(inside: Programme, schools: list[Dealing]) -> None:
    with dealt(inside, schools) as deal:
        for turn, round_ in enumerate(deal.rounds):
            found = {each.group.key: each for each in read(round_, by=By.NETWORK, access=platform_access(inside.pk)).distributions}
            for number, network in enumerate(deal.networks):
                there = {place for place, school in enumerate(deal.schools) if school.network(CLOSING[turn]) == number}
                assert counts(found[network.key]) == deal.levels(turn, there) if there else network.key not in found


@DATABASE
@given(deals)
def test_the_groups_of_a_kind_add_up_to_the_programme(inside: Programme, schools: list[Dealing]) -> None:
    by = platform_access(inside.pk)
    with dealt(inside, schools) as deal:
        whole = read(deal.rounds[0], by=By.PROGRAMME, access=by).distributions[0]
        for kind in set(By) - {By.PROGRAMME}:
            groups = read(deal.rounds[0], by=kind, access=by).distributions
            assert sum((counts(each) for each in groups), Counter()) == counts(whole), kind
            assert sum(each.total for each in groups) == whole.total
            assert sum(each.missing for each in groups) == whole.missing
        education = {each.group.key: each.total for each in read(deal.rounds[0], by=By.EDUCATION, access=by).distributions}
        dealt_out = Counter(EDUCATION[school.education] for school in deal.schools if school.levels[0] is not None)
        assert {key: total for key, total in education.items() if total} == dealt_out


@DATABASE
@given(deals)
def test_counting_in_the_database_and_school_by_school_is_the_same(inside: Programme, schools: list[Dealing]) -> None:
    by = platform_access(inside.pk)
    with dealt(inside, schools) as deal:
        round_, known = deal.rounds[1], Known(deal.rounds[1], AGREED, by)
        for kind in By:
            groups = members(round_, kind, by, known.everyone)
            one_by_one = {known.distribution(1, group, found) for group, found in groups.items()}
            assert set(read(round_, by=kind, access=by).distributions) == one_by_one


@DATABASE
@given(deals)
def test_what_moved_counts_schools_rated_in_both_rounds(inside: Programme, schools: list[Dealing]) -> None:
    with dealt(inside, schools) as deal:
        for number, network in enumerate([None, *deal.networks]):
            group = Group(By.PROGRAMME, inside.slug, "Programma") if network is None else Group(By.NETWORK, network.key, network.name)
            shift = read_shifts(*deal.rounds, group=group, access=platform_access(inside.pk))[0]
            there = [school for school in deal.schools if network is None or school.network(CLOSING[1]) == number - 1]
            both = [school.levels for school in there if None not in school.levels]
            assert Counter(shift.cells) == Counter(both)
            assert shift.further + shift.same + shift.back == shift.total == len(both)
            assert shift.further == sum(became < was for was, became in both if was and became)


def shown_sets(deal: Dealt, readings: list[Reading], known: Known, access: Access) -> list[frozenset[int]]:
    """The rated schools of each group whose levels were shown; the small ones together are what no other group holds."""
    found = []
    rated = frozenset(known.levels.get(1, {}))
    for reading in readings:
        groups = members(reading.round, reading.by, access, known.everyone)
        told = [each for each in reading.of(1) if each.shares]
        named = [groups[each.group] & rated for each in told if each.group in groups]
        found += named
        for each in told:
            if each.group not in groups:
                hidden = {group for group in reading.of(1) if group.is_kept_back}
                pool = [schools & rated for group, schools in groups.items() if group not in {other.group for other in (*told, *hidden)}]
                found.append(frozenset().union(*pool))
                assert len(found[-1]) == each.total
    return found


def parts(universe: frozenset[int], sets: list[frozenset[int]]) -> list[set[int]]:
    """Into which parts these sets cut the schools: whatever can be worked out from them is about unions of these."""
    gathered: dict[tuple[bool, ...], set[int]] = defaultdict(set)
    for school in universe:
        gathered[tuple(school in each for each in sets)].add(school)
    return list(gathered.values())


@DATABASE
@given(deals, st.data())
def test_no_sequence_of_questions_gives_away_a_school_of_a_small_set(inside: Programme, schools: list[Dealing], data: st.DataObject) -> None:
    """Everything that can be asked, by every kind of reader: no part of what is shown holds one to four schools that they may not see."""
    with dealt(inside, schools) as deal:
        own = data.draw(st.sets(st.sampled_from(range(len(schools))), max_size=6))
        readers = [observer(inside), flywheel(inside, deal.rows[0]), adviser(inside, *(deal.rows[place] for place in own))]
        network = Access(inside.pk, None, "waarnemer", (Grip(Role.OBSERVER, networks=frozenset({deal.networks[0].pk})),))
        for access in (*readers, network):
            moved = read_shifts(*deal.rounds, group=Group(By.PROGRAMME, inside.slug, "Programma"), access=access)[0]
            known = [Known(round_, AGREED, access) for round_ in deal.rounds]
            for round_, seen in zip(deal.rounds, known, strict=True):
                sets = shown_sets(deal, [read(round_, by=kind, access=access) for kind in By], seen, access)
                unseen = seen.unseen(1)
                if not moved.is_kept_back:
                    sets.append(frozenset(known[0].levels.get(1, {})) & frozenset(known[1].levels.get(1, {})))
                for part in parts(unseen, [*sets]):
                    is_shown = any(part & each for each in sets)
                    assert not (is_shown and is_too_small(frozenset(part))), (access.label, part)
                if is_too_small(unseen):
                    assert not any(each & unseen for each in sets)


@DATABASE
@given(deals)
def test_an_observer_is_told_no_other_number_than_who_sees_everything(inside: Programme, schools: list[Dealing]) -> None:
    with dealt(inside, schools) as deal:
        for kind in By:
            exact = {each.group: each for each in read(deal.rounds[0], by=kind, access=platform_access(inside.pk)).distributions}
            for each in read(deal.rounds[0], by=kind, access=observer(inside)).distributions:
                if each.group in exact:
                    assert (each.total, each.missing) == (exact[each.group].total, exact[each.group].missing)
                    assert each.shares == (() if each.is_kept_back else exact[each.group].shares)


def test_other_sources_are_shown_only_of_schools_that_one_may_see(inside: Programme) -> None:
    with dealt(inside, [Dealing(((0, 0, 90),), None, None, 0, (1, 1))] * 12) as deal:
        assert read(deal.rounds[0], by=By.PROGRAMME, access=observer(inside)).distributions[0].total == 12
        for source in (RatingSource.ADVISER, RatingSource.SCHOOL):
            for rating in deal.rounds[0].ratings.filter(source="agreed"):
                rating.pk, rating.source = None, source
                rating.save(force_insert=True)
            assert read(deal.rounds[0], by=By.PROGRAMME, access=observer(inside), source=source).distributions[0].is_kept_back
            assert read(deal.rounds[0], by=By.PROGRAMME, access=platform_access(inside.pk), source=source).distributions[0].total == 12


sets = st.frozensets(st.integers(0, 40), max_size=30)


@given(st.lists(sets, max_size=8), sets)
def test_the_guard_never_lets_a_part_become_too_small(groups: list[frozenset[int]], unseen: frozenset[int]) -> None:
    guard = Guard(unseen)
    admitted = [group for group in groups if guard.admit(group)]
    told = [group for group in admitted if group & unseen]
    assert not told or all(len(part) >= SMALLEST_GROUP for part in parts(unseen, admitted))
    assert {frozenset(part) for part in parts(unseen, told)} == set(guard.parts)


@given(st.lists(sets, min_size=2, max_size=6, unique=True), sets)
def test_what_is_shown_does_not_depend_on_what_was_asked_before(groups: list[frozenset[int]], unseen: frozenset[int]) -> None:
    named = dict(enumerate(itertools.islice(groups, 6)))
    everyone = frozenset().union(*groups, unseen)
    first = guarded(named, everyone=everyone, guard=Guard(unseen), unseen=unseen)
    assert guarded(named, everyone=everyone, guard=Guard(unseen), unseen=unseen) == first


def test_a_round_that_is_open_gives_no_figures_to_who_may_not_see_every_level(inside: Programme) -> None:
    from indicators.queries.distributions import round_for_figures

    with dealt(inside, [Dealing(((0, 0, 90),), None, None, 0, (1, 1))] * 6) as deal:
        Round.objects.filter(pk=deal.rounds[1].pk).update(state=Round.State.OPEN)
        assert round_for_figures(observer(inside), deal.rounds[1].number) is None
        assert round_for_figures(observer(inside), None) == deal.rounds[0]
        assert list(numbers_of(deal.rounds[0]).values()) == [1]
        assert make_user(inside, "iemand", Role.OBSERVER)
