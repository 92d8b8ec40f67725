"""With whose eyes somebody begins: one role at a time, chosen once and remembered."""

from __future__ import annotations

from dataclasses import replace

from warmescholen.accounts.access import Access
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import Role

# Who has several roles and chose none begins with the one that has something to do today.
ORDER = (Role.ADVISER, Role.FLYWHEEL, Role.COORDINATOR, Role.MANAGER, Role.OBSERVER)


def roles_of(access: Access) -> list[Role]:
    """The roles that somebody has, in the order of the homes."""
    held = {grip.role for grip in access.grips}
    return [role for role in ORDER if role in held]


def home_role(access: Access, user: User) -> Role:
    """The role to begin with: the one that was chosen while it still holds, else the first."""
    held = roles_of(access)
    chosen = Membership.objects.filter(user=user, programme_id=access.programme_id).values_list("home", flat=True).first()
    return next((role for role in held if role == chosen), held[0])


def remember_role(*, access: Access, user: User, role: Role) -> None:
    """Begin with this role from now on."""
    Membership.objects.filter(user=user, programme_id=access.programme_id).update(home=role)


def with_role(access: Access, role: Role) -> Access:
    """The same person with this one role only, so that a home shows what belongs to it."""
    return replace(access, grips=tuple(grip for grip in access.grips if grip.role == role))
