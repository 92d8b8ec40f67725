"""Rating a school: one page with every indicator, saved at each choice, or all at once without JavaScript."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from indicators import services
from indicators.forms.rating import ProposalForm, RatingForm
from indicators.models import Rating, RatingProposal
from indicators.queries.sheet import Sheet
from indicators.views import sheets
from schools.guards import Request, needs
from warmescholen.accounts.access import refusal
from warmescholen.accounts.roles import Permission

REFUSALS = (services.RatingRefused, services.RoundNotOpen)
BOTH_FINISHED = "Jullie zijn allebei klaar: hier zie je het verschil."
ONE_FINISHED = "Klaar. Zodra de andere kant ook klaar is, zie je het verschil."


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.VIEW_LEVELS)
def rating(request: Request, key: str) -> HttpResponse:
    """The sheet of a school: to rate while its side is not finished, else to compare and agree. Saves every row that was touched."""
    place = sheets.place_of(request, key)
    if place.round is None:
        return render(request, "indicators/rating_none.html", {"school": place.school})
    sheet = sheets.read(request, place, place.round)
    forms = _forms(sheet, request if request.method == "POST" else None)
    if request.method == "POST" and _save_all(request, sheet, forms):
        messages.success(request, "Alles is bewaard.")
        return redirect(sheets.address(request, sheet))
    return _page(request, place, sheet, forms)


@require_POST
@needs(Permission.VIEW_LEVELS)
def rating_row(request: Request, key: str, number: int) -> HttpResponse:
    """Save one row at the moment that it changes; answers with the state of that row alone."""
    sheet = sheets.sheet_of(request, key)
    row = sheets.row_of(sheet, number)
    form = RatingForm(request.POST, row=row, rating=row.of(sheet.side) if sheet.side else None)
    _save(request, sheet, form)
    return render(request, "indicators/_rating_state.html", {"form": form, "sheet": sheet, "is_fresh": True})


@require_POST
@needs(Permission.VIEW_LEVELS)
def rating_finish(request: Request, key: str) -> HttpResponse:
    """Save what stands on the page and say that the own side is finished."""
    place = sheets.place_of(request, key)
    sheet = sheets.sheet_of(request, key)
    forms = _forms(sheet, request)
    if not _save_all(request, sheet, forms):
        return _page(request, place, sheet, forms)
    try:
        both = services.finish_side(round_=sheet.round, school=sheet.school, side=_side(sheet), by=request.access)
    except REFUSALS as reason:
        messages.error(request, str(reason))
    else:
        messages.success(
            request,
            "Jullie zijn allebei klaar: hier zie je het verschil." if both else "Klaar. Zodra de andere kant ook klaar is, zie je het verschil.",
        )
    return redirect(sheets.address(request, sheet))


@require_POST
@needs(Permission.VIEW_LEVELS)
def rating_unfinish(request: Request, key: str) -> HttpResponse:
    """Go on rating after all."""
    sheet = sheets.sheet_of(request, key)
    try:
        services.take_back_finish(round_=sheet.round, school=sheet.school, side=_side(sheet), by=request.access)
    except REFUSALS as reason:
        messages.error(request, str(reason))
    return redirect(sheets.address(request, sheet))


def _page(request: Request, place: sheets.Place, sheet: Sheet, forms: list[RatingForm]) -> HttpResponse:
    conflicts = [form for form in forms if form.conflict]
    context = {
        "sheet": sheet,
        "school": sheet.school,
        "round": sheet.round,
        "rounds": place.rounds,
        "forms": forms,
        "wrong": [form for form in forms if form.errors],
        "conflicts": conflicts,
        "agreements": [(row, ProposalForm(row=row)) for row in sheet.rows] if sheet.shows_both else [],
        "query": sheets.address(request, sheet).partition("?")[2],
    }
    return render(request, "indicators/rating.html", context, status=409 if conflicts else 200)


def _forms(sheet: Sheet, request: Request | None) -> list[RatingForm]:
    data = request.POST if request else None
    return [RatingForm(data, row=row, rating=row.of(sheet.side) if sheet.side else None) for row in sheet.rows]


def _save_all(request: Request, sheet: Sheet, forms: list[RatingForm]) -> bool:
    """Save every touched row by itself, so that a fault in one keeps none of the others; tells whether all went well."""
    if not any(form.add_prefix("was") in request.POST for form in forms):
        return True  # a page that shows no rows, as that of a side that is finished
    saved = [_save(request, sheet, form) for form in forms]
    return all(saved)


def _save(request: Request, sheet: Sheet, form: RatingForm) -> bool:
    if not form.is_valid():
        return False
    if not form.is_touched() and _insisted(request, form) is None:
        return True
    with form.refusals(*REFUSALS):
        try:
            form.rating = _put(request, sheet, form)
        except services.RatingChanged as change:
            form.conflict = change.current if not isinstance(change.current, RatingProposal) else None
            form.add_error(None, str(change))
        else:
            form.is_saved = True
    return not form.errors


def _put(request: Request, sheet: Sheet, form: RatingForm) -> Rating | None:
    """Tell the level of one row, or none."""
    data, indicator, insisted = form.cleaned_data, form.row.version.indicator, _insisted(request, form)
    version = (data["version"] or 0) if insisted is None else insisted
    if data["level"] is None:
        services.withdraw_rating(
            round_=sheet.round, indicator=indicator, school=sheet.school, source=_side(sheet), version=version, by=request.access
        )
        return None
    return services.rate(
        round_=sheet.round, indicator=indicator, school=sheet.school, source=_side(sheet), level=data["level"], evidence=data["evidence"],
        rated_on=data["rated_on"] or form["rated_on"].initial, version=version, by=request.access,
    )  # fmt: skip


def _insisted(request: Request, form: RatingForm) -> int | None:
    """The version of a colleague that this person has seen beside the own text, and puts the own in the place of."""
    number, _, seen = request.POST.get("houden", "").partition(":")
    return int(seen) if number == form.prefix and seen.isdigit() else None


def _side(sheet: Sheet) -> str:
    """The side that this person rates for. Raises Forbidden for who only reads."""
    if sheet.side is None:
        raise refusal(Permission.RATE_AS_ADVISER)
    return str(sheet.side)
