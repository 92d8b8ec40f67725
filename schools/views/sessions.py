"""Sessions: the list, one session, and its own files."""

from __future__ import annotations

import uuid as uuids

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from networks.models import Network
from schools import school_year
from schools.enums import SessionKind, SessionState
from schools.forms.attachments import AttachmentForm
from schools.forms.filters import session_filters
from schools.guards import Request, get_visible_or_404, needs
from schools.models import School, Session, SessionAttachment
from schools.queries import people, sessions
from schools.queries.follow_ups import with_reasons
from schools.queries.schools import school_choices
from warmescholen.accounts.roles import Permission
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.services import note_access

ON_A_PAGE = 25


@require_GET
@needs(Permission.VIEW_SCHOOL)
def session_list(request: Request) -> HttpResponse:
    """The sessions that one may see, narrowed by what stands in the address."""
    filters = session_filters(request.GET)
    found = sessions.with_all(sessions.listed(request.access, filters))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    years = [(str(year), f"schooljaar {school_year.label(year)}") for year in sessions.school_years(request.access)]
    waiting = sessions.planned_for(request.user.pk, timezone.localdate(), request.access) if may_log(request) else Session.objects.none()
    context = {
        "page": page,
        "filters": filters,
        "is_filtered": any(value for value in vars(filters).values()),
        "networks": Network.objects.where(request.access, Permission.VIEW_SCHOOL),
        "schools": school_choices(request.access, network=filters.network, chosen=filters.school),
        "kinds": SessionKind.choices,
        "periods": [(sessions.COMING, "wat komt"), (sessions.OVERDUE, "gepland, nog in te vullen"), *years],
        "advisers": people.advisers_of(request.access),
        "waiting": waiting.count(),
        "may_log": may_log(request),
    }
    return render(request, "schools/sessions.html", context)


@require_GET
@needs(Permission.VIEW_SCHOOL)
def session_detail(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """One session, with the notes that its reader may read."""
    found = get_visible_or_404(sessions.with_all(Session.objects.visible_to(request.access)), uuid=uuid)
    note_access(request, programme_id=request.programme.pk, action=AccessEntry.Action.READ, target=found, label=str(found))
    return render(request, "schools/session.html", page_of(request, found))


def page_of(request: Request, session: Session, *, attachment_form: AttachmentForm | None = None) -> dict[str, object]:
    """What the page of a session shows to this reader; `session` comes with all of `sessions.with_all`."""
    may_edit = sessions.may_edit(session, request.access)
    is_past = session.date is not None and session.date <= timezone.localdate()
    attachments = SessionAttachment.objects.visible_to(request.access).filter(session=session).select_related("file", "added_by")
    schools = sorted((link.school for link in session.attendances.all()), key=lambda school: school.sort_key)
    seen = set(School.objects.visible_to(request.access).filter(pk__in=[school.pk for school in schools]).values_list("pk", flat=True))
    return {
        "session": session,
        "schools": [(school, school.pk in seen) for school in schools],
        "notes": sessions.notes_of(session, request.access),
        "follow_ups": with_reasons(session.follow_ups.select_related("done_by").order_by("pk"), request.access),
        "attachments": attachments,
        "may_edit": may_edit,
        "can_be_held": may_edit and is_past and session.state == SessionState.PLANNED,
        "attachment_form": attachment_form or AttachmentForm(),
    }


def may_log(request: Request) -> bool:
    """Whether to offer logging."""
    return request.access.may_somewhere(Permission.LOG_SESSION)
