"""Nobody's rights ever exceed what somebody else, who managed the people then, granted: any actors, any steps, in any order.

The ledger beside the database is written by rules of its own, and never by asking the services what they would allow.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from networks.models import Network
from schools import services
from schools.access import access_of, access_of_key
from schools.models import ApiKey, Grant, Invitation, School
from schools.services.invitations import InvitationRefused, Letter, letter_of
from schools.services.keys import KeyRefused
from schools.services.roles import RoleRefused
from tests.factories.people import grant as granted_long_ago
from tests.factories.people import person
from tests.proof.record import FULL, record
from warmescholen.accounts.access import Access, Forbidden
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import SCOPES, Role, Scope
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

EXAMPLES, STEPS = (600, 60) if FULL else (40, 40)
DAY = datetime.timedelta(days=1)
LOOK_AHEAD = (0, 1, 3, 10)  # days from today on which rights are compared
FOREVER = datetime.date.max
REFUSALS = (Forbidden, RoleRefused, InvitationRefused, KeyRefused)

WHO = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4])  # mostly those who may, since refusals prove little
PLACES = {Scope.PROGRAMME: "programme", Scope.NETWORK: "network", Scope.SCHOOL: "school"}
FITTING = [(role, PLACES[scope]) for role in Role for scope in SCOPES[role]]
HOLDINGS = st.sampled_from([*FITTING, (Role.MANAGER, "network"), (Role.FLYWHEEL, "programme")])
STARTS = st.integers(-3, 5)
ENDS = st.none() | st.integers(-3, 8)
ANY = st.integers(0, 1000)


@dataclass(frozen=True)
class Entry:
    """What the ledger says that somebody may hold: a role over a place, from a day up to another."""

    who: int
    role: str
    place: str
    starts_on: datetime.date
    ends_on: datetime.date

    def holds_on(self, day: datetime.date) -> bool:
        return self.starts_on <= day < self.ends_on


@dataclass(frozen=True)
class Promise:
    """An invitation as it was sent: who may vouch for it, and to which address."""

    letter: Letter
    invitation: Invitation
    inviter: int
    email: str


class Undone(Exception):
    """Ends a run without leaving anything behind."""


class People(RuleBasedStateMachine):
    """Five accounts, two of which manage the people at first, and whoever comes in later."""

    steps: ClassVar[int] = 0
    changed = False

    @initialize()
    def begin(self) -> None:
        self.all = ExitStack()
        self.all.enter_context(transaction.atomic())
        self.programme = Programme.objects.create(slug="stijgen", name="Stijgen")
        self.all.enter_context(programme_context(self.programme.pk))
        self.today = timezone.localdate()
        self.network = Network.objects.create(programme=self.programme, key="n", name="Netwerk")
        self.school = School.objects.create(programme=self.programme, key="s", name="School", education="basis")
        self.users = [person(f"p{number}@stijgen.example", password=None) for number in range(5)]
        self.ledger: dict[int, Entry] = {}
        self.promises: list[Promise] = []
        self.keys: list[tuple[ApiKey, str]] = []
        for user in self.users[:2]:
            first = granted_long_ago(self.programme, user)
            self.ledger[first.pk] = Entry(user.pk, Role.MANAGER, "programme", first.starts_on, FOREVER)

    def teardown(self) -> None:
        if hasattr(self, "all"):
            with suppress(Undone):
                self.all.__exit__(Undone, Undone(), None)

    def access(self, who: int) -> Access | None:
        """What this actor comes with; somebody without a role comes with nothing, and tries all the same."""
        user = self.users[who % len(self.users)]
        return access_of(user, self.programme.pk) or Access(self.programme.pk, user.pk, str(user))

    def manages(self, user_id: int) -> bool:
        return any(entry.who == user_id and entry.role == Role.MANAGER and entry.holds_on(self.today) for entry in self.ledger.values())

    def place(self, name: str) -> dict[str, Any]:
        return {"network": self.network if name == "network" else None, "school": self.school if name == "school" else None}

    def attempt(self, what: Callable[[], Any]) -> Any:
        """The outcome, or None where it was refused; a refusal leaves nothing behind."""
        People.steps += 1
        with suppress(*REFUSALS), transaction.atomic():
            outcome = what()
            self.changed = True
            return outcome
        return None

    def pick(self, which: int) -> Grant:
        """Any role, half of the time one of a manager: on those the others hang."""
        rows = list(Grant.objects.order_by("pk"))
        managers = [each for each in rows if each.role == Role.MANAGER]
        return managers[which % len(managers)] if which % 2 else rows[which % len(rows)]

    def day(self, offset: int | None) -> datetime.date | None:
        return None if offset is None else self.today + offset * DAY

    def write_down(self, made: Grant, by: int, allowed: bool) -> None:  # noqa: FBT001 (the rule's own verdict)
        if allowed and by != made.user_id:
            place = "network" if made.network_id else "school" if made.school_id else "programme"
            self.ledger[made.pk] = Entry(made.user_id, made.role, place, made.starts_on, made.ends_on or FOREVER)

    @rule(who=WHO, to=WHO, holding=HOLDINGS, starts=STARTS, ends=ENDS)
    def give(self, who: int, to: int, holding: tuple[Role, str], starts: int, ends: int | None) -> None:
        role, place = holding
        by, user = self.access(who), self.users[to % len(self.users)]
        dates = {"starts_on": self.day(starts), "ends_on": self.day(ends)}
        made = self.attempt(lambda: services.give_role(user=user, role=role, by=by, **dates, **self.place(place)))
        if made is not None:
            self.write_down(made, by.user_id, self.manages(by.user_id))

    @rule(who=WHO, which=ANY, starts=STARTS, ends=ENDS)
    def change_dates(self, who: int, which: int, starts: int, ends: int | None) -> None:
        self.change(self.access(who), self.pick(which), starts, ends)

    @rule(who=WHO, ends=ENDS)
    def change_own_dates(self, who: int, ends: int | None) -> None:
        by = self.access(who)
        own = Grant.objects.filter(user=by.user_id).first()
        if own is not None:
            self.change(by, own, -1, ends)

    def change(self, by: Access, held: Grant, starts: int, ends: int | None) -> None:
        starts_on = held.starts_on if starts < 0 else self.day(starts)
        made = self.attempt(lambda: services.change_role_dates(grant=held, starts_on=starts_on, ends_on=self.day(ends), by=by))
        if made is None:
            return
        before = self.ledger.get(made.pk)
        if by.user_id != made.user_id:
            self.write_down(made, by.user_id, self.manages(by.user_id))
        elif before is not None:  # of the own role only what both allow remains
            until = min(before.ends_on, made.ends_on or FOREVER)
            self.ledger[made.pk] = replace(before, starts_on=max(before.starts_on, made.starts_on), ends_on=until)

    @rule(who=WHO, which=ANY)
    def end(self, who: int, which: int) -> None:
        by, held = self.access(who), self.pick(which)
        made = self.attempt(lambda: services.end_role(grant=held, by=by))
        if made is not None:
            self.ledger[made.pk] = replace(self.ledger[made.pk], ends_on=made.ends_on)
            self.knock(self.users.index(held.user))

    @rule(who=WHO, to=ANY, holding=HOLDINGS)
    def invite(self, who: int, to: int, holding: tuple[Role, str]) -> None:
        role, place = holding
        by = self.access(who)
        email = f"n{to % 7}@stijgen.example" if to % 2 else self.users[to % len(self.users)].email
        made = self.attempt(lambda: services.invite(email=email, role=role, by=by, **self.place(place)))
        self.keep(made, by.user_id)

    @precondition(lambda self: getattr(self, "promises", None))
    @rule(who=WHO, which=ANY)
    def send_again(self, who: int, which: int) -> None:
        by, promise = self.access(who), self.promises[which % len(self.promises)]
        self.keep(self.attempt(lambda: services.resend_invitation(invitation=promise.invitation, by=by)), by.user_id)

    @precondition(lambda self: getattr(self, "promises", None))
    @rule(who=WHO, which=ANY)
    def withdraw(self, who: int, which: int) -> None:
        by, promise = self.access(who), self.promises[which % len(self.promises)]
        self.attempt(lambda: services.revoke_invitation(invitation=promise.invitation, by=by))

    def keep(self, made: tuple[Invitation, str] | None, inviter: int) -> None:
        if made is not None:
            invitation, token = made
            letter = letter_of(token)
            assert letter is not None
            self.promises.append(Promise(letter, invitation, inviter, invitation.email))

    @precondition(lambda self: getattr(self, "promises", None))
    @rule(who=WHO, which=ANY)
    def accept(self, who: int, which: int) -> None:
        promise = self.promises[which % len(self.promises)]
        invited = [each for each in self.users if each.email == promise.email and which % 2]
        user = invited[0] if invited else self.users[who % len(self.users)]
        before = set(Grant.objects.values_list("pk", flat=True))
        allowed = self.manages(promise.inviter) and user.email == promise.email
        made = self.attempt(lambda: services.accept_invitation(letter=promise.letter, user=user))
        if made is not None and made.pk not in before:
            self.write_down(made, promise.inviter, allowed)

    @precondition(lambda self: getattr(self, "promises", None))
    @rule(which=ANY)
    def accept_as_new(self, which: int) -> None:
        promise = self.promises[which % len(self.promises)]
        allowed = self.manages(promise.inviter)
        made = self.attempt(lambda: services.accept_as_new_person(letter=promise.letter, name="Nieuw", password="x"))
        if made is not None:
            user, given = made
            assert user.email == promise.email
            self.users.append(user)
            self.write_down(given, promise.inviter, allowed)

    @precondition(lambda self: getattr(self, "promises", None))
    @rule(who=WHO, which=ANY)
    def take_the_invited_address(self, who: int, which: int) -> None:
        """People change their own address: also to one to which they sent an invitation themselves."""
        user, promise = self.users[who % len(self.users)], self.promises[which % len(self.promises)]
        if which % 2:
            user = next(each for each in self.users if each.pk == promise.inviter)
        if not User.objects.filter(email=promise.email).exists():
            user.email = promise.email
            user.save()
            EmailAddress.objects.filter(user=user).update(email=user.email)
            self.accept(self.users.index(user), self.promises.index(promise))

    @rule(who=WHO)
    def make_key(self, who: int) -> None:
        by = self.access(who)
        made = self.attempt(lambda: services.make_api_key(name="x", scopes=["read", "write"], days=30, by=by))
        if made is not None:
            assert self.manages(made[0].made_by_id), "a key was made by somebody who may not"
            self.keys.append(made)

    @rule(who=WHO)
    def knock(self, who: int) -> None:
        """What the pages say at the next request is what the ledger says."""
        user = self.users[who % len(self.users)]
        client = Client()
        client.force_login(user)
        has_role = any(entry.who == user.pk and entry.holds_on(self.today) for entry in self.ledger.values())
        expected = 200 if self.manages(user.pk) else 403 if has_role else 404
        assert client.get("/stijgen/beheer/mensen/").status_code == expected
        for key, token in self.keys:
            if key.made_by_id == user.pk:
                answer = Client().get("/api/v1/stijgen/networks/", headers={"Authorization": f"Bearer {token}"})
                assert (answer.status_code == 401) is not has_role

    @invariant()
    def nobody_has_more_than_somebody_else_granted_and_somebody_stays(self) -> None:
        if not self.changed:
            return
        self.changed = False
        for day in (self.today + ahead * DAY for ahead in LOOK_AHEAD):
            granted = {(entry.who, entry.role, entry.place) for entry in self.ledger.values() if entry.holds_on(day)}
            for user in self.users:
                assert self.held(access_of(user, self.programme.pk, on=day)) <= granted
            assert Grant.objects.on(day).filter(role=Role.MANAGER).exists(), "nobody manages the people any more"
        for key, _token in self.keys:
            access = access_of_key(key)
            mine = {(entry.who, entry.role, entry.place) for entry in self.ledger.values() if entry.holds_on(self.today)}
            assert self.held(access) <= mine

    def held(self, access: Access | None) -> set[tuple[int, str, str]]:
        if access is None or access.user_id is None:
            return set()
        return {(access.user_id, grip.role, "programme" if grip.everywhere else "network" if grip.networks else "school") for grip in access.grips}


def test_no_steps_of_any_actors_raise_the_own_rights(db: None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, "django.request")  # refusals are what this is about
    checked = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, database=None, derandomize=not FULL, suppress_health_check=list(HealthCheck)
    )
    People.steps = 0
    failures = 1
    try:
        run_state_machine_as_test(People, settings=checked)
        failures = 0
    finally:
        record("access: nobody raises the own rights", cases=People.steps, failures=failures)
