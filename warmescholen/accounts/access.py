"""What one person, key or link may do in one programme: plain ids and permissions, no queries.

`schools.access` builds an Access from the grants; `visible_to(access)` of each queryset and `access.may` read it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from warmescholen.accounts.roles import PERMISSIONS, Permission, Role


class Forbidden(PermissionError):
    """Somebody sees a thing but may not do this with it; the message is the reason, in Dutch."""


def refusal(permission: Permission) -> Forbidden:
    """What to raise when a permission is missing."""
    return Forbidden(f"Je rol laat dit hier niet toe: {permission.value}.")


@dataclass(frozen=True)
class Reach:
    """Where a thing lies: the networks and schools that it belongs to."""

    networks: frozenset[int] = frozenset()
    schools: frozenset[int] = frozenset()


class Reachable(Protocol):
    """A row that can say where it lies."""

    def reach(self) -> Reach:
        """The networks and schools that this row belongs to."""


@dataclass(frozen=True)
class Grip:
    """One role with its scope; `everywhere` means the whole programme."""

    role: Role
    everywhere: bool = False
    networks: frozenset[int] = frozenset()
    schools: frozenset[int] = frozenset()

    def holds(self, target: Reachable | None) -> bool:
        """Whether the target lies within this scope; no target means the programme itself, which only `everywhere` holds."""
        if self.everywhere or target is None:
            return self.everywhere
        reach = target.reach()
        return bool(reach.networks & self.networks or reach.schools & self.schools)


@dataclass(frozen=True)
class Access:
    """Who asks, in which programme, with which roles. `user_id` is None for a job that runs for the platform itself.

    `limit` narrows what the roles give to these permissions, as the scopes of a key do; None leaves all of it.
    """

    programme_id: int
    user_id: int | None
    label: str
    grips: tuple[Grip, ...] = field(default=())
    limit: frozenset[Permission] | None = None

    def may(self, permission: Permission, target: Reachable | None = None) -> bool:
        """Whether any role gives this permission over the target."""
        return any(grip.holds(target) for grip in self._with(permission))

    def may_somewhere(self, permission: Permission) -> bool:
        """Whether any role gives this permission over anything: enough to open a page, whose rows are narrowed after."""
        return bool(self._with(permission))

    def demand(self, permission: Permission, target: Reachable | None = None) -> None:
        """Raise Forbidden, with the reason, unless `may`."""
        if not self.may(permission, target):
            raise refusal(permission)

    def everywhere(self, permission: Permission) -> bool:
        """Whether the permission holds for the whole programme."""
        return any(grip.everywhere for grip in self._with(permission))

    def networks(self, permission: Permission) -> frozenset[int]:
        """The networks in which the permission holds."""
        return frozenset().union(*(grip.networks for grip in self._with(permission)))

    def schools(self, permission: Permission) -> frozenset[int]:
        """The schools over which the permission holds, those of its networks included."""
        return frozenset().union(*(grip.schools for grip in self._with(permission)))

    def _with(self, permission: Permission) -> list[Grip]:
        """The roles that give this permission."""
        if self.limit is not None and permission not in self.limit:
            return []
        return [grip for grip in self.grips if permission in PERMISSIONS[grip.role]]


def platform_access(programme_id: int) -> Access:
    """Access of the platform's own commands and jobs: everything in one programme, as a programmabeheerder has."""
    return Access(programme_id=programme_id, user_id=None, label="platform", grips=(Grip(Role.MANAGER, everywhere=True),))
