"""Invitations: for one address, once, until a moment, and only while who made it manages the people."""

from __future__ import annotations

import datetime
import threading

import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from django.utils import timezone

from networks.models import Network
from schools import services
from schools.access import access_of
from schools.models import Grant, Invitation
from schools.services.invitations import InvitationRefused, Letter, letter_of, open_invitation
from schools.services.roles import OwnRights, RoleRefused
from tests.factories.people import PASSWORD, acting, grant, manager, person
from warmescholen.accounts import tokens
from warmescholen.accounts.models import CredentialAddress, User
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

EMAIL = "nieuw@voorbeeld.example"


@pytest.fixture
def boss(inside: Programme) -> User:
    return manager(inside)


@pytest.fixture
def letter(inside: Programme, boss: User) -> Letter:
    """The link that came by mail."""
    _invitation, token = services.invite(email=EMAIL, role=Role.OBSERVER, by=acting(boss, inside))
    found = letter_of(token)
    assert found is not None
    return found


def test_a_link_finds_its_programme_before_the_walls_are_entered(inside: Programme, letter: Letter) -> None:
    assert letter.programme == inside
    invitation = open_invitation(letter)
    assert invitation is not None
    assert invitation.email == EMAIL


@pytest.mark.parametrize("token", ["", "ws_uitnodiging_", "ws_uitnodiging_verzonnen", "ws_sleutel_x", "é"])
def test_a_made_up_link_finds_nothing(inside: Programme, letter: Letter, token: str) -> None:
    assert letter_of(token) is None


def test_the_right_beginning_with_a_wrong_end_opens_nothing(inside: Programme, boss: User) -> None:
    _invitation, token = services.invite(email=EMAIL, role=Role.OBSERVER, by=acting(boss, inside))
    forged = letter_of(token[:-1] + ("a" if token[-1] != "a" else "b"))
    assert forged is not None
    assert open_invitation(forged) is None


def test_no_secret_is_kept(inside: Programme, boss: User) -> None:
    invitation, token = services.invite(email=EMAIL, role=Role.OBSERVER, by=acting(boss, inside))
    kept = [str(value) for value in vars(Invitation.objects.get(pk=invitation.pk)).values()]
    kept += [address.prefix_hash for address in CredentialAddress.objects.all()]
    assert not any(token in value or tokens.prefix_of(token) in value for value in kept)


def test_a_new_person_gets_an_account_with_a_verified_address_and_the_role(inside: Programme, letter: Letter) -> None:
    user, given = services.accept_as_new_person(letter=letter, name="Nieuw gezicht", password=PASSWORD)
    assert user.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=user).verified
    assert (given.role, given.starts_on) == (Role.OBSERVER, timezone.localdate())
    assert access_of(user, inside.pk) is not None


def test_an_account_that_is_there_gets_the_role(inside: Programme, letter: Letter) -> None:
    user = person(EMAIL)
    assert services.accept_invitation(letter=letter, user=user).user == user
    assert Invitation.objects.get().used_by == user


def test_an_account_that_is_there_is_not_taken_over_by_a_new_password(inside: Programme, letter: Letter) -> None:
    user = person(EMAIL)
    with pytest.raises(InvitationRefused, match="al een account"):
        services.accept_as_new_person(letter=letter, name="Iemand anders", password="een heel ander wachtwoord")
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert open_invitation(letter) is not None


def test_an_invitation_works_once(inside: Programme, letter: Letter) -> None:
    services.accept_as_new_person(letter=letter, name="Nieuw", password=PASSWORD)
    with pytest.raises(InvitationRefused, match="werkt niet meer"):
        services.accept_invitation(letter=letter, user=User.objects.get(email=EMAIL))
    assert open_invitation(letter) is None


def test_an_invitation_is_for_its_own_address(inside: Programme, letter: Letter) -> None:
    with pytest.raises(InvitationRefused, match="ander adres"):
        services.accept_invitation(letter=letter, user=person("ander@voorbeeld.example"))
    assert Invitation.objects.get().used_at is None


