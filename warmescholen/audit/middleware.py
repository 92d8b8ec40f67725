"""Around every request: who is at work, and the access log's notes."""

from __future__ import annotations

import ipaddress
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from warmescholen.audit.actors import Actor, ActorKind, acting, become, user_actor
from warmescholen.audit.services import begin_notes, flush_notes
from warmescholen.ui.headers import SECRET_PARTS
from warmescholen.ui.logs import CUT, without_secrets

READING = frozenset({"GET", "HEAD", "OPTIONS"})
KEPT_BITS = {4: 24, 6: 48}


class RecordMiddleware:
    """Names the actor of a request to the history and writes the access log after the view has answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer under a request id, which the answer tells too."""
        begin_notes(request)
        actor = Actor(ActorKind.VISITOR, "", "bezoeker", request=uuid.uuid4().hex, path=clean_path(request.path), ip=short_address(request))
        with acting(actor):
            response = self.get_response(request)
            flush_notes(request)
        response.headers["X-Request-ID"] = actor.request
        return response

    def process_view(self, request: HttpRequest, view: Any, _args: Any, kwargs: dict[str, Any]) -> None:
        """Name the person; not on a public page that is only read, so that health needs no database."""
        become(path=clean_path(request.path, kwargs))
        if getattr(view, "login_required", True) or request.method not in READING:
            user = request.user
            if user.is_authenticated:
                become(**user_actor(user))


def clean_path(path: str, arguments: dict[str, Any] | None = None) -> str:
    """The path without secrets: neither what stands for one among the address's arguments, nor what looks like one."""
    secrets = [str(value) for name, value in (arguments or {}).items() if name in SECRET_PARTS]
    for secret in secrets:
        path = path.replace(secret, CUT)
    return without_secrets(path)


def short_address(request: HttpRequest) -> str:
    """The client's network, not its address: the last part is left out before anything is kept."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    text = forwarded[-proxies] if 0 < proxies <= len(forwarded) else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((address, KEPT_BITS[address.version]), strict=False))
