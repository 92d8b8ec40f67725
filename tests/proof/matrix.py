"""The matrix: every address, by every actor, by every method, with ids of one's own, of what is hidden and of another programme.

What should happen follows from what each door declares (`needs`) and from the table of roles; nobody keeps a list.
"""

from __future__ import annotations

import copy
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.db import connection, models, transaction
from django.http.response import HttpResponseBase
from django.test import TestCase

from tests.factories import mirror
from tests.proof import checksum
from tests.proof.actors import Actor, everyone
from tests.proof.addresses import Route

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
# Changes with each answer though it says nothing: the token against forged forms.
NOISE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|"csrf_token": "[^"]*"|csrf=[^;\n]*|expires=[^;\n]*|sessie=[^;\n]*')
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE|WITH)\b", re.IGNORECASE)
LOGIN = "/accounts/"


@dataclass
class Answer:
    """What came back: status, and every byte of headers, content and mail."""

    status: int
    location: str
    everything: bytes
    wrote: bool
    path: str

    @property
    def is_success(self) -> bool:
        return self.status < 400 and not self.location.startswith(LOGIN)


@dataclass
class Matrix:
    """Two programmes, everybody who tries, and what was found."""

    here: mirror.Side
    there: mirror.Side
    actors: list[Actor]
    before: dict[str, str]
    cases: int = 0
    failures: list[str] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    sample: Callable[[str], bool] = lambda _: True
    walls_only: bool = False

    def run(self, routes: list[Route]) -> None:
        """Try everything on these addresses."""
        for route in routes:
            for actor in self.actors:
                self._try(route, actor)

    def _try(self, route: Route, actor: Actor) -> None:
        if not self.sample(f"{route.template} {actor.name}"):
            return
        slug = self.here.programme.slug
        own = route.fill(slug, self.here.held)
        for method in METHODS:
            answer = self._ask(route, actor, method, own)
            self._judge(route, actor, "own", method, answer)
            if answer.is_success and method != "OPTIONS":
                self.opened.add(route.template)
        if route.has_programme:
            self._try_elsewhere(route, actor)
        self._shoot(route, actor, own)

    def _try_elsewhere(self, route: Route, actor: Actor) -> None:
        """The other programme, one that does not exist, and ids of others under one's own programme."""
        slug = self.here.programme.slug
        for method in ("GET", "POST"):
            nowhere = self._ask(route, actor, method, route.fill("bestaat-niet", self.here.held))
            outside = self._ask(route, actor, method, route.fill(self.there.programme.slug, self.there.held), programme=self.there.programme.slug)
            if self.there.programme.slug not in actor.belongs_to:
                self._same(route, actor, f"{method} other programme", outside, nowhere)
        if not route.holes:
            return
        for method in METHODS:
            absent = self._ask(route, actor, method, route.fill(slug, None))
            self._judge(route, actor, "absent", method, absent)
            foreign = self._ask(route, actor, method, route.fill(slug, self.there.held))
            self._same(route, actor, f"{method} ids of the other programme", foreign, absent)
            hidden = self._ask(route, actor, method, route.fill(slug, self.here.hidden))
            self._judge(route, actor, "hidden", method, hidden)

    def _shoot(self, route: Route, actor: Actor, path: str) -> None:
        """Ids of the other programme in every parameter that a form or a query could have."""
        if self.here.programme.slug not in actor.belongs_to:
            return
        for values in bullets(self.there.held):
            self._judge(route, actor, "body", "POST", self._ask(route, actor, "POST", path, data=values))
            self._judge(route, actor, "query", "GET", self._ask(route, actor, "GET", path, query=values))
            if route.is_api:
                body = json.dumps(values)
                self._judge(route, actor, "json", "PUT", self._ask(route, actor, "PUT", path, data=body, content_type="application/json"))

    def _ask(self, route: Route, actor: Actor, method: str, path: str, *, programme: str = "", **rest: Any) -> Answer:
        """One case: everything that it writes is looked at and then taken back."""
        self.cases += 1
        programme = programme or self.here.programme.slug
        with transaction.atomic():
            answer = ask(actor, method, path, **rest)
            is_own = not route.has_programme and self.there.programme.slug in actor.belongs_to  # one's own data, over all one's programmes
            if answer.wrote and programme == self.here.programme.slug and not is_own:
                changed = {table for table, value in checksum.of_programme(self.there.programme.pk).items() if value != self.before[table]}
                self._note(changed, f"changed {changed} of the other programme", route, actor, method, path)
            transaction.set_rollback(True)
        self._note(answer.status >= 500, f"status {answer.status}", route, actor, method, path)
        seen = [word for word in self._forbidden(route, actor, programme) if word.encode() in answer.everything.lower()]
        self._note(seen, f"came back: {seen}", route, actor, method, path)
        return answer

    def _note(self, failed: object, what: str, *where: Any) -> None:
        if failed:
            route, actor, *rest = where
            self.failures.append(f"{route.name} by {actor.name}: {' '.join(rest)}: {what}")

    def _forbidden(self, route: Route, actor: Actor, programme: str) -> Iterator[str]:
        """The words that may not come back to this actor from an address of this programme."""
        here, there = (self.here, self.there) if programme == self.here.programme.slug else (self.there, self.here)
        if here.programme.slug != there.programme.slug and there.programme.slug not in actor.belongs_to:
            yield from there.words
        elif there.programme.slug in actor.belongs_to:
            yield from (there.hidden.secret, there.held.secret)
        yield from (here.held.secret, here.hidden.secret)
        if self.walls_only:
            return
        if programme not in actor.belongs_to:
            yield here.hidden.word
            if not (actor.is_guest and route.name == "guest_form"):  # the one forum that the guest's link is for
                yield here.held.word
        elif actor.is_scoped(programme):
            yield here.hidden.word
        if not actor.reads_team_notes(programme):
            yield from (here.held.team, here.hidden.team)

    def _judge(self, route: Route, actor: Actor, shape: str, method: str, answer: Answer) -> None:
        if self.walls_only:
            return
        wanted = expected(route, actor, self.here.programme.slug, shape, method)
        self._note(answer.status not in wanted, f"{answer.status}, declared {sorted(wanted)[:3]}", route, actor, shape, method)

    def _same(self, route: Route, actor: Actor, what: str, one: Answer, other: Answer) -> None:
        if self.walls_only:
            return
        is_same = one.status == other.status and plain(one) == plain(other)
        self._note(not is_same, f"{one.status} differs from what does not exist ({other.status})", route, actor, what)


