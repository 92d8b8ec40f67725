"""Giving, changing and ending roles: nobody raises the own rights, and somebody always manages the people."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from networks.models import Network
from schools import services
from schools.access import access_of
from schools.models import Grant, School
from schools.services.roles import LastManager, OwnRights, RoleRefused, demand_fitting_scope
from tests.factories.people import LONG_AGO, acting, grant, manager, person
from warmescholen.accounts.access import Forbidden
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import SCOPES, Role, Scope
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

DAY = datetime.timedelta(days=1)


@pytest.fixture
def network(inside: Programme) -> Network:
    return Network.objects.create(programme=inside, key="n", name="Netwerk")


@pytest.fixture
def school(inside: Programme) -> School:
    return School.objects.create(programme=inside, key="s", name="School", education="basis")


@pytest.fixture
def boss(inside: Programme) -> User:
    return manager(inside)


def test_a_role_is_given_by_who_manages_the_people(inside: Programme, boss: User, network: Network) -> None:
    somebody = person("iemand@voorbeeld.example")
    given = services.give_role(user=somebody, role=Role.COORDINATOR, network=network, starts_on=timezone.localdate(), by=acting(boss, inside))
    assert given.place == "Netwerk"
    assert access_of(somebody, inside.pk) is not None
    assert Membership.objects.filter(user=somebody, programme=inside).exists()


def test_who_does_not_manage_people_gives_no_role(inside: Programme, boss: User, network: Network) -> None:
    coordinator = person("coordinator@voorbeeld.example")
    grant(inside, coordinator, Role.COORDINATOR, network=network)
    with pytest.raises(Forbidden, match="mensen, rollen en sleutels"):
        services.give_role(user=boss, role=Role.OBSERVER, starts_on=LONG_AGO, by=acting(coordinator, inside))
    assert Grant.objects.count() == 2


def test_nobody_gives_oneself_a_role(inside: Programme, boss: User, school: School) -> None:
    with pytest.raises(OwnRights):
        services.give_role(user=boss, role=Role.FLYWHEEL, school=school, starts_on=LONG_AGO, by=acting(boss, inside))
    assert Grant.objects.count() == 1


def test_a_role_that_is_held_is_not_given_twice_but_may_follow_itself(inside: Programme, boss: User) -> None:
    somebody, today, by = person("iemand@voorbeeld.example"), timezone.localdate(), acting(boss, inside)
    services.give_role(user=somebody, role=Role.OBSERVER, starts_on=LONG_AGO, ends_on=today, by=by)
    with pytest.raises(RoleRefused, match="al in die periode"):
        services.give_role(user=somebody, role=Role.OBSERVER, starts_on=today - DAY, by=by)
    services.give_role(user=somebody, role=Role.OBSERVER, starts_on=today, by=by)
    with pytest.raises(RoleRefused, match="al in die periode"):
        services.give_role(user=somebody, role=Role.OBSERVER, starts_on=today + DAY, ends_on=today + 2 * DAY, by=by)


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("role", Role)
def test_the_table_of_scopes_says_what_the_database_holds(
    inside: Programme, boss: User, network: Network, school: School, role: Role, scope: Scope
) -> None:
    in_network, in_school = network if scope == Scope.NETWORK else None, school if scope == Scope.SCHOOL else None
    row = Grant(programme=inside, user=boss, role=role, network=in_network, school=in_school, starts_on=LONG_AGO)
    if scope in SCOPES[role]:
        demand_fitting_scope(role, in_network, in_school)
        row.save()
        assert row.scope == scope
        return
    with pytest.raises(RoleRefused, match=role.label):
        demand_fitting_scope(role, in_network, in_school)
    with pytest.raises(IntegrityError, match="grant_scope_fits_role"), transaction.atomic():
        row.save()


def test_a_role_ends_at_the_next_question(inside: Programme, boss: User) -> None:
    somebody = person("iemand@voorbeeld.example")
    held = grant(inside, somebody, Role.OBSERVER)
    assert access_of(somebody, inside.pk) is not None
    services.end_role(grant=held, by=acting(boss, inside))
    assert access_of(somebody, inside.pk) is None


def test_a_role_can_end_on_a_later_date(inside: Programme, boss: User) -> None:
    somebody, today = person("iemand@voorbeeld.example"), timezone.localdate()
    held = grant(inside, somebody, Role.OBSERVER)
    services.end_role(grant=held, on=today + DAY, by=acting(boss, inside))
    assert access_of(somebody, inside.pk, on=today) is not None
    assert access_of(somebody, inside.pk, on=today + DAY) is None


def test_a_role_that_has_not_begun_can_be_taken_back(inside: Programme, boss: User) -> None:
    somebody, later = person("iemand@voorbeeld.example"), timezone.localdate() + 30 * DAY
    held = grant(inside, somebody, Role.OBSERVER, starts_on=later)
    ended = services.end_role(grant=held, by=acting(boss, inside))
    assert ended.ends_on == later
    assert access_of(somebody, inside.pk, on=later) is None


def test_an_ended_role_is_not_ended_again(inside: Programme, boss: User) -> None:
    held = grant(inside, person("iemand@voorbeeld.example"), Role.OBSERVER, ends_on=LONG_AGO + DAY)
    with pytest.raises(RoleRefused, match="eindigt al op 02/01/2026"):
        services.end_role(grant=held, by=acting(boss, inside))


def test_nobody_makes_the_own_role_longer_but_may_make_it_shorter(inside: Programme, boss: User) -> None:
    manager(inside, "tweede@voorbeeld.example")
    by, own, until = acting(boss, inside), Grant.objects.get(user=boss), timezone.localdate() + 30 * DAY
    services.change_role_dates(grant=own, starts_on=own.starts_on, ends_on=until, by=by)
    for starts_on, ends_on in ((own.starts_on, until + DAY), (own.starts_on, None), (own.starts_on - DAY, until)):
        with pytest.raises(OwnRights):
            services.change_role_dates(grant=own, starts_on=starts_on, ends_on=ends_on, by=by)
    services.change_role_dates(grant=own, starts_on=own.starts_on, ends_on=until - DAY, by=by)
    own.refresh_from_db()
    assert own.ends_on == until - DAY


def test_a_colleague_makes_a_role_longer(inside: Programme, boss: User) -> None:
    second = manager(inside, "tweede@voorbeeld.example")
    own = Grant.objects.get(user=boss)
    services.end_role(grant=own, on=timezone.localdate() + DAY, by=acting(boss, inside))
    changed = services.change_role_dates(grant=own, starts_on=own.starts_on, ends_on=None, by=acting(second, inside))
    assert changed.ends_on is None


def test_a_role_never_ends_before_it_begins(inside: Programme, boss: User) -> None:
    held = grant(inside, person("iemand@voorbeeld.example"), Role.OBSERVER)
    with pytest.raises(RoleRefused, match="niet eindigen voor ze begint"):
        services.change_role_dates(grant=held, starts_on=held.starts_on, ends_on=held.starts_on - DAY, by=acting(boss, inside))


def test_the_last_manager_stays(inside: Programme, boss: User) -> None:
    own = Grant.objects.get(user=boss)
    for change in ({"on": None}, {"on": timezone.localdate() + 30 * DAY}):
        with pytest.raises(LastManager):
            services.end_role(grant=own, by=acting(boss, inside), **change)
    with pytest.raises(LastManager):
        services.change_role_dates(grant=own, starts_on=timezone.localdate() + DAY, ends_on=None, by=acting(boss, inside))
    own.refresh_from_db()
    assert own.ends_on is None


@pytest.mark.parametrize("successor", ["ended", "later", "inactive", "elsewhere"])
def test_who_does_not_manage_all_the_while_replaces_nobody(inside: Programme, other_programme: Programme, boss: User, successor: str) -> None:
    second, today = person("tweede@voorbeeld.example"), timezone.localdate()
    if successor == "elsewhere":
        grant(other_programme, second)
    else:
        grant(
            inside, second,
            starts_on=today + DAY if successor == "later" else LONG_AGO,
            ends_on=today + 30 * DAY if successor == "ended" else None,
        )  # fmt: skip
    if successor == "inactive":
        User.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(LastManager):
        services.end_role(grant=Grant.objects.get(user=boss), by=acting(boss, inside))


def test_a_manager_with_a_successor_may_go(inside: Programme, boss: User) -> None:
    today = timezone.localdate()
    grant(inside, person("tweede@voorbeeld.example"), starts_on=today + DAY)
    ended = services.end_role(grant=Grant.objects.get(user=boss), on=today + DAY, by=acting(boss, inside))
    assert ended.ends_on == today + DAY


def test_two_managers_who_end_each_other_at_once_do_not_both_succeed(committed: None) -> None:
    programme = Programme.objects.create(slug="samen", name="Samen")
    both = [manager(programme, f"beheer-{number}@samen.example") for number in range(2)]
    with programme_context(programme.pk):
        rows = [(Grant.objects.get(user=other), acting(one, programme)) for one, other in (both, both[::-1])]
    together, outcomes = threading.Barrier(2), []

    def end(held: Grant, by: object) -> None:
        together.wait()
        try:
            with programme_context(programme.pk):
                services.end_role(grant=held, by=by)  # type: ignore[arg-type]
            outcomes.append("ended")
        except LastManager:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=end, args=row) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["ended", "refused"]
