"""Hostile strings go in by every text column and every form, and come out of every page, file and mail as the words that they are."""

from __future__ import annotations

import json
import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import TestCase
from pytest_django import Settings

from tests.factories import mirror
from tests.factories.texts import Column, all_columns, map_strings, write_texts
from tests.proof import checksum, outputs
from tests.proof.actors import Actor, everyone
from tests.proof.addresses import Route, routes
from tests.proof.browsing import Browsing, Page
from tests.proof.forms import Form, forms_of, links_of
from tests.proof.hostile import EVERY, STORABLE
from tests.proof.record import FULL, record

TURNS = len(STORABLE) if FULL else 4
THIRDS = 3 if FULL else 1  # in the whole proof each turn visits a third of the addresses, another one each time
BROWSER_TURNS = 24 if FULL else 1
BROWSER_PAGES = 25  # in `make test`
VISITORS = ("programmabeheerder here", "adviseur here", "vliegwiellid here", "guest link")


@pytest.fixture(autouse=True)
def without_limits(settings: Settings) -> Iterator[None]:
    """A cache of this test's own, so that limits can be let go; and no line in the log per refusal."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@dataclass
class Site:
    """A programme with rows in every table, and people who look at it."""

    side: mirror.Side
    actors: list[Actor]
    failures: list[str] = field(default_factory=list)
    outputs: int = 0

    def get(self, actor: Actor, path: str) -> HttpResponseBase:
        """One output, looked at."""
        answer = actor.client.get(path, headers=actor.headers)
        self.look(answer, f"GET {path} by {actor.name}")
        return answer

    def look(self, answer: HttpResponseBase, what: str) -> None:
        """Note what is wrong with an answer."""
        self.outputs += 1
        problems = ["a server error"] if answer.status_code >= 500 else outputs.check(answer)
        self.failures += [f"{what}: {problem}" for problem in problems]

    def look_at_mails(self, what: str) -> None:
        """Note what is wrong with the mails that were sent."""
        for message in mail.outbox:
            self.outputs += 1
            self.failures += [f"mail after {what}: {problem}" for problem in outputs.mail(message)]
        mail.outbox.clear()

    def paths(self, route: Route) -> list[str]:
        """The address with the ids of what the people hold; a list of the API in every format."""
        path = route.fill(self.side.programme.slug, self.side.held)
        formats = ("csv", "xlsx", "ndjson") if route.is_api and route.has_programme and not route.holes else ()
        return [path, *(f"{path}?format={each}" for each in formats)]

    def visit(self, actor: Actor, third: int = 0, of: int = 1) -> dict[str, HttpResponseBase]:
        """Every address that answers a reader, or one third of them, and those that their pages lead to."""
        chosen = [route for route in readable() if zlib.crc32(route.template.encode()) % of == third]
        waiting = [path for route in chosen for path in self.paths(route)]
        seen: dict[str, HttpResponseBase] = {}
        while waiting:
            path = waiting.pop()
            if path in seen or path.startswith(("/static/", "/accounts/logout")) or len(seen) > 400:
                continue
            seen[path] = answer = self.get(actor, path)
            if outputs.is_page(answer) and answer.status_code == 200:
                waiting += sorted(links_of(outputs.content_of(answer), path) - seen.keys()) if of == 1 else []
        return seen


def strings_for(place: object) -> tuple[str, ...]:
    """All strings in the whole proof; in a test run two, others for each place."""
    start = zlib.crc32(repr(place).encode()) % len(EVERY)
    return EVERY if FULL else (EVERY[start], EVERY[(start + len(EVERY) // 2) % len(EVERY)])


def readable() -> list[Route]:
    """The addresses of our own; pages of the sign-in library show nothing that others typed, but are ours to style, so they count."""
    return [route for route in routes() if "logout" not in route.template]


@pytest.fixture
def site(db: None) -> Site:
    here, there = mirror.build("hier", "kanariehier"), mirror.build("daar", "kanariedaar")
    return Site(here, [actor for actor in everyone(here, there) if actor.name in VISITORS])


def write(site: Site, turn: int) -> int:
    """Put another string in every column; returns how many pairs the database took."""
    places = {column: place for place, column in enumerate(all_columns())}

    def choose(column: Column, index: int) -> str:
        first = turn + index * (len(STORABLE) // 2)
        picked = [STORABLE[(first + places[column] + step * 53) % len(STORABLE)] for step in range(1 if column.longest else 4)]
        return "\n".join(picked)

    written = write_texts(site.side.programme, choose)
    assert not [each for each in written.refused if "\\x00" not in each], written.refused[:20]
    return written.taken


def test_every_output_shows_what_every_column_holds_as_words(site: Site) -> None:
    pairs = 0
    for turn in range(TURNS):
        pairs += write(site, turn * (1 if FULL else 57))
        cache.clear()
        site.visit(site.actors[turn % len(site.actors)], turn % THIRDS, THIRDS)
        before = checksum.of_programme(site.side.programme.pk)
        assert before  # the tables are all still there
    record("hostile strings: stored in a column and shown", cases=pairs, failures=len(site.failures))
    record("hostile strings: outputs looked at", cases=site.outputs, failures=len(site.failures))
    assert not site.failures, "\n".join(site.failures[:60])


def test_every_form_takes_every_string_as_words(site: Site) -> None:
    cases = 0
    tried: dict[tuple[str, ...], Form] = {}
    for actor in site.actors:
        found: dict[tuple[str, ...], Form] = {}
        for path, answer in site.visit(actor).items():
            if outputs.is_page(answer) and answer.status_code == 200:
                found |= {form.key: form for form in forms_of(outputs.content_of(answer), path) if any(each.is_text for each in form.fields)}
        for key in found.keys() - tried.keys():
            for text in strings_for(key):
                send(site, actor, found[key], text)
                cases += 1
        tried |= found
    record("hostile strings: sent by a form", cases=cases, failures=len(site.failures))
    assert cases
    assert not site.failures, "\n".join(site.failures[:60])


def test_every_object_of_the_api_takes_every_string_as_words(site: Site) -> None:
    """What GET gives is sent back with a string in the place of each text, by each method that the address takes."""
    cases = 0
    manager = site.actors[0]
    for route in (each for each in readable() if each.is_api and each.holes):
        path = route.fill(site.side.programme.slug, site.side.held)
        answer = manager.client.get(path)
        allowed = [method for method in ("PUT", "PATCH") if method in manager.client.options(path).headers.get("Allow", "")]
        given = json.loads(outputs.content_of(answer)) if answer.status_code == 200 and allowed else {}
        for method in allowed:
            for text in strings_for(path):
                body = map_strings(given, lambda old, text=text: text if " " in old else old)
                send_json(site, manager, method, path, body, answer.headers.get("ETag", ""))
                cases += 1
    record("hostile strings: sent to the API", cases=cases, failures=len(site.failures))
    assert cases
    assert not site.failures, "\n".join(site.failures[:60])


def send_json(site: Site, actor: Actor, method: str, path: str, body: object, etag: str) -> None:
    """Send it, look at the answer and at what the address gives afterwards, and take it all back."""
    cache.clear()
    with transaction.atomic():
        sent = getattr(actor.client, method.lower())(path, json.dumps(body), content_type="application/json", headers={"If-Match": etag})
        site.look(sent, f"{method} {path}")
        site.get(actor, path)
        transaction.set_rollback(True)


def send(site: Site, actor: Actor, form: Form, text: str) -> None:
    """Send it, look at the answer, at the page behind it and at the mails, and take it all back."""
    cache.clear()
    mail.outbox.clear()
    cookies = {name: morsel.value for name, morsel in actor.client.cookies.items()}
    what = f"{form.action} with {text[:40]!r} by {actor.name}"
    with transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = actor.client.post(form.action, form.filled(text), headers=actor.headers)
        site.look(answer, f"POST {what}")
        target = answer.headers.get("Location", "")
        if target.startswith("/") and not target.startswith("/accounts/login"):
            site.get(actor, target)
        site.look_at_mails(what)
        transaction.set_rollback(True)
    for name in set(actor.client.cookies) - cookies.keys():
        del actor.client.cookies[name]
    for name, value in cookies.items():
        actor.client.cookies[name] = value


def test_nothing_runs_in_a_real_browser(site: Site) -> None:
    """The same bytes and headers in Chromium: no script runs, no dialog opens, and the content policy has nothing to tell."""
    pages: list[Page] = []
    for turn in range(BROWSER_TURNS):
        write(site, turn * (len(STORABLE) // BROWSER_TURNS) + 11)
        actor = site.actors[turn % len(site.actors)]
        for path, answer in site.visit(actor).items():
            if outputs.is_page(answer):
                pages.append(Page(f"{turn}{path}", path, answer.status_code, dict(answer.headers), outputs.content_of(answer)))
    chosen = pages if FULL else pages[:: max(1, len(pages) // BROWSER_PAGES)]
    with Browsing(chosen) as browsing:
        failures = browsing.look()
    record("hostile strings: pages in Chromium", cases=len(chosen), failures=len(failures))
    assert chosen
    assert not failures, "\n".join(failures[:60])


def test_the_checks_would_notice(site: Site) -> None:
    """A planted fault of each kind, so that silence means something."""
    from django.http import HttpResponse

    from tests.proof.hostile import HOST, JS, MARK, PRODUCT

    planted = {
        "script": f"<script>{JS}</script>",
        "handler": f"<img src=x onerror={JS}>",
        "address": f"<a href='java\tscript:{JS}'>x</a>",
        "elsewhere": f"<img src='//{HOST}/x'>",
        "element": f"<{MARK}-el>",
        "attribute": f"<b {MARK}=1>",
        "style": "<p style='color:red'>",
        "template": f"<p>{PRODUCT}",
        "base": "<base href=/>",
    }
    for what, content in planted.items():
        assert outputs.check(HttpResponse(content, headers={"X-Content-Type-Options": "nosniff"})), what
    assert outputs.comma_separated(b'naam,"=1+1"\r\n')
    assert outputs.comma_separated(b"naam;\xef\xbb\xbf=1+1;x\r\n")
    assert outputs.plain_json(b"{")
    assert outputs.calendar(b"BEGIN:VCALENDAR\r\nxkwaad:1\r\n")
    page = Page("x", "/x/", 200, {"Content-Type": "text/html", "Content-Security-Policy": "script-src 'none'"}, f"<script>{JS}</script>".encode())
    loose = Page("y", "/y/", 200, {"Content-Type": "text/html"}, f"<script>{JS}</script>".encode())
    with Browsing([page, loose]) as browsing:
        found = browsing.look()
    assert any(each.startswith("x: ") for each in found), "a broken policy"
    assert any(each.startswith("y: ") for each in found), "a script that ran"
