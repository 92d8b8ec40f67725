"""What can be done with one session: cancel, hold, a private note, files."""

from __future__ import annotations

import uuid as uuids

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from schools import services
from schools.forms.attachments import AttachmentForm, CancelForm, PrivateNoteForm
from schools.forms.sessions import changed as with_values
from schools.guards import Request, get_visible_or_404, needs
from schools.models import Session, SessionAttachment
from schools.queries import sessions
from schools.services import NoteChanged, SessionChanged, SessionRefused
from schools.services.session_checks import demand_edit
from schools.views.sessions import page_of
from warmescholen.accounts.roles import Permission
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.services import note_access
from warmescholen.files.names import download
from warmescholen.files.services import FileGone, read_file
from warmescholen.files.uploads import FileRefused


@require_http_methods(["GET", "POST"])
@needs(Permission.LOG_SESSION)
def session_cancel(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Cancel a session, with the reason."""
    session = _session(request, uuid)
    demand_edit(session, request.access)
    form = CancelForm(request.POST or None, initial={"version": session.version})
    if form.is_valid():
        told = form.cleaned_data
        with form.refusals(SessionRefused, SessionChanged):
            services.cancel_session(session=session, reason=told["reason"], version=told["version"], by=request.access)
            messages.success(request, "De sessie is geannuleerd. Ze telt niet mee.")
            return _back(request, session)
    return render(request, "schools/session_cancel.html", {"form": form, "session": session})


@require_POST
@needs(Permission.LOG_SESSION)
def session_hold(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Tell in one tap that a planned session took place."""
    session = _session(request, uuid)
    try:
        services.hold_session(session=session, version=session.version, by=request.access)
    except (SessionRefused, SessionChanged) as refused:
        messages.error(request, str(refused))
        return _back(request, session)
    messages.success(request, "De sessie telt nu mee. Wat hebben jullie gedaan?")
    return redirect("session_edit", programme=request.programme.slug, uuid=session.uuid)


@require_http_methods(["GET", "POST"])
@needs(Permission.READ_TEAM_NOTE)
def session_private_note(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """One's own note with a session; when another window wrote it meanwhile, both texts stand on the page."""
    session = _session(request, uuid)
    request.access.demand(Permission.READ_TEAM_NOTE, session)
    own = sessions.notes_of(session, request.access).own
    form = PrivateNoteForm(request.POST if request.method == "POST" else None, initial={"text": own, "before": own})
    there, status = "", 200
    if form.is_valid():
        try:
            before = form.cleaned_data["before"].replace("\r\n", "\n")
            services.set_private_note(session=session, text=form.cleaned_data["text"].replace("\r\n", "\n"), before=before, by=request.access)
        except NoteChanged as changed:
            form.add_error("text", f"{changed} Voeg samen wat je wilt houden, en bewaar opnieuw.")
            there, status = changed.text, 409
            form.data = with_values(form.data, before=[there])
        else:
            messages.success(request, "Je privénota is bewaard.")
            return _back(request, session)
    return render(request, "schools/session_private_note.html", {"form": form, "session": session, "there": there}, status=status)


@require_POST
@needs(Permission.LOG_SESSION)
def attachment_add(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Add a file to a session."""
    session = _session(request, uuid)
    form = AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        upload, is_for_team = form.cleaned_data["file"], form.cleaned_data["audience"] == "team"
        with form.refusals(FileRefused, field="file"):
            services.add_attachment(session=session, name=upload.name, content=upload.read(), is_for_team=is_for_team, by=request.access)
            messages.success(request, "De bijlage is toegevoegd.")
            return _back(request, session)
    return render(request, "schools/session.html", page_of(request, session, attachment_form=form))


@require_GET
@needs(Permission.VIEW_SCHOOL)
def attachment(request: Request, uuid: uuids.UUID, pk: int) -> HttpResponse:
    """The file itself, always to save and never to open in the page."""
    visible = SessionAttachment.objects.visible_to(request.access).select_related("file")
    found = get_visible_or_404(visible, pk=pk, session__uuid=uuid)
    try:
        content = read_file(found.file)
    except FileGone as error:
        raise Http404 from error
    note_access(request, programme_id=request.programme.pk, action=AccessEntry.Action.DOWNLOAD, target=found, label=found.file.name)
    return download(content, name=found.file.name, content_type=found.file.content_type)


@require_POST
@needs(Permission.LOG_SESSION)
def attachment_remove(request: Request, uuid: uuids.UUID, pk: int) -> HttpResponse:
    """Remove a file from its session."""
    visible = SessionAttachment.objects.visible_to(request.access).select_related("file", "session")
    found = get_visible_or_404(visible, pk=pk, session__uuid=uuid)
    services.remove_attachment(attachment=found, by=request.access)
    messages.success(request, f"De bijlage {found.file.name} is verwijderd.")
    return _back(request, found.session)


def _session(request: Request, uuid: uuids.UUID) -> Session:
    return get_visible_or_404(sessions.with_all(Session.objects.visible_to(request.access)), uuid=uuid)


def _back(request: Request, session: Session) -> HttpResponse:
    return redirect("session", programme=request.programme.slug, uuid=session.uuid)
