"""What is searched: the names of what one may see, and nothing that is written in notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from networks.models import Network
from schools.models import Grant, School, Session, SessionTopic
from schools.services.session_checks import GUIDING_ROLES
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission
from warmescholen.home.search.matching import Wanted
from warmescholen.ui.sort_keys import sort_key

ON_A_PAGE = 8  # of each kind
NEWEST_SESSIONS = 3000
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    """Something found, and where it is."""

    title: str
    detail: str
    href: str


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` tells how many are left out."""

    name: str
    icon: str
    hits: tuple[Hit, ...]
    more: int


def search(text: str, *, access: Access, slug: str) -> list[Group]:
    """Everything visible that fits, the best first, by kind; a fixed number of queries. Nothing for a single letter."""
    wanted = Wanted(text)
    if sum(map(len, wanted.words)) < SHORTEST:
        return []
    kinds = (("Scholen", "school", _schools), ("Netwerken", "network", _networks), ("Mensen", "person", _people), ("Sessies", "session", _sessions))
    groups = [_best(name, icon, wanted, rows(access, slug)) for name, icon, rows in kinds]
    return [group for group in groups if group.hits]


def _best(name: str, icon: str, wanted: Wanted, rows: Iterable[tuple[str, Hit]]) -> Group:
    fits = [(wanted.fit(key), hit) for key, hit in rows]
    found = sorted((pair for pair in fits if pair[0]), key=lambda pair: -pair[0])  # equals stay in their own order
    return Group(name, icon, tuple(hit for _fit, hit in found[:ON_A_PAGE]), max(0, len(found) - ON_A_PAGE))


def _schools(access: Access, slug: str) -> Iterator[tuple[str, Hit]]:
    rows = School.objects.visible_to(access).order_by("sort_key").values_list("sort_key", "name", "key", "city__name")
    for stored, name, key, city in rows:
        yield stored, Hit(name, city or "", reverse("school", kwargs={"programme": slug, "key": key}))


def _networks(access: Access, slug: str) -> Iterator[tuple[str, Hit]]:
    for stored, name, key in Network.objects.visible_to(access).values_list("sort_key", "name", "key"):
        yield stored, Hit(name, "lerend netwerk", reverse("network", kwargs={"programme": slug, "key": key}))


def _people(access: Access, slug: str) -> Iterator[tuple[str, Hit]]:
    """Who has a role today where one may look; a person once, with the sessions that they guided or their school."""
    grants = Grant.objects.on(timezone.localdate()).filter(programme_id=access.programme_id)
    if not access.everywhere(Permission.VIEW_SCHOOL):
        grants = grants.filter(Q(network__in=access.networks(Permission.VIEW_SCHOOL)) | Q(school__in=access.schools(Permission.VIEW_SCHOOL)))
    seen: set[int] = set()
    for grant in grants.select_related("user", "school").order_by("user__name", "pk"):
        href = _where(grant, slug)
        if grant.user_id not in seen and href:
            seen.add(grant.user_id)
            yield sort_key(str(grant.user)), Hit(str(grant.user), grant.get_role_display(), href)


def _where(grant: Grant, slug: str) -> str:
    if grant.role in GUIDING_ROLES:
        return f"{reverse('sessions', kwargs={'programme': slug})}?begeleider={grant.user_id}"
    return reverse("school", kwargs={"programme": slug, "key": grant.school.key}) if grant.school else ""


def _sessions(access: Access, slug: str) -> Iterator[tuple[str, Hit]]:
    """The newest sessions with a title or a topic, by both."""
    visible = Session.objects.visible_to(access)
    named = visible.filter(~Q(title="") | Q(pk__in=SessionTopic.objects.filter(programme_id=access.programme_id).values("session")))
    rows = list(named.select_related("network", "school", "group").order_by("-date", "-pk").defer("note_shared", "note_team")[:NEWEST_SESSIONS])
    topics: dict[int, list[str]] = {}
    for session_id, name in SessionTopic.objects.filter(session__in=[row.pk for row in rows]).values_list("session_id", "topic__name"):
        topics.setdefault(session_id, []).append(name)
    for row in rows:
        about = topics.get(row.pk, [])
        when = date_format(row.date, "j F Y") if row.date else ""
        detail = ", ".join(filter(None, (row.with_whom if row.title else "", when, *about)))
        href = reverse("session", kwargs={"programme": slug, "uuid": row.uuid})
        yield sort_key(" ".join((row.title, *about))), Hit(row.title or row.with_whom, detail, href)
