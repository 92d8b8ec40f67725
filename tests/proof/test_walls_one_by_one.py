"""Proof: doors and walls hold without each other. Each is taken away once, and what is left has to do alone."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator

import psycopg2
import pytest
from django.conf import settings as configured
from django.db import connection, models
from psycopg2 import sql
from pytest_django import Settings

from networks.models import Network
from tests.proof import matrix
from tests.proof.addresses import routes
from tests.proof.record import FULL, record
from warmescholen.tenancy import addresses

SHARE = 1 if FULL else 8  # one in so many pairs of address and actor


@pytest.fixture(autouse=True)
def without_limits(settings: Settings) -> Iterator[None]:
    """As in the matrix itself."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def without_walls(db: None) -> Iterator[None]:
    """Row-level security is off for this database's `app`: it may pass by, as `ops` may."""
    _say("BYPASSRLS")
    yield
    _say("NOBYPASSRLS")


def _say(attribute: str) -> None:
    admin = configured.DATABASE_ADMIN
    role = addresses.role_name(admin["NAME"], "app")
    with psycopg2.connect(
        dbname="postgres", user=admin["USER"] or None, password=admin["PASSWORD"] or None, host=admin["HOST"] or None, port=admin["PORT"] or None,
        **admin["OPTIONS"],
    ) as owner, owner.cursor() as cursor:  # fmt: skip
        cursor.execute(sql.SQL("ALTER ROLE {} " + attribute).format(sql.Identifier(role)))
    owner.close()


def share() -> matrix.Matrix:
    tried = matrix.prepare()
    tried.sample = lambda case: zlib.crc32(case.encode()) % SHARE == 0
    return tried


def test_with_the_walls_off_the_doors_alone_hold_the_matrix(without_walls: None) -> None:
    tried = share()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT programme_id) FROM networks_network")
        assert cursor.fetchone() == (2,), "the walls still stand: nothing is tried"
    tried.run([each for each in routes() if each.name != "readyz"])  # which tells that the walls are down, as it should
    record("access: doors without walls", cases=tried.cases, failures=len(tried.failures))
    assert not tried.failures, "\n".join(tried.failures[:40])
    assert len([each for each in routes() if each.needs and each.template in tried.opened]) >= 5, "nobody got in anywhere: nothing was tried"


def kinds_of(base: type) -> Iterator[type]:
    for each in base.__subclasses__():
        yield each
        yield from kinds_of(each)


def without_filters(monkeypatch: pytest.MonkeyPatch) -> int:
    """Make `visible_to` of every queryset let everything through. Tells how many there were."""
    found = [each for each in kinds_of(models.QuerySet) if "visible_to" in vars(each)]
    for each in found:
        monkeypatch.setattr(each, "visible_to", lambda self, _access: self.all())
    return len(found)


def test_with_the_doors_filter_removed_the_walls_alone_hold_the_border(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = share()
    tried.walls_only = True
    assert without_filters(monkeypatch) > 2
    tried.run(routes())
    record("access: walls without doors", cases=tried.cases, failures=len(tried.failures))
    assert not tried.failures, "\n".join(tried.failures[:40])


def test_with_both_away_the_matrix_notices(without_walls: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The matrix can fail: without doors and walls the other programme comes out."""
    tried = share()
    without_filters(monkeypatch)
    tried.sample = lambda _: True
    tried.run([each for each in routes() if each.name in {"network", "report_file"}])
    assert any("came back" in each for each in tried.failures), tried.failures[:9]


def test_with_a_door_open_the_matrix_notices(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that forgets `visible_to` shows a hidden network to who has a scope; and a wrong 404 is told from a right one."""
    tried = share()
    tried.sample = lambda _: True
    monkeypatch.setattr(type(Network.objects.all()), "visible_to", lambda self, access: self.filter(programme_id=access.programme_id))
    tried.run([each for each in routes() if each.name in {"networks", "network"}])
    assert any("came back: ['kanarieatwee']" in each for each in tried.failures)
