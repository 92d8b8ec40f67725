"""Reading sprints: which there are, and one with all that hangs on it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from schools.guards import Request, needs
from sprints import queries
from sprints.enums import InitiativeState, SprintState
from sprints.forms import CommentForm
from sprints.models import Advice, Initiative, Sprint, SprintComment
from sprints.views.finding import find_sprint, may_change
from warmescholen.accounts.roles import Permission

PAGE = 30
MOVES = [*queries.LANES, (InitiativeState.STOPPED, "Gestopt")]


@require_GET
@needs(Permission.VIEW_SPRINT, hidden=True)
def sprints(request: Request) -> HttpResponse:
    """Where the schools are in their sprints: those that run first, by the date of their forum."""
    seen = Sprint.objects.visible_to(request.access).select_related("school", "forum")
    today = timezone.localdate()
    page = Paginator(seen.filter(state=SprintState.CLOSED).order_by("-ends_on", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "running": queries.sprint_rows(seen.open().order_by("forum__date", "school__position"), today),
        "page": page,
        "closed": queries.sprint_rows(page.object_list, today),
        "may_start": request.access.may_somewhere(Permission.CHANGE_SPRINT),
    }
    return render(request, "sprints/sprints.html", context)


@require_GET
@needs(Permission.VIEW_SPRINT, hidden=True)
def sprint(request: Request, pk: int) -> HttpResponse:
    """A sprint: where it is, what is done, what the forum said."""
    return sprint_page(request, find_sprint(request, pk))


def sprint_page(request: Request, found: Sprint, *, comment: CommentForm | None = None, status: int = 200) -> HttpResponse:
    """The page of a sprint, with a form that was refused where there is one. A fixed number of queries."""
    access = request.access
    weeks = queries.ruler(found, found.forum.date, timezone.localdate())
    rows = Initiative.objects.visible_to(access).filter(sprint=found).select_related("carried_from__sprint")
    initiatives = list(rows.prefetch_related("indicator_links__indicator"))
    by_block = request.GET.get("bord") == "bouwstenen"
    context: dict[str, Any] = {
        "sprint": found,
        "forum": found.forum,
        "weeks": weeks,
        "headline": queries.headline(found, weeks),
        "by_block": by_block,
        "lanes": queries.lanes_by_block(initiatives) if by_block else queries.lanes(initiatives),
        "initiatives": initiatives,
        "blocks_without": queries.blocks_without(initiatives),
        "groups": list(found.forum.groups.all()),
        "advice": list(Advice.objects.visible_to(access).shown().filter(forum=found.forum).select_related("answer")),
        "comments": list(SprintComment.objects.visible_to(access).filter(sprint=found).select_related("author")),
        "comment_form": (comment or CommentForm()) if access.may(Permission.COMMENT_SPRINT, found) else None,
        "moves": MOVES,
        "may_change": may_change(request, found),
        "missing": queries.missing_to_close(found) if may_change(request, found) else [],
    }
    return render(request, "sprints/sprint.html", context, status=status)
