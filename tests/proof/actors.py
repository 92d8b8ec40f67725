"""Who tries every address: people of each role here and in the other programme, keys, a guest, and who has nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.apps import apps
from django.test import Client
from django.utils import timezone

from tests.factories import mirror
from warmescholen.accounts.models import Membership
from warmescholen.accounts.roles import PERMISSIONS, Permission, Role
from warmescholen.tenancy.context import programme_context

SCOPED = (Role.COORDINATOR, Role.ADVISER, Role.FLYWHEEL)
TEAM_READERS = {role for role in Role if Permission.READ_TEAM_NOTE in PERMISSIONS[role]}


@dataclass
class Actor:
    """Somebody with a browser or a program, and the role that it has in each programme (by its address)."""

    name: str
    roles: dict[str, Role] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    is_key: bool = False
    is_guest: bool = False
    may_write: bool = True
    belongs_to: tuple[str, ...] = ()

    @property
    def is_signed_in(self) -> bool:
        return bool(self.belongs_to) and not self.is_key

    def permissions(self, programme: str) -> frozenset[Permission]:
        role = self.roles.get(programme)
        return PERMISSIONS[role] if role else frozenset()

    def is_scoped(self, programme: str) -> bool:
        return self.roles.get(programme) in SCOPED

    def reads_team_notes(self, programme: str) -> bool:
        return self.roles.get(programme) in TEAM_READERS


def everyone(here: mirror.Side, there: mirror.Side) -> list[Actor]:
    """The sixteen who try: see the names."""
    a, b = here.programme.slug, there.programme.slug
    found = [Actor("anonymous")]
    for side, where in ((here, "here"), (there, "there")):
        found += [_person(f"{role.value} {where}", side, role) for role in Role]
    ended = Actor("ended role", belongs_to=(a,))
    ended.client.force_login(here.users["ended"])
    two = _person("two programmes", here, Role.ADVISER)
    _observe(there, here)
    two.roles[b], two.belongs_to = Role.OBSERVER, (a, b)
    two.client.force_login(here.users["two"])
    for name, writes in (("read", False), ("write", True)):
        bearer = {"Authorization": f"Bearer {here.tokens[name]}"}
        found.append(Actor(f"key {name}", {a: Role.ADVISER}, bearer, is_key=True, may_write=writes, belongs_to=(a,)))
    guest = Actor("guest link", is_guest=True)
    guest.client.get(f"/gast/{here.tokens['guest']}/")
    return [*found, ended, two, guest]


def _person(name: str, side: mirror.Side, role: Role) -> Actor:
    actor = Actor(name, {side.programme.slug: role}, belongs_to=(side.programme.slug,))
    actor.client.force_login(side.users[role])
    return actor


def _observe(there: mirror.Side, here: mirror.Side) -> None:
    """An adviser here who is an observer there: one person, two programmes."""
    two = type(here.users["author"]).objects.create_user("twee@mirror.example", name="iemand in twee programma's")
    here.users["two"] = two
    grant = apps.get_model("schools", "Grant")
    for side, role, scope in ((here, Role.ADVISER, {"network": here.held["networks.network"]}), (there, Role.OBSERVER, {})):
        Membership.objects.create(user=two, programme=side.programme)
        with programme_context(side.programme.pk):
            grant.objects.create(programme=side.programme, user=two, role=role, starts_on=timezone.localdate(), **scope)
