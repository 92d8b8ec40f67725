"""Secrets are shown once and kept as a hash."""

from __future__ import annotations

import pytest

from schools import services
from schools.services.keys import KeyRefused
from warmescholen.accounts import tokens
from warmescholen.accounts.access import Access, Forbidden, Grip
from warmescholen.accounts.models import CredentialAddress, User
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.models import Programme


def acting(programme: Programme, role: Role) -> Access:
    user = User.objects.create_user("iemand@voorbeeld.example", name="Iemand")
    return Access(programme.pk, user.pk, "Iemand", (Grip(role, everywhere=True),))


def test_a_key_is_not_kept_but_its_hash_is(inside: Programme) -> None:
    key, token = services.make_api_key(name="Rekenblad", scopes={"write", "read"}, days=90, by=acting(inside, Role.MANAGER))
    assert key.key_hash == tokens.digest(token)
    assert key.scopes == ["read", "write"]
    assert key.prefix in token
    assert not any(token in str(value) for value in vars(key).values())
    assert CredentialAddress.objects.filter(programme=inside, prefix_hash=tokens.digest(key.prefix)).exists()


@pytest.mark.parametrize("days", [0, 366])
def test_a_key_lives_at_most_a_year(inside: Programme, days: int) -> None:
    with pytest.raises(KeyRefused):
        services.make_api_key(name="x", scopes={"read"}, days=days, by=acting(inside, Role.MANAGER))


def test_only_who_manages_people_invites(inside: Programme) -> None:
    with pytest.raises(Forbidden, match="mensen, rollen en sleutels"):
        services.invite(email="x@voorbeeld.example", role=Role.OBSERVER, by=acting(inside, Role.COORDINATOR))


def test_an_invitation_is_bound_to_an_address_in_lower_case(inside: Programme) -> None:
    invitation, token = services.invite(email="Nieuw@Voorbeeld.example", role=Role.OBSERVER, by=acting(inside, Role.MANAGER))
    assert invitation.email == "nieuw@voorbeeld.example"
    assert invitation.token_hash == tokens.digest(token)
    assert invitation.used_at is None


def test_a_key_has_known_rights_only(inside: Programme) -> None:
    by = acting(inside, Role.MANAGER)
    for scopes in ((), ("read", "beheer")):
        with pytest.raises(KeyRefused, match="rechten"):
            services.make_api_key(name="x", scopes=scopes, days=30, by=by)


def test_a_key_is_stopped_once(inside: Programme) -> None:
    by = acting(inside, Role.MANAGER)
    key, _token = services.make_api_key(name="x", scopes={"read"}, days=30, by=by)
    assert services.revoke_api_key(key=key, by=by).revoked_at is not None
    with pytest.raises(KeyRefused, match="al ingetrokken"):
        services.revoke_api_key(key=key, by=by)


def test_only_who_manages_people_stops_a_key(inside: Programme) -> None:
    key, _token = services.make_api_key(name="x", scopes={"read"}, days=30, by=acting(inside, Role.MANAGER))
    with pytest.raises(Forbidden, match="mensen, rollen en sleutels"):
        services.revoke_api_key(key=key, by=Access(inside.pk, None, "coördinator", (Grip(Role.COORDINATOR, everywhere=True),)))