def test_an_invitation_ends(inside: Programme, letter: Letter) -> None:
    Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    with pytest.raises(InvitationRefused):
        services.accept_as_new_person(letter=letter, name="Te laat", password=PASSWORD)
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_withdrawn_invitation_opens_nothing(inside: Programme, boss: User, letter: Letter) -> None:
    services.revoke_invitation(invitation=Invitation.objects.get(), by=acting(boss, inside))
    assert open_invitation(letter) is None
    with pytest.raises(InvitationRefused, match="al gebruikt of ingetrokken"):
        services.resend_invitation(invitation=Invitation.objects.get(), by=acting(boss, inside))


def test_a_new_link_replaces_the_former_one(inside: Programme, boss: User, letter: Letter) -> None:
    _invitation, token = services.resend_invitation(invitation=Invitation.objects.get(), by=acting(boss, inside))
    assert open_invitation(letter) is None
    renewed = letter_of(token)
    assert renewed is not None
    assert open_invitation(renewed) is not None


def test_an_invitation_dies_with_the_role_of_who_made_it(inside: Programme, boss: User, letter: Letter) -> None:
    second = manager(inside, "tweede@voorbeeld.example")
    services.end_role(grant=Grant.objects.get(user=boss), by=acting(second, inside))
    assert open_invitation(letter) is None
    with pytest.raises(InvitationRefused):
        services.accept_as_new_person(letter=letter, name="Nieuw", password=PASSWORD)
    _invitation, token = services.resend_invitation(invitation=Invitation.objects.get(), by=acting(second, inside))
    renewed = letter_of(token)
    assert renewed is not None
    assert open_invitation(renewed) is not None


def test_nobody_invites_oneself(inside: Programme, boss: User) -> None:
    with pytest.raises(OwnRights):
        services.invite(email=boss.email.upper(), role=Role.OBSERVER, by=acting(boss, inside))


def test_nobody_accepts_the_own_invitation_by_taking_its_address(inside: Programme, boss: User, letter: Letter) -> None:
    User.objects.filter(pk=boss.pk).update(email=EMAIL)
    boss.refresh_from_db()
    with pytest.raises(OwnRights):
        services.accept_invitation(letter=letter, user=boss)
    assert Grant.objects.filter(user=boss).count() == 1


def test_the_same_invitation_is_not_made_twice(inside: Programme, boss: User, letter: Letter) -> None:
    with pytest.raises(InvitationRefused, match="Stuur die opnieuw"):
        services.invite(email=EMAIL, role=Role.OBSERVER, by=acting(boss, inside))


def test_a_scope_that_does_not_fit_is_refused(inside: Programme, boss: User) -> None:
    network = Network.objects.create(programme=inside, key="n", name="Netwerk")
    with pytest.raises(RoleRefused, match="het hele programma"):
        services.invite(email=EMAIL, role=Role.MANAGER, network=network, by=acting(boss, inside))


def test_who_has_the_role_already_keeps_it(inside: Programme, letter: Letter) -> None:
    user = person(EMAIL)
    held = grant(inside, user, Role.OBSERVER)
    assert services.accept_invitation(letter=letter, user=user) == held
    assert Grant.objects.filter(user=user).count() == 1


def test_two_who_accept_at_once_get_one_role(committed: None) -> None:
    programme = Programme.objects.create(slug="samen", name="Samen")
    boss, guest = manager(programme, "beheer@samen.example"), person("gast@samen.example")
    with programme_context(programme.pk):
        _invitation, token = services.invite(email=guest.email, role=Role.OBSERVER, by=acting(boss, programme))
    letter = letter_of(token)
    assert letter is not None
    together, outcomes = threading.Barrier(2), []

    def accept() -> None:
        together.wait()
        try:
            with programme_context(programme.pk):
                services.accept_invitation(letter=letter, user=guest)
            outcomes.append("accepted")
        except InvitationRefused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", "refused"]
    with programme_context(programme.pk):
        assert Grant.objects.filter(user=guest).count() == 1
