"""How often something may happen: counted per key in Redis, which all processes share."""

from __future__ import annotations

import hashlib
import logging
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class LimitReached(Exception):
    """Too many in too short a time; the middleware answers 429 with `seconds` to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Probeer het opnieuw na {seconds} seconden.")
        self.seconds = seconds


def limit(name: str, key: str, *, most: int, seconds: int) -> None:
    """Count one more under a key; at most `most` pass in a window of `seconds` that begins with the first. Raises LimitReached.

    When Redis cannot be reached everything passes, with a warning in the log: a limit is a brake and no lock.
    """
    place = f"limit:{name}:{hashlib.sha256(key.encode()).hexdigest()}"
    try:
        # One transaction, so that a counter never comes to life without its end.
        steps = _redis().pipeline(transaction=True)
        steps.set(place, 0, ex=seconds, nx=True)
        steps.incr(place)
        steps.ttl(place)
        _made, count, left = steps.execute()
    except RedisError:
        logger.warning("the limit %s could not be counted", name)
        return
    if count > most:
        raise LimitReached(max(1, left))


def address_of(request: HttpRequest) -> str:
    """The address that a request came from: what the outermost of our own proxies saw, never what a client claims."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(seen) >= proxies:
        return seen[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


@cache
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=2)
