"""Pages for requests that cannot be read."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from warmescholen.ui.middleware import too_large

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of what it could not read: 413 for too much of it, 400 for the rest."""
    return too_large(request) if isinstance(exception, TOO_MUCH) else render(request, "400.html", status=400)
