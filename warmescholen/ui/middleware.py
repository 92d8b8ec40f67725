"""Headers that every answer carries, and requests that are too large to be read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from warmescholen.ui import headers
from warmescholen.ui.limits import LimitReached

Answer = Callable[[HttpRequest], HttpResponseBase]


class SecurityHeadersMiddleware:
    """Tells the browser what it may do. A view that says otherwise itself is left alone, but for what holds for every answer."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the policies to what the view answers."""
        response = self.get_response(request)
        is_download = str(response.headers.get("Content-Disposition", "")).startswith("attachment")
        response.headers.setdefault("Content-Security-Policy", headers.DOWNLOAD_POLICY if is_download else headers.PAGE_POLICY)
        response.headers["Permissions-Policy"] = headers.PERMISSIONS
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "no-store")  # static files say otherwise themselves
        if holds_secret(request):
            response.headers["Referrer-Policy"] = "no-referrer"
        return response


class RequestSizeMiddleware:
    """Refuses a body that is longer than anything that people send, before a byte of it is read."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 413 to what is too large; only a form with files may be longer than its fields."""
        if length_of(request) > _limit(request):
            return too_large(request)
        return self.get_response(request)


class LimitMiddleware:
    """A limit that was reached is told with the time to wait, wherever it was counted."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to add when all is well."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """429 for LimitReached, nothing for the rest."""
        if not isinstance(exception, LimitReached):
            return None
        response = render(request, "429.html", {"minutes": max(1, round(exception.seconds / 60))}, status=429)
        response.headers["Retry-After"] = str(exception.seconds)
        return response


def holds_secret(request: HttpRequest) -> bool:
    """Whether the address of this request is itself a secret, such as that of an invitation."""
    match = request.resolver_match
    return match is not None and (match.url_name in headers.SECRET_NAMES or not headers.SECRET_PARTS.isdisjoint(match.kwargs))


def too_large(request: HttpRequest) -> HttpResponse:
    """The page that says so."""
    return render(request, "413.html", {"megabytes": settings.FILE_MAX_BYTES // 1_048_576}, status=413)


def length_of(request: HttpRequest) -> int:
    """How many bytes the body has, as far as Django will read it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _limit(request: HttpRequest) -> int:
    largest = settings.REQUEST_MAX_BYTES if request.content_type == "multipart/form-data" else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return int(largest)
