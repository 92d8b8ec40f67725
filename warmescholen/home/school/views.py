"""The page of one school."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from schools.guards import Request, get_visible_or_404, needs
from schools.models import School
from warmescholen.accounts.roles import Permission
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.services import note_access
from warmescholen.home.school.story import SHOWN, story_of


@require_GET
@needs(Permission.VIEW_SCHOOL)
def school(request: Request, key: str) -> HttpResponse:
    """A school with its whole story; on paper it serves as a handover."""
    rows = School.objects.visible_to(request.access).select_related("city", "umbrella", "group")
    found = get_visible_or_404(rows.prefetch_related("institution_numbers"), key=key)
    shown = request.GET.get("toon", "")
    shown = shown if shown in SHOWN else ""
    note_access(request, programme_id=request.programme.pk, action=AccessEntry.Action.READ, target=found, label=found.name)
    context = {
        "school": found,
        "story": story_of(found, request.access, shown=shown),
        "shown": shown,
        "ways": [("", "alles"), ("sessies", "sessies"), ("sprints", "sprints en forums"), ("metingen", "metingen")],
        "may_log": request.access.may(Permission.LOG_SESSION, found),
        "may_manage": request.access.may(Permission.MANAGE_SCHOOLS, found),
    }
    return render(request, "home/school.html", context)
