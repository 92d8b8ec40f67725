"""What both demo programmes are built from: a programme, its people, and somebody to act as."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress

from indicators.models import Indicator, IndicatorVersion, Scale
from networks.models import City, Network, Umbrella
from schools import services as school_services
from schools.models import School, SchoolGroup, Topic
from warmescholen.accounts.access import Access, Grip, platform_access
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Role
from warmescholen.demo.dates import DemoCalendar
from warmescholen.tenancy.context import enter_programme
from warmescholen.tenancy.models import Programme

PASSWORD = "warme-demo-2026"  # noqa: S105 (the demo's published password)
Story = dict[str, Any]


@dataclass
class Site:
    """A programme under construction: what was made so far, by key."""

    programme: Programme
    calendar: DemoCalendar
    manager: Access
    cities: dict[str, City] = field(default_factory=dict)
    umbrellas: dict[str, Umbrella] = field(default_factory=dict)
    networks: dict[str, Network] = field(default_factory=dict)
    groups: dict[str, SchoolGroup] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    lines: dict[str, list[School]] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    indicators: dict[int, Indicator] = field(default_factory=dict)
    versions: list[IndicatorVersion] = field(default_factory=list)
    scale: Scale | None = None
    advisers: dict[str, Access] = field(default_factory=dict)

    def flywheel(self, school: School) -> Access:
        """Somebody of the school's flywheel, who alone may change its sprints."""
        return Access(self.programme.pk, None, "vliegwiel", (Grip(Role.FLYWHEEL, schools=frozenset({school.pk})),))

    def adviser(self, network: str) -> Access:
        """The adviser of a network; lines without one are guided by the first adviser."""
        return self.advisers.get(network) or next(iter(self.advisers.values()))


def open_programme(*, slug: str, name: str, calendar: DemoCalendar) -> Site:
    """A new programme, whose rows the rest of the caller's transaction sees; the platform itself is the first actor."""
    programme = Programme.objects.create(slug=slug, name=name, is_demo=True)
    enter_programme(programme.pk)
    return Site(programme, calendar, platform_access(programme.pk))


def add_person(site: Site, email: str, name: str, role: Role, *scopes: Network | School | None, password: bool = True) -> User:
    """A demo account, that is a role and nobody in particular, with its role over each scope."""
    user = User.objects.filter(email=email).first() or _account(email, name, PASSWORD if password else None)
    for scope in scopes or (None,):
        school_services.give_role(
            user=user,
            role=role,
            starts_on=site.calendar.first,
            by=site.manager,
            network=scope if isinstance(scope, Network) else None,
            school=scope if isinstance(scope, School) else None,
        )
    return user


def act_as(site: Site, user: User, role: Role) -> Access:
    """Access with which the loader acts for a person, anywhere in the programme."""
    return Access(site.programme.pk, user.pk, str(user), (Grip(role, everywhere=True),))


def _account(email: str, name: str, password: str | None) -> User:
    user = User.objects.create_user(email, password, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
