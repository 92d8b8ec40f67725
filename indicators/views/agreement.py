"""Agreeing on a level: one side proposes, the other confirms."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from indicators import services
from indicators.forms.rating import ConfirmForm, ProposalForm
from indicators.models import RatingProposal
from indicators.queries.sheet import Sheet
from indicators.views import sheets
from schools.guards import Request, get_visible_or_404, needs
from warmescholen.accounts.access import refusal
from warmescholen.accounts.roles import Permission

REFUSALS = (services.RatingRefused, services.RoundNotOpen, services.RatingChanged)


@require_POST
@needs(Permission.AGREE_RATING)
def level_propose(request: Request, key: str, number: int) -> HttpResponse:
    """Propose the level of one indicator."""
    sheet = sheets.sheet_of(request, key)
    row = sheets.row_of(sheet, number)
    form = ProposalForm(request.POST, row=row)
    if not form.is_valid():
        messages.error(request, f"Indicator {number}: kies een niveau om voor te stellen.")
        return _back(request, sheet, number)
    told = form.cleaned_data
    return _answer(
        request, sheet, number, "Voorgesteld. De andere kant kan het nu bevestigen.",
        lambda: services.propose_level(
            round_=sheet.round, indicator=row.version.indicator, school=sheet.school, side=_side(sheet), level=told["level"],
            evidence=told["evidence"], version=told["version"], by=request.access,
        ),
    )  # fmt: skip


@require_POST
@needs(Permission.AGREE_RATING)
def level_confirm(request: Request, key: str, number: int) -> HttpResponse:
    """Confirm what the other side proposes for one indicator."""
    sheet = sheets.sheet_of(request, key)
    visible = RatingProposal.objects.visible_to(request.access).filter(round=sheet.round, school=sheet.school)
    proposal = get_visible_or_404(visible.select_related("round", "school"), indicator__number=number)
    form = ConfirmForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    return _answer(
        request, sheet, number, "Afgesproken.",
        lambda: services.confirm_level(proposal=proposal, side=_side(sheet), version=version, by=request.access),
    )  # fmt: skip


@require_POST
@needs(Permission.AGREE_RATING)
def levels_propose_equal(request: Request, key: str) -> HttpResponse:
    """Propose every level on which both already say the same."""
    sheet = sheets.sheet_of(request, key)
    return _answer(
        request, sheet, None, "Voorgesteld. De andere kant kan ze in één keer bevestigen.",
        lambda: services.propose_equal_levels(round_=sheet.round, school=sheet.school, side=_side(sheet), by=request.access),
    )  # fmt: skip


@require_POST
@needs(Permission.AGREE_RATING)
def levels_confirm(request: Request, key: str) -> HttpResponse:
    """Confirm every proposal of the other side that stood on the page, each in the version that was read."""
    sheet = sheets.sheet_of(request, key)
    read = dict(pair.split(":", 1) for pair in request.POST.getlist("voorstel") if pair.count(":") == 1)
    chosen = [(row.proposal, int(read[str(row.number)])) for row in sheet.to_confirm if row.proposal and read.get(str(row.number), "").isdigit()]
    return _answer(request, sheet, None, "Afgesproken.", lambda: services.confirm_levels(proposals=chosen, side=_side(sheet), by=request.access))


def _answer(request: Request, sheet: Sheet, number: int | None, said: str, verb: Callable[[], object]) -> HttpResponse:
    try:
        verb()
    except services.RatingChanged:
        messages.warning(request, "Er kwam intussen een ander voorstel. Kijk het na en beslis opnieuw.")
    except REFUSALS as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, said)
    return _back(request, sheet, number)


def _back(request: Request, sheet: Sheet, number: int | None) -> HttpResponse:
    return redirect(sheets.address(request, sheet) + (f"#rij-{number}" if number else ""))


def _side(sheet: Sheet) -> str:
    """The side that this person agrees for. Raises Forbidden for who stands on neither."""
    if sheet.side is None:
        raise refusal(Permission.AGREE_RATING)
    return str(sheet.side)
