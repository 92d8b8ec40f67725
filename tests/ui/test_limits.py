"""Limits: counted in Redis, per key, and told in words."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from redis import Redis

from warmescholen.ui import limits
from warmescholen.ui.limits import LimitReached, address_of, limit
from warmescholen.ui.middleware import LimitMiddleware


def tries(key: str, count: int, *, most: int, seconds: int = 60) -> list[bool]:
    passed = []
    for _each in range(count):
        try:
            limit("proef", key, most=most, seconds=seconds)
            passed.append(True)
        except LimitReached:
            passed.append(False)
    return passed


def test_as_many_pass_as_allowed_and_another_key_has_its_own_count() -> None:
    first, second = uuid.uuid4().hex, uuid.uuid4().hex
    assert tries(first, 5, most=3) == [True, True, True, False, False]
    assert tries(second, 1, most=3) == [True]


def test_many_at_once_are_counted_one_by_one() -> None:
    key = uuid.uuid4().hex
    with ThreadPoolExecutor(8) as pool:
        passed = [each for answer in pool.map(lambda _n: tries(key, 5, most=17), range(8)) for each in answer]
    assert sum(passed) == 17


def test_a_counter_always_has_an_end_and_a_new_window_starts_at_nothing() -> None:
    key = uuid.uuid4().hex
    tries(key, 2, most=1)
    redis: Redis = limits._redis()
    place = next(name for name in redis.scan_iter("limit:proef:*") if limits.hashlib.sha256(key.encode()).hexdigest() in name.decode())
    assert 0 < redis.ttl(place) <= 60
    redis.delete(place)  # what the end of the window does
    assert tries(key, 1, most=1) == [True]


def test_the_key_itself_is_not_kept() -> None:
    key = f"iemand-{uuid.uuid4().hex}"
    tries(key, 1, most=1)
    assert not [name for name in limits._redis().scan_iter("limit:*") if key.encode() in name]


def test_a_reached_limit_is_answered_with_the_time_to_wait() -> None:
    answer = LimitMiddleware(lambda _request: HttpResponse()).process_exception(RequestFactory().get("/"), LimitReached(120))
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (429, "120")
    assert "over 2 minuten" in answer.content.decode()


@pytest.mark.parametrize(("proxies", "expected"), [(0, "127.0.0.1"), (1, "10.0.0.2"), (2, "10.0.0.1"), (3, "127.0.0.1")])
def test_only_our_own_proxies_are_believed_about_an_address(proxies: int, expected: str) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "10.0.0.1, 10.0.0.2"})
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        assert address_of(request) == expected
