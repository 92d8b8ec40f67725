"""Doors of the other sign-ins: absent unless the environment names one, and a way to them that the CSP allows."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

View = Callable[..., HttpResponse]


def offered(view: View, provider: str = "") -> View:
    """404 unless this provider (or any, when none is named) is set up in the environment."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        known = settings.SOCIALACCOUNT_PROVIDERS
        if (provider not in known) if provider else not known:
            raise Http404
        return view(request, *args, **kwargs)

    return door


def handing_over(view: View, provider: str) -> View:
    """Lead to the provider by a page of ours: `form-action 'self'` lets no form be redirected to another site."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseRedirect) and response.url.startswith("https://"):
            return render(request, "socialaccount/handover.html", {"url": response.url})
        return response

    return offered(door, provider)
