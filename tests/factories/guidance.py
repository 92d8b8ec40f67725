"""A small programme to guide: networks with schools, and people with roles. Each needs the programme's context."""

from __future__ import annotations

import datetime

from networks.models import Network
from schools import services
from schools.access import access_of
from schools.enums import SessionKind
from schools.models import Grant, School, Session
from schools.services import NewSession
from warmescholen.accounts.access import Access, platform_access
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.models import Programme

START = datetime.date(2026, 1, 1)
DAY = datetime.date(2026, 3, 9)


def make_network(programme: Programme, key: str, *schools: str) -> Network:
    """A network with schools that are placed in it from the start."""
    by = platform_access(programme.pk)
    network = Network.objects.create(programme=programme, key=key, name=f"Netwerk {key}")
    for name in schools:
        school = services.create_school(key=name, name=f"School {name}", education="basis", by=by)
        services.place_school(school=school, network=network, starts_on=START, by=by)
    return network


def school_of(programme: Programme, key: str) -> School:
    return School.objects.get(programme=programme, key=key)


def make_user(programme: Programme, name: str, role: Role, *scopes: Network | School | None) -> User:
    """Somebody with a role over each scope, or over the programme."""
    user = User.objects.create_user(f"{name.lower().replace(' ', '-')}@voorbeeld.example", name=name)
    Membership.objects.create(user=user, programme=programme)
    for scope in scopes or (None,):
        network, school = (scope if isinstance(scope, kind) else None for kind in (Network, School))
        Grant.objects.create(programme=programme, user=user, role=role, network=network, school=school, starts_on=START)
    return user


def access(user: User, programme: Programme) -> Access:
    found = access_of(user, programme.pk)
    assert found is not None
    return found


def make_session(by: Access, *schools: School, network: Network | None = None, **told: object) -> Session:
    """A collective session when a network is named, else an individual one of the school."""
    fields: dict[str, object] = {"date": DAY, "minutes": 60, "adviser_ids": (by.user_id,) if by.user_id else ()}
    if network is None:
        fields |= {"kind": SessionKind.INDIVIDUAL, "school": schools[0]}
    else:
        fields |= {"kind": SessionKind.COLLECTIVE, "network": network}
    return services.log_session(new=NewSession(schools=schools, **(fields | told)), by=by)  # type: ignore[arg-type]
