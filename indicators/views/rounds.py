"""Rounds: how far they are, and planning, starting, closing and opening them again."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indicators import services
from indicators.forms.rounds import ReasonForm, RoundForm
from indicators.models import Round
from indicators.queries.progress import for_whom, round_progress
from indicators.services.rounds import may_manage
from schools.guards import Request, get_visible_or_404, needs
from warmescholen.accounts.access import refusal
from warmescholen.accounts.roles import Permission


@require_GET
@needs(Permission.VIEW_SCHOOL)
def round_list(request: Request) -> HttpResponse:
    """Every round that one may see, the newest first; the ones that run with how far they are."""
    rounds = list(Round.objects.visible_to(request.access).order_by("-number"))
    whom = for_whom(rounds, request.access)
    today = timezone.localdate()
    running = [round_progress(each, request.access, today) for each in rounds if each.state == Round.State.OPEN]
    context = {
        "running": running,
        "planned": [(each, whom[each.pk]) for each in rounds if each.state == Round.State.PLANNED],
        "closed": [(each, whom[each.pk]) for each in rounds if each.state == Round.State.CLOSED],
        "may_plan": request.access.may_somewhere(Permission.MANAGE_ROUNDS),
    }
    return render(request, "indicators/rounds.html", context)


@require_GET
@needs(Permission.VIEW_SCHOOL)
def round_detail(request: Request, number: int) -> HttpResponse:
    """One round: per network and school who is finished and who is not, and what happened to it."""
    round_ = _visible(request, number)
    context = {
        "progress": round_progress(round_, request.access, timezone.localdate()),
        "round": round_,
        "transitions": round_.transitions.select_related("by"),
        "may_manage": may_manage(round_, request.access),
    }
    return render(request, "indicators/round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MANAGE_ROUNDS)
def round_plan(request: Request) -> HttpResponse:
    """Plan a new round."""
    form = RoundForm(request.POST or None, access=request.access)
    if form.is_valid():
        with form.refusals(services.RoundNotOpen):
            made = services.plan_round(plan=form.plan, by=request.access)
            messages.success(request, "De meetronde is gepland. Open ze wanneer het inschalen begint.")
            return redirect("round", programme=request.programme.slug, number=made.number)
    return render(request, "indicators/round_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MANAGE_ROUNDS)
def round_edit(request: Request, number: int) -> HttpResponse:
    """Plan a round anew, or move the dates of one that is open."""
    round_ = _managed(request, number)
    form = RoundForm(request.POST or None, access=request.access, round_=round_)
    if form.is_valid():
        with form.refusals(services.RoundNotOpen):
            services.edit_round(round_=round_, plan=form.plan, by=request.access)
            messages.success(request, "De meetronde is aangepast.")
            return redirect("round", programme=request.programme.slug, number=number)
    return render(request, "indicators/round_form.html", {"form": form, "round": round_})


@require_POST
@needs(Permission.MANAGE_ROUNDS)
def round_start(request: Request, number: int) -> HttpResponse:
    """From now on schools and advisers rate."""
    return _move(request, _managed(request, number), services.start_round, "De meetronde is open: scholen en adviseurs kunnen inschalen.")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MANAGE_ROUNDS)
def round_close(request: Request, number: int) -> HttpResponse:
    """Freeze a round, after a look at who is missing."""
    round_ = _managed(request, number)
    if request.method == "POST":
        return _move(request, round_, services.close_round, "De meetronde is gesloten en bevroren. Haar cijfers staan bij de indicatoren.")
    context = {"round": round_, "progress": round_progress(round_, request.access, timezone.localdate())}
    return render(request, "indicators/round_close.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MANAGE_ROUNDS)
def round_reopen(request: Request, number: int) -> HttpResponse:
    """Take ratings again in a closed round, with the reason."""
    round_ = _managed(request, number)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.refusals(services.RoundNotOpen, field="reason"):
            services.reopen_round(round_=round_, reason=form.cleaned_data["reason"], by=request.access)
            messages.success(request, "De meetronde is weer open. De reden staat erbij.")
            return redirect("round", programme=request.programme.slug, number=number)
    return render(request, "indicators/round_reopen.html", {"form": form, "round": round_})


def _visible(request: Request, number: int) -> Round:
    return get_visible_or_404(Round.objects.visible_to(request.access).select_related("scale"), number=number)


def _managed(request: Request, number: int) -> Round:
    """The round, for who may manage it; who only sees it is told why not."""
    round_ = _visible(request, number)
    if not may_manage(round_, request.access):
        raise refusal(Permission.MANAGE_ROUNDS)
    return round_


def _move(request: Request, round_: Round, verb: Callable[..., object], said: str) -> HttpResponse:
    try:
        verb(round_=round_, by=request.access)
    except services.RoundNotOpen as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, said)
    return redirect("round", programme=request.programme.slug, number=round_.number)
