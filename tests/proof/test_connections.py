"""Proof: a connection that served one programme brings nothing of it to the next, through a pooler in transaction mode."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from tests.factories import mirror
from tests.pooler import POOL, free_port, pooled
from tests.processes import wait_until
from tests.proof.record import FULL, record
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.context import SETTING

REQUESTS = 10_000 if FULL else 2_000
THREADS = 8
PAGES = ("", "netwerken/", "indicatoren/", "netwerken/bestaat-niet/", "rapportages/")


@dataclass(frozen=True)
class Visitor:
    """A person of one programme with a session, and what may and may not come back."""

    slug: str
    cookie: str
    own: bytes
    other: tuple[bytes, ...]


@pytest.fixture(scope="module")
def visitors(committed: None) -> tuple[Visitor, Visitor]:
    with transaction.atomic():
        sides = mirror.build("spiegel-a", "kanariea"), mirror.build("spiegel-b", "kanarieb")
    made = []
    for side, other in (sides, sides[::-1]):
        client = Client()
        client.force_login(side.users[Role.ADVISER])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        made.append(Visitor(side.programme.slug, cookie, side.held.word.encode(), tuple(word.encode() for word in other.words)))
    return made[0], made[1]


@pytest.fixture(scope="module")
def pool(visitors: object) -> Iterator[str]:
    # Not in pytest's own folder: only its owner may enter that, and the pooler runs as somebody else than root.
    with tempfile.TemporaryDirectory(prefix="pooler-") as folder, pooled(Path(folder)) as address:
        yield address


@pytest.fixture(scope="module")
def port(pool: str) -> Iterator[int]:
    """The site as in production, on the pooler."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "warmescholen.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "8", "--log-level", "error"]
    web = subprocess.Popen(command, env={**os.environ, "APP_DATABASE_URL": pool, "LOG_LEVEL": "CRITICAL"}, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: fetch(port, "/healthz", "")[0] == 200)
        yield port
    finally:
        web.terminate()
        web.wait()


def fetch(port: int, path: str, cookie: str) -> tuple[int, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", path, headers={"Host": "localhost", "Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"})
        answer = line.getresponse()
        return answer.status, answer.read()
    except OSError:
        return 0, b""
    finally:
        line.close()


def break_off(port: int, path: str, cookie: str) -> None:
    """Ask, and hang up before the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {settings.SESSION_COOKIE_NAME}={cookie}\r\n\r\n".encode())
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")  # a reset, not a goodbye


def test_alternating_requests_through_pooled_connections_never_cross(visitors: tuple[Visitor, Visitor], pool: str, port: int) -> None:
    seen = {visitor.slug: 0 for visitor in visitors}

    def one(number: int) -> str | None:
        visitor = visitors[number % 2]
        path = f"/{visitor.slug}/{PAGES[number // 2 % len(PAGES)]}"
        if number % 10 == 9:
            break_off(port, path, visitor.cookie)
            return None
        status, content = fetch(port, path, visitor.cookie)
        if any(word in content.lower() for word in visitor.other):
            return f"{path}: the other programme came back"
        if status == 200 and visitor.own in content.lower():
            seen[visitor.slug] += 1
        wanted = 404 if "bestaat-niet" in path else 200
        return None if status == wanted else f"{path}: {status}"

    with ThreadPoolExecutor(THREADS) as threads:
        failures = [found for found in threads.map(one, range(REQUESTS)) if found]
    record("connection: alternating programmes through a pooler", cases=REQUESTS, failures=len(failures))
    assert not failures, failures[:10]
    assert all(count > REQUESTS / 5 for count in seen.values()), seen
    assert backends() <= POOL, "more connections than the pool holds: they were not shared"
    assert left_behind(pool) == [None] * POOL


def backends() -> int:
    """How many connections the pooler holds to the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()")
        row = cursor.fetchone()
    return int(row[0])


def left_behind(address: str) -> list[str | None]:
    """The programme that each pooled connection still has, outside any context."""
    lines = [psycopg2.connect(address) for _ in range(POOL)]
    try:
        found = []
        for line in lines:  # their transactions stay open, so each has a connection of its own
            cursor = line.cursor()
            cursor.execute("SELECT nullif(current_setting(%s, true), '')", [SETTING])
            found.append(cursor.fetchone()[0])
        return found
    finally:
        for line in lines:
            line.close()


def test_what_a_session_leaves_on_a_pooled_connection_would_be_noticed(visitors: object, pool: str) -> None:
    """Set for the session and not for the transaction, as nothing of ours does, the programme stays for whoever comes next."""
    line = psycopg2.connect(pool)
    line.autocommit = True
    cursor = line.cursor()
    try:
        cursor.execute("SELECT set_config(%s, '7', false)", [SETTING])
        assert "7" in left_behind(pool)
    finally:
        cursor.execute("DISCARD ALL")
        line.close()
