"""Telling of a session: logging, planning, telling anew, and what happens when two people do so at once."""

from __future__ import annotations

import json
import uuid as uuids
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from schools.enums import SessionState
from schools.forms import conflicts
from schools.forms.sessions import (
    PART_FIELDS,
    Offer,
    SessionForm,
    StepFormSet,
    initial_of_habit,
    initial_of_session,
    step_forms,
    steps_of,
    unbound,
)
from schools.guards import Request, get_visible_or_404, needs
from schools.models import Session, Topic
from schools.queries import people, places, sessions
from schools.services import NewSession, SessionChanged, SessionRefused, edit_session, log_session
from schools.services.session_checks import demand_edit
from warmescholen.accounts.access import Forbidden
from warmescholen.accounts.roles import Permission

MORE = "more"


@require_http_methods(["GET", "POST"])
@needs(Permission.LOG_SESSION)
def session_log(request: Request) -> HttpResponse:
    """Log or plan a session: on one screen, with what is usual filled in."""
    today = timezone.localdate()
    habit = places.habit_of(request.user.pk, request.access, today)
    offer = _offer(request, recent=habit.recent)
    if request.method == "POST":
        form, steps = SessionForm(request.POST, offer=offer), step_forms(request.POST)
        if MORE in request.POST:
            form, steps = unbound(request.POST, offer)
        elif form.is_valid() and steps.is_valid():
            answer = _log(request, form, steps)
            if answer is not None:
                return answer
    else:
        initial = initial_of_habit(habit, user_id=request.user.pk, today=today)
        asked = request.GET.get("met", "")
        form = SessionForm(offer=offer, initial=initial | ({"where": asked} if offer.places.find(asked) else {}))
        steps = step_forms()
    waiting = sessions.with_all(sessions.planned_for(request.user.pk, today, request.access))[:5]
    return render(request, "schools/session_log.html", {"form": form, "steps": steps, "waiting": waiting, "is_prefilled": bool(habit.place)})


@require_GET
@needs(Permission.LOG_SESSION)
def session_attendance(request: Request) -> HttpResponse:
    """The part of the form that asks who was there, for another place or day."""
    asked = {name: request.GET.get(name, "") for name in ("where", "date")}
    form = SessionForm(offer=_offer(request), initial=asked)
    return render(request, "schools/_attendance.html", {"form": form})


