"""People with roles, made for tests."""

from __future__ import annotations

import datetime

from allauth.account.models import EmailAddress

from networks.models import Network
from schools.access import access_of
from schools.models import Grant, School
from warmescholen.accounts.access import Access
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

LONG_AGO = datetime.date(2026, 1, 1)
PASSWORD = "een zin van vier woorden"


def person(email: str, *, name: str = "", password: str | None = PASSWORD) -> User:
    """An account with a verified address."""
    user = User.objects.create_user(email, password, name=name or email.partition("@")[0])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def grant(
    programme: Programme,
    user: User,
    role: Role = Role.MANAGER,
    *,
    network: Network | None = None,
    school: School | None = None,
    starts_on: datetime.date = LONG_AGO,
    ends_on: datetime.date | None = None,
) -> Grant:
    """A role, as if somebody had given it long ago."""
    Membership.objects.get_or_create(user=user, programme=programme)
    with programme_context(programme.pk):
        return Grant.objects.create(programme=programme, user=user, role=role, network=network, school=school, starts_on=starts_on, ends_on=ends_on)


def manager(programme: Programme, email: str = "beheer@voorbeeld.example") -> User:
    """Somebody who manages the people of a programme."""
    user = person(email, name="Programmabeheer")
    grant(programme, user)
    return user


def acting(user: User, programme: Programme) -> Access:
    """What a person may do now in a programme. Needs its context."""
    access = access_of(user, programme.pk)
    assert access is not None
    return access