def plain(answer: Answer) -> bytes:
    """The answer without the tokens that differ each time and without the address that was asked for."""
    content = NOISE.sub(b"", answer.everything)
    for echo in (answer.path, quote(answer.path), quote(answer.path, safe="")):
        content = content.replace(echo.encode(), b"")
    return content


INSIDE = {200, 201, 202, 204, 301, 302, 303, 304, 400, 403, 404, 405, 406, 409, 410, 412, 413, 415, 422, 428, 429}


def expected(route: Route, actor: Actor, programme: str, shape: str, method: str) -> set[int]:
    """The statuses that what the door declares allows."""
    if not route.needs or not route.has_programme:
        return set(range(200, 500))
    refused = outside(route, actor, programme)
    if refused is not None:
        return refused
    is_reading = method in {"GET", "HEAD", "OPTIONS"}
    if route.needs not in actor.permissions(programme) or (actor.is_key and not actor.may_write and not is_reading):
        return {404, 405} if route.is_hidden else {403, 405}
    return {404, 405} if shape == "absent" and method in {"GET", "HEAD"} else INSIDE


def outside(route: Route, actor: Actor, programme: str) -> set[int] | None:
    """What somebody meets who has no role in the programme; None for who has one."""
    if not actor.belongs_to or (actor.is_key and not route.is_api):
        return {401} if route.is_api else {302}
    return None if programme in actor.roles else {404, 405}


def ask(actor: Actor, method: str, path: str, *, data: Any = None, query: dict[str, Any] | None = None, content_type: str | None = None) -> Answer:
    """Send one request and gather everything that comes back, mails included."""
    mail.outbox.clear()
    cache.clear()  # no case is refused because of those before it
    wrote = False

    def look(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        nonlocal wrote
        wrote = wrote or bool(WRITES.match(statement))
        return execute(statement, *rest)

    cookies_before = copy.deepcopy(actor.client.cookies)
    extra: dict[str, Any] = {"headers": actor.headers}
    if query is not None:
        extra["query_params"] = query
    if data is not None:
        extra["data"] = data
    if content_type:
        extra["content_type"] = content_type
    with connection.execute_wrapper(look), TestCase.captureOnCommitCallbacks(execute=method not in {"GET", "HEAD", "OPTIONS"}):
        response = getattr(actor.client, method.lower())(path, **extra)
        content = body(response)
    actor.client.cookies = cookies_before  # a sign-out in one case is none in the next
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items() if name.lower() not in TIMED)
    cookies = response.cookies.output(header="")
    mails = "\n".join(str(message.message()) for message in mail.outbox)
    everything = b"\n".join([headers.encode(), cookies.encode(), mails.encode(), content])
    return Answer(response.status_code, response.headers.get("Location", ""), everything, wrote, path)


TIMED = {"date", "expires", "last-modified", "x-request-id", "content-length", "ratelimit", "ratelimit-remaining", "ratelimit-reset"}


def body(response: HttpResponseBase) -> bytes:
    """The content as it reads: streams joined, spreadsheets unpacked, PDF as text."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return b"\n".join(packed.read(name) for name in packed.namelist())
    if content.startswith(b"%PDF"):
        return subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout
    return bytes(content)


def bullets(part: mirror.Part) -> list[dict[str, Any]]:
    """Two bodies that name the part's rows under every name that a form or a query could use: by id, and by key."""
    by_id: dict[str, Any] = {}
    by_key: dict[str, Any] = {}
    for label, row in part.rows.items():
        name = label.partition(".")[2]
        for alias in (name, f"{name}_id", f"{name}s", f"{name}_ids"):
            by_id[alias] = row.pk
            by_key[alias] = getattr(row, "key", None) or str(getattr(row, "uuid", row.pk))
    for model in apps.get_models():
        for each in model._meta.local_fields:
            if isinstance(each, models.ForeignKey) and (label := each.related_model._meta.label_lower) in part.rows:  # type: ignore[union-attr]
                by_id[each.name] = part[label].pk
                by_key[each.name] = getattr(part[label], "key", None) or part[label].pk
    people = {"user": part["schools.grant"].pk, "advisers": part["schools.sessionadviser"].pk, "q": "bestaat niet", "page": 1}
    return [{**by_id, **people}, {**by_key, **people}]


def prepare() -> Matrix:
    """Both programmes and everybody, ready to try."""
    here, there = mirror.build("spiegel-a", "kanariea"), mirror.build("spiegel-b", "kanarieb")
    actors = everyone(here, there)
    return Matrix(here, there, actors, checksum.of_programme(there.programme.pk))
