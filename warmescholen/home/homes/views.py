"""The begin of a programme: the home of one's role, and the choice between several."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from schools.guards import READING, Request, needs
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission, Role
from warmescholen.home.homes.adviser import adviser_home
from warmescholen.home.homes.choosing import home_role, remember_role, roles_of, with_role
from warmescholen.home.homes.flywheel import flywheel_home
from warmescholen.home.homes.observer import observer_home
from warmescholen.home.homes.steering import steering_home

HOMES: dict[Role, tuple[str, Callable[[Access, date], Any]]] = {
    Role.ADVISER: ("home/homes/adviser.html", adviser_home),
    Role.FLYWHEEL: ("home/homes/flywheel.html", flywheel_home),
    Role.COORDINATOR: ("home/homes/steering.html", steering_home),
    Role.MANAGER: ("home/homes/steering.html", steering_home),
    Role.OBSERVER: ("home/homes/observer.html", lambda access, _today: observer_home(access)),
}


@require_safe
@needs(Permission.VIEW_PROGRAMME)
def overview(request: Request) -> HttpResponse:
    """The home of the role that one begins with."""
    role = home_role(request.access, request.user)
    template, build = HOMES[role]
    home = build(with_role(request.access, role), timezone.localdate())
    return render(request, template, {"home": home, "role": role, "roles": roles_of(request.access)})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.VIEW_PROGRAMME)
def choose_role(request: Request) -> HttpResponse:
    """Begin with another of one's roles, now and the next time."""
    if request.method in READING:  # who signs in anew arrives here
        return redirect("overview", programme=request.programme.slug)
    role = next((each for each in roles_of(request.access) if each == request.POST.get("rol")), None)
    if role is None:
        raise Http404
    remember_role(access=request.access, user=request.user, role=role)
    return redirect("overview", programme=request.programme.slug)
