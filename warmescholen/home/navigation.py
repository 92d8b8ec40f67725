"""The ways through a programme: what stands in the menu, and what lies under the thumb."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from schools.guards import Request
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


@dataclass(frozen=True)
class Way:
    """An entry of the menu: who has the permission anywhere is offered it. `under` are the pages that lie below it."""

    label: str
    view: str
    icon: str
    permission: Permission
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A way as one reader sees it on one page."""

    label: str
    href: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Dock:
    """The bar under the thumb on a phone: the home and the first thing to do; the menu is beside them."""

    home: Entry
    first: Entry | None


SPRINT_PAGES = (
    "sprint", "sprint_start", "sprint_change", "sprint_close", "initiative_add", "initiative_change", "forum", "forum_change", "forum_hold",
    "advice_note", "guest_links", "guest_link",
)  # fmt: skip
INDICATOR_PAGES = (
    "indicator", "heat_map", "definitions", "indicator_add", "indicator_change", "scale_change", "points", "point_propose", "point_change",
)  # fmt: skip
ROUND_PAGES = ("round", "round_plan", "round_edit", "round_close", "round_reopen", "rating")
PEOPLE_PAGES = ("person", "people_invite", "role_give", "role_dates", "keys", "anonymise", "privacy_overview")
MENU = (
    Way("Overzicht", "overview", "home", Permission.VIEW_PROGRAMME),
    Way("Netwerken", "networks", "network", Permission.VIEW_PROGRAMME, ("network",)),
    Way("Scholen", "schools", "school", Permission.VIEW_SCHOOL, ("school", "school_edit", "school_create")),
    Way("Sessies", "sessions", "session", Permission.VIEW_SCHOOL, ("session", "session_log", "session_edit", "session_cancel")),
    Way("Afspraken", "follow_ups", "follow-up", Permission.VIEW_SCHOOL),
    Way("Sprints", "sprints", "sprint", Permission.VIEW_SPRINT, SPRINT_PAGES),
    Way("Indicatoren", "indicators", "indicators", Permission.VIEW_AGGREGATES, INDICATOR_PAGES),
    Way("Meetrondes", "rounds", "check", Permission.VIEW_SCHOOL, ROUND_PAGES),
    Way("Rapportages", "reports", "report", Permission.VIEW_REPORT),
    Way("Mensen", "people", "people", Permission.MANAGE_PEOPLE, PEOPLE_PAGES),
    Way("Geschiedenis", "history", "history", Permission.READ_RECORD, ("object_history", "access_log")),
    Way("Zoeken", "search", "search", Permission.VIEW_PROGRAMME),
)
# The first of these that somebody may follow is the button in the middle.
FIRST = (
    Way("Sessie loggen", "session_log", "plus", Permission.LOG_SESSION),
    Way("Sprints", "sprints", "sprint", Permission.CHANGE_SPRINT),
    Way("Rapportages", "reports", "report", Permission.VIEW_REPORT),
    Way("Indicatoren", "indicators", "indicators", Permission.VIEW_AGGREGATES),
)


def menu(request: Request) -> list[Entry]:
    """The menu of a reader, in order."""
    return [_entry(way, request) for way in MENU if _may(way, request.access)]


def dock(request: Request) -> Dock:
    """What a reader has under the thumb."""
    first = next((way for way in FIRST if _may(way, request.access)), None)
    return Dock(_entry(MENU[0], request), _entry(first, request) if first else None)


def _may(way: Way, access: Access) -> bool:
    return access.may_somewhere(way.permission)


def _entry(way: Way, request: Request) -> Entry:
    here = request.resolver_match.url_name if request.resolver_match else None
    href = reverse(way.view, kwargs={"programme": request.programme.slug})
    return Entry(way.label, href, way.icon, here == way.view or here in way.under)