@require_http_methods(["GET", "POST"])
@needs(Permission.LOG_SESSION)
def session_edit(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Tell a session anew. Nothing is overwritten: when a colleague saved meanwhile, both texts and a choice are shown."""
    session = get_visible_or_404(sessions.with_all(Session.objects.visible_to(request.access)), uuid=uuid)
    told = conflicts.told_of(session)
    offer = _offer(request, session=session, told=told)
    status = 200
    if request.method == "POST":
        data = request.POST
        form, steps = SessionForm(data, offer=offer), step_forms(data)
        if MORE in data:
            form, steps = unbound(data, offer)
        elif form.is_valid() and steps.is_valid():
            answer = _edit(request, session, form, steps)
            if answer is not None:
                return answer
            status = 403 if form.has_error("__all__", "forbidden") else 200
    else:
        demand_edit(session, request.access)
        own = sessions.notes_of(session, request.access).own
        form = SessionForm(offer=offer, initial=initial_of_session(session, told, own) | {"base": json.dumps(told)})
        steps = step_forms(initial=steps_of(told["steps"]))
    context = {"form": form, "steps": steps, "session": session, "can_be_planned": session.state == SessionState.PLANNED}
    return render(request, "schools/session_edit.html", context, status=status)


def _log(request: Request, form: SessionForm, steps: StepFormSet) -> HttpResponse | None:
    """Save what is new; sent twice is saved once. None when it was refused."""
    there = Session.objects.visible_to(request.access).filter(uuid=form.cleaned_data["uuid"], logged_by=request.user).first()
    if there is not None:
        messages.info(request, "Deze sessie was al bewaard.")
        return _to(request, there)
    new = form.told(state=_state(request.POST), steps=steps.steps())
    with _refusals(form):
        session = log_session(new=new, by=request.access)
        messages.success(request, "De sessie is gepland." if session.state == SessionState.PLANNED else "De sessie is bewaard.")
        return _to(request, session)
    return None


def _edit(request: Request, session: Session, form: SessionForm, steps: StepFormSet) -> HttpResponse | None:
    """Save what was told anew, or show the conflict. None when it was refused."""
    data = request.POST
    state = _state(data)
    new = form.told(state=state, steps=steps.steps())
    mine, theirs = conflicts.told_by(new, form.cleaned_data["where"]), conflicts.told_of(session)
    base = conflicts.read_base(form.cleaned_data["base"])
    if "resolving" in data:
        left = [each for each in conflicts.differences(mine=mine, theirs=theirs, base=base) if f"keep_{each.name}" not in data]
        if left:
            return _conflict(request, session, form, mine, base)
        mine = conflicts.chosen(mine=mine, theirs=theirs, choices=data.dict())
        again = _again(form, mine, state)
        if again is None:
            form.add_error(None, "Deze keuzes gaan niet samen. Kijk het formulier na en bewaar opnieuw.")
            return None
        new = again
    version = form.cleaned_data["version"] or 0
    with _refusals(form):
        while True:  # a colleague who saved the very same stands in nobody's way
            try:
                edit_session(session=session, new=new, version=version, by=request.access)
            except SessionChanged as changed:
                if conflicts.differences(mine=mine, theirs=conflicts.told_of(changed.current), base=base):
                    return _conflict(request, changed.current, form, mine, base)
                version = changed.current.version
            else:
                messages.success(request, "De sessie is bewaard.")
                return _to(request, session)
    return None


def _again(form: SessionForm, mine: conflicts.Told, state: SessionState) -> NewSession | None:
    """What was chosen, read as if it had been typed."""
    data = conflicts.as_data(mine, _kept(form))
    again, steps = SessionForm(data, offer=form.offer), step_forms(data)
    return again.told(state=state, steps=steps.steps()) if again.is_valid() and steps.is_valid() else None


def _conflict(request: Request, current: Session, form: SessionForm, mine: conflicts.Told, base: conflicts.Told) -> HttpResponse:
    """Both texts, and a choice for each field that differs."""
    theirs = conflicts.told_of(current)
    found = conflicts.differences(mine=mine, theirs=theirs, base=base)
    kept = conflicts.as_data(mine, _kept(form) | {"version": str(current.version)})
    context = {
        "session": current,
        "differences": [(each, *(conflicts.readable(form, each.name, value) for value in (each.mine, each.theirs))) for each in found],
        "kept": [(name, value) for name, values in kept.lists() for value in values],
        "is_planned": _state(request.POST) == SessionState.PLANNED,
        "is_missing": "resolving" in request.POST,
    }
    return render(request, "schools/session_conflict.html", context, status=409)


def _kept(form: SessionForm) -> dict[str, str]:
    """What no colleague shares, as the form sends it."""
    return {name: str(form.cleaned_data[name] or "") for name in ("note_private", "uuid", "version", "base")}


def _offer(request: Request, *, recent: tuple[str, ...] = (), session: Session | None = None, told: Any = None) -> Offer:
    attended = [link.school for link in session.attendances.all()] if session else []
    guiding = [link.user_id for link in session.adviser_links.all()] if session else []
    own = places.places_for(request.access)
    return Offer(
        places=own.including(session) if session else own,
        topics=list(Topic.objects.filter(programme=request.programme)),
        advisers=list(people.colleagues(request.access, also=guiding)),
        recent=recent,
        attended=attended,
        attended_at=told["where"] if told else "",
    )


class _refusals:  # noqa: N801 (reads as a verb where it is used)
    """A refusal of the service stands beside the field that it is about; a lack of rights above the form."""

    def __init__(self, form: SessionForm) -> None:
        self.form = form

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        """Keep a refusal, let everything else through."""
        if isinstance(error, SessionRefused):
            self.form.add_error(PART_FIELDS.get(error.part), str(error))
        elif isinstance(error, Forbidden):
            self.form.add_error(None, self.form.forbidden(error))
        else:
            return False
        return True


def _state(data: QueryDict) -> SessionState:
    return SessionState.PLANNED if "plan" in data else SessionState.HELD


def _to(request: Request, session: Session) -> HttpResponse:
    return redirect("session", programme=request.programme.slug, uuid=session.uuid)
