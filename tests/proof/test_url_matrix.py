"""Proof: every address of the site, by sixteen actors and all methods: nobody gets in where they do not belong."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.proof import matrix
from tests.proof.addresses import Route, routes
from tests.proof.record import FULL, record

SHARE = 4  # one in so many pairs of address and actor in `make test`, beside the two who get in most; `make proof` takes all
ALWAYS = ("programmabeheerder here", "vliegwiellid here")


@pytest.fixture(autouse=True)
def without_limits(settings: Settings) -> Iterator[None]:
    """A cache of this test's own, so that limits can be let go between two cases; and no line in the log per refusal."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def in_the_share(case: str) -> bool:
    return FULL or case.endswith(ALWAYS) or zlib.crc32(case.encode()) % SHARE == 0


def rows(*, api: bool) -> list[Route]:
    return [each for each in routes() if each.is_api is api]


@pytest.mark.parametrize("api", [False, True], ids=["pages", "api"])
def test_every_address_answers_as_its_door_declares(db: None, *, api: bool) -> None:
    tried = matrix.prepare()
    tried.sample = in_the_share
    tried.run(rows(api=api))
    record(f"access: url matrix, {'api' if api else 'pages'}", cases=tried.cases, failures=len(tried.failures))
    assert not tried.failures, "\n".join(tried.failures[:40])
    assert {each.template for each in rows(api=api) if each.needs} - tried.opened == set(), "nobody gets in: are the ids right?"
