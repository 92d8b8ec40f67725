"""The forum: what is asked of whom, advice beside its answer, and what guests sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from schools.guards import READING, Request, get_visible_or_404, needs
from sprints import services
from sprints.enums import AdviceKind, AdviceState, ForumGroupKind, Verdict
from sprints.forms import AnswerForm, ForumForm, HoldForm, NoteAdviceForm, SetAsideForm
from sprints.models import Advice, Answer, Sprint
from sprints.services import REFUSALS, SprintClosed, SprintRefused
from sprints.views.finding import find_own_sprint, find_sprint, may_change, to_forum
from warmescholen.accounts.roles import Permission
from warmescholen.ui.form import HouseForm


@require_GET
@needs(Permission.VIEW_SPRINT, hidden=True)
def forum(request: Request, pk: int) -> HttpResponse:
    """A forum with its advice, unanswered first."""
    return forum_page(request, find_sprint(request, pk))


def forum_page(request: Request, sprint: Sprint, *, refused: tuple[int, HouseForm] | None = None, status: int = 200) -> HttpResponse:
    """The page of a forum, with the form that was refused at its advice. A fixed number of queries."""
    is_own = may_change(request, sprint)
    seen = Advice.objects.visible_to(request.access).filter(forum=sprint.forum).select_related("answer")
    every = [(each, _form(each, refused) if is_own else None) for each in seen]
    shown = [pair for pair in every if pair[0].state == AdviceState.SHOWN]
    unanswered = sum(not hasattr(each, "answer") for each, _form in shown)
    groups = list(sprint.forum.groups.all())
    context: dict[str, Any] = {
        "sprint": sprint,
        "forum": sprint.forum,
        "shown": sorted(shown, key=lambda pair: hasattr(pair[0], "answer")),
        "unanswered": unanswered,
        "waiting": [pair for pair in every if pair[0].state == AdviceState.WAITING],
        "aside": [each for each, _form in every if each.state == AdviceState.SET_ASIDE],
        "touched": [group.name for group in groups if group.kind == ForumGroupKind.TOUCHED],
        "experts": [group.name for group in groups if group.kind == ForumGroupKind.EXPERT],
        "may_change": is_own,
        "is_over": sprint.forum.date <= timezone.localdate(),
    }
    return render(request, "sprints/forum.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(Permission.VIEW_SPRINT, hidden=True)
def forum_change(request: Request, pk: int) -> HttpResponse:
    """Change the date, the place, the question, and whom the forum asks."""
    sprint = find_own_sprint(request, pk)
    found = sprint.forum
    names = {kind: "\n".join(group.name for group in found.groups.all() if group.kind == kind) for kind in ForumGroupKind}
    initial = {"date": found.date, "place": found.place, "question": found.question, "seen": found.updated_at}
    initial |= {"touched": names[ForumGroupKind.TOUCHED], "experts": names[ForumGroupKind.EXPERT]}
    form = ForumForm(request.POST or None, initial=initial)
    if form.is_valid():
        told = dict(form.cleaned_data)
        touched, experts = told.pop("touched"), told.pop("experts")
        with form.refusals(*REFUSALS), transaction.atomic():  # both or neither
            services.change_forum(forum=found, by=request.access, **told)
            services.ask_advice(forum=found, touched=touched, experts=experts, by=request.access)
            messages.success(request, "Bewaard.")
            return to_forum(request, sprint)
        found.refresh_from_db()
        form.see_again(found.updated_at)
    return render(request, "sprints/forum_change.html", {"form": form, "sprint": sprint, "forum": found})


@require_http_methods(["GET", "POST"])
@needs(Permission.VIEW_SPRINT, hidden=True)
def forum_hold(request: Request, pk: int) -> HttpResponse:
    """Note that the forum was held."""
    sprint = find_own_sprint(request, pk)
    initial = {"held_at": sprint.forum.held_at or timezone.now(), "report": sprint.forum.report}
    form = HoldForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusals(SprintClosed, SprintRefused):
            services.hold_forum(forum=sprint.forum, by=request.access, **form.cleaned_data)
            messages.success(request, "Het forum is gehouden; het verslag staat erbij.")
            return to_forum(request, sprint)
    return render(request, "sprints/forum_hold.html", {"form": form, "sprint": sprint, "forum": sprint.forum})


@require_http_methods(["GET", "POST"])
@needs(Permission.VIEW_SPRINT, hidden=True)
def advice_note(request: Request, pk: int) -> HttpResponse:
    """Note an advice that was given aloud."""
    sprint = find_own_sprint(request, pk)
    form = NoteAdviceForm(request.POST or None)
    if form.is_valid():
        told = {**form.cleaned_data, "kind": AdviceKind(form.cleaned_data["kind"])}
        with form.refusals(SprintClosed):
            made = services.note_advice(forum=sprint.forum, by=request.access, **told)
            return to_forum(request, sprint, f"#advies-{made.pk}")
    return render(request, "sprints/advice_note.html", {"form": form, "sprint": sprint, "forum": sprint.forum})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.VIEW_SPRINT, hidden=True)
def advice_answer(request: Request, pk: int, advice: int) -> HttpResponse:
    """Answer an advice, with the reason."""
    sprint = find_sprint(request, pk)
    found = _advice(request, sprint, advice)
    if request.method in READING:
        return to_forum(request, sprint, f"#advies-{found.pk}")
    form = AnswerForm(request.POST, prefix=f"antwoord-{found.pk}")
    if form.is_valid():
        told = {**form.cleaned_data, "verdict": Verdict(form.cleaned_data["verdict"])}
        with form.refusals(*REFUSALS):
            services.answer_advice(advice=found, by=request.access, **told)
            return to_forum(request, sprint, f"#advies-{found.pk}")
        answer = Answer.objects.visible_to(request.access).filter(advice=found).first()
        if answer is not None:
            form.see_again(answer.updated_at)
    find_own_sprint(request, pk)
    return forum_page(request, sprint, refused=(found.pk, form), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.VIEW_SPRINT, hidden=True)
def advice_show(request: Request, pk: int, advice: int) -> HttpResponse:
    """Lay a guest's advice before everybody."""
    sprint = find_sprint(request, pk)
    found = _advice(request, sprint, advice)
    if request.method in READING:
        return to_forum(request, sprint, f"#advies-{found.pk}")
    try:
        services.show_advice(advice=found, by=request.access)
    except SprintClosed as reason:
        messages.error(request, str(reason))
    return to_forum(request, sprint, f"#advies-{found.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.VIEW_SPRINT, hidden=True)
def advice_set_aside(request: Request, pk: int, advice: int) -> HttpResponse:
    """Keep a guest's advice from the forum, with the reason."""
    sprint = find_sprint(request, pk)
    found = _advice(request, sprint, advice)
    if request.method in READING:
        return to_forum(request, sprint, f"#advies-{found.pk}")
    form = SetAsideForm(request.POST, prefix=f"opzij-{found.pk}")
    if form.is_valid():
        with form.refusals(SprintClosed, SprintRefused):
            services.set_aside_advice(advice=found, because=form.cleaned_data["because"], by=request.access)
            messages.success(request, "Het advies is opzijgelegd, met de reden erbij.")
            return to_forum(request, sprint)
    find_own_sprint(request, pk)
    return forum_page(request, sprint, refused=(found.pk, form), status=422)


def _advice(request: Request, sprint: Sprint, pk: int) -> Advice:
    seen = Advice.objects.visible_to(request.access).filter(forum=sprint.forum).select_related("forum__sprint")
    return get_visible_or_404(seen, pk=pk)


def _form(advice: Advice, refused: tuple[int, HouseForm] | None) -> HouseForm:
    """The form beside an advice: the one that was refused, or a fresh one."""
    if refused is not None and refused[0] == advice.pk:
        return refused[1]
    if advice.state == AdviceState.WAITING:
        return SetAsideForm(prefix=f"opzij-{advice.pk}")
    answer: Answer | None = getattr(advice, "answer", None)
    initial = {"verdict": answer.verdict, "because": answer.because, "seen": answer.updated_at} if answer else {}
    return AnswerForm(prefix=f"antwoord-{advice.pk}", initial=initial)
