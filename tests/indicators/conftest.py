"""A programme with two networks in which a round runs, and people who come to its pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from indicators.models import Round
from networks.models import Network
from schools.models import School
from tests.factories.guidance import make_network, make_user, school_of
from tests.factories.rating import make_round
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

Visitor = Callable[..., Client]


@dataclass
class World:
    """What the pages are about: `school` and `neighbour` are in `network`, `stranger` in `other`."""

    programme: Programme
    network: Network
    other: Network
    school: School
    neighbour: School
    stranger: School
    round: Round


@pytest.fixture
def world(programme: Programme) -> World:
    with programme_context(programme.pk):
        network, other = make_network(programme, "n-1", "eigen", "buur"), make_network(programme, "n-2", "vreemd")
        schools = [school_of(programme, key) for key in ("eigen", "buur", "vreemd")]
        return World(programme, network, other, *schools, make_round(programme))


@pytest.fixture
def visitor(world: World) -> Visitor:
    """Signs somebody in with a role: by default over the first network or school."""

    def visit(role: Role, *scopes: Network | School, name: str = "") -> Client:
        usual = {Role.COORDINATOR: (world.network,), Role.ADVISER: (world.network,), Role.FLYWHEEL: (world.school,)}
        with programme_context(world.programme.pk):
            user = make_user(world.programme, name or f"{role}", role, *(scopes or usual.get(role, ())))
        client = Client()
        client.force_login(user)
        return client

    return visit
