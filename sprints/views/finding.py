"""How pages find a sprint: seen or not there, and who may change it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from schools.guards import Request, get_visible_or_404
from sprints.models import Sprint
from sprints.services.common import demand_flywheel
from warmescholen.accounts.roles import Permission


def find_sprint(request: Request, pk: int) -> Sprint:
    """A sprint that this person reads, with its school and forum."""
    return get_visible_or_404(Sprint.objects.visible_to(request.access).select_related("school", "forum"), pk=pk)


def find_own_sprint(request: Request, pk: int) -> Sprint:
    """A sprint that this person may change: who only reads it is told why not. Raises Forbidden."""
    sprint = find_sprint(request, pk)
    demand_flywheel(sprint, request.access)
    return sprint


def may_change(request: Request, sprint: Sprint) -> bool:
    """Whether to offer changes: to the flywheel, until the close."""
    return sprint.closed_at is None and request.access.may(Permission.CHANGE_SPRINT, sprint)


def to_sprint(request: Request, sprint: Sprint, mark: str = "") -> HttpResponse:
    """Back to the page of a sprint, at a mark."""
    return redirect(reverse("sprint", kwargs={"programme": request.programme.slug, "pk": sprint.pk}) + mark)


def to_forum(request: Request, sprint: Sprint, mark: str = "") -> HttpResponse:
    """Back to the page of a forum, at a mark."""
    return redirect(reverse("forum", kwargs={"programme": request.programme.slug, "pk": sprint.pk}) + mark)
