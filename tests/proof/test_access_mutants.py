"""Proof: each rule of the table of permissions is inverted once, and every inversion is noticed."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import pytest
from django.db import transaction

from tests.factories import mirror
from tests.proof.record import record
from tests.proof.rights import PROBES, RIGHTS, Tools, is_allowed, wanted
from warmescholen.accounts import roles
from warmescholen.accounts.access import Access, Grip
from warmescholen.accounts.roles import Permission, Role
from warmescholen.tenancy.context import programme_context

Table = Mapping[Role, frozenset[Permission]]


def test_every_permission_has_a_probe_and_a_line_in_words_of_the_domain() -> None:
    assert set(RIGHTS) == set(PROBES) == set(Permission)


@pytest.fixture
def side(db: None) -> mirror.Side:
    return mirror.build("spiegel-a", "kanariea")


def use(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put another table in the place of the one in `roles.py`, wherever it was imported."""
    for module in list(sys.modules.values()):
        if getattr(module, "PERMISSIONS", None) is roles.PERMISSIONS and module is not roles:
            monkeypatch.setattr(module, "PERMISSIONS", table)
    monkeypatch.setattr(roles, "PERMISSIONS", table)


def flipped(permission: Permission, role: Role) -> Table:
    return {each: held ^ {permission} if each is role else held for each, held in roles.PERMISSIONS.items()}


def outcome(side: mirror.Side, permission: Permission, role: Role) -> bool:
    """Whether somebody with this role over everything can do it: scopes are the matrix's matter. What it changed is taken back."""
    user = side.users[role]
    access = Access(side.programme.pk, user.pk, str(user), (Grip(role, everywhere=True),))
    with programme_context(side.programme.pk), transaction.atomic():
        found = is_allowed(permission, Tools(access, side.held))
        transaction.set_rollback(True)
    return found


def test_each_role_may_what_the_domain_says_and_no_more(side: mirror.Side) -> None:
    wrong = [f"{role}: {permission}" for permission in Permission for role in Role if outcome(side, permission, role) is not wanted(permission, role)]
    assert wrong == []


def test_every_inverted_rule_is_noticed(side: mirror.Side, monkeypatch: pytest.MonkeyPatch) -> None:
    unnoticed = []
    for permission in Permission:
        for role in Role:
            with monkeypatch.context() as patch:
                use(flipped(permission, role), patch)
                if outcome(side, permission, role) is wanted(permission, role):
                    unnoticed.append(f"{role}: {permission}")
    record("mutant: rules of the table of permissions", cases=len(Permission) * len(Role), failures=len(unnoticed))
    assert unnoticed == []
