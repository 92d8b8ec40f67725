"""Where browsers tell that a page tried something that its policy forbids: counted and logged, without a word of whose browser it was."""

from __future__ import annotations

import json
import logging
import re
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from redis.exceptions import RedisError

from warmescholen.ui.middleware import length_of

logger = logging.getLogger(__name__)

LONGEST = 8_192
PER_MINUTE = 60  # over the whole site: a page that is broken tells it sixty times as well as six thousand times
COUNTER = "csp-reports"
WORD = re.compile(r"[^a-z0-9:'. -]")


@csrf_exempt
@login_not_required
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Log which directive was broken by what kind of thing; more than sixty a minute are not even read."""
    if length_of(request) <= LONGEST and _count() <= PER_MINUTE:
        logger.warning("content policy broken: %s", _told(request.body))
    return HttpResponse(status=204)


def _count() -> int:
    """How many came in this minute. Without its counter nothing is logged: a flood is worse than a report that is missed."""
    try:
        cache.add(COUNTER, 0, timeout=60)
        return cache.incr(COUNTER)
    except (ValueError, RedisError):
        return PER_MINUTE + 1


def _told(body: bytes) -> str:
    """Directive and blocked origin; paths are left out, since an address can be a secret."""
    try:
        fields: Any = json.loads(body)["csp-report"]
        directive, blocked = str(fields["effective-directive"]), str(fields["blocked-uri"])
    except (ValueError, LookupError, TypeError):
        return "a report that cannot be read"
    parts = _origin(blocked)
    return WORD.sub("", f"{directive} by {parts}".lower())[:200]


def _origin(blocked: str) -> str:
    try:
        return urlsplit(blocked).hostname or blocked[:20]
    except ValueError:
        return "an address that cannot be read"
