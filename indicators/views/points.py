"""Points of attention: proposed during the year, merged, worded and chosen for the rapportage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indicators import services
from indicators.forms.points import MergePointsForm, ProposePointForm, WordPointForm
from indicators.forms.rounds import newest_versions
from indicators.models import AttentionPoint, Indicator, IndicatorVersion
from networks.models import Network
from schools.guards import Request, get_visible_or_404, needs
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission

REFUSALS = (services.RatingRefused, services.PointChanged)


@require_GET
@needs(Permission.VIEW_REPORT)
def point_list(request: Request) -> HttpResponse:
    """All points of attention that one may see, per indicator: what is chosen, and what waits for a choice."""
    return _list(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.RATE_AS_ADVISER)
def point_propose(request: Request, number: int) -> HttpResponse:
    """Propose what was learned about an indicator."""
    indicator = get_visible_or_404(Indicator.objects.filter(programme_id=request.access.programme_id), number=number)
    form = ProposePointForm(request.POST or None, access=request.access)
    if form.is_valid():
        with form.refusals(services.RatingRefused):
            point = services.propose_point(indicator=indicator, network=form.place, text=form.cleaned_data["text"], by=request.access)
            messages.success(request, "Voorgesteld. De coördinator kiest wat in de rapportage komt.")
            return redirect(_page(request, point))
    version = next((each for each in newest_versions(request.access) if each.indicator_id == indicator.pk), None)
    return render(request, "indicators/point_form.html", {"form": form, "version": version, "number": number})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CHOOSE_POINTS)
def point_change(request: Request, pk: int) -> HttpResponse:
    """Write a point anew; when somebody else did so since, both texts are on the page."""
    point = _visible(request, pk)
    request.access.demand(Permission.CHOOSE_POINTS, point)
    form = WordPointForm(request.POST or None, initial={"text": point.text, "version": point.version})
    if form.is_valid():
        with form.refusals(*REFUSALS):
            services.word_point(point=point, text=form.cleaned_data["text"], version=form.cleaned_data["version"], by=request.access)
            messages.success(request, "Bewaard.")
            return redirect(_page(request, point))
    return render(request, "indicators/point_change.html", {"form": form, "point": point, "has_changed": bool(form.errors)})


@require_POST
@needs(Permission.CHOOSE_POINTS)
def point_choose(request: Request, pk: int) -> HttpResponse:
    """Take it into the rapportage."""
    return _move(request, pk, services.choose_point, "Gekozen voor de rapportage.")


@require_POST
@needs(Permission.CHOOSE_POINTS)
def point_set_aside(request: Request, pk: int) -> HttpResponse:
    """Leave it out."""
    return _move(request, pk, services.set_aside_point, "Niet gekozen. In de geschiedenis blijft het staan.")


@require_POST
@needs(Permission.CHOOSE_POINTS)
def point_merge(request: Request) -> HttpResponse:
    """Make one point of several."""
    form = MergePointsForm(request.POST, access=request.access)
    if form.is_valid():
        with form.refusals(services.RatingRefused):
            point = services.merge_points(points=form.cleaned_data["points"], text=form.cleaned_data["text"], by=request.access)
            messages.success(request, "Samengevoegd tot één punt.")
            return redirect(_page(request, point))
    return _list(request, form)


def _list(request: Request, form: MergePointsForm | None) -> HttpResponse:
    """The points of one network, or of the whole programme: those that wait for a choice first."""
    access = request.access
    seen = AttentionPoint.objects.visible_to(access).in_use()
    waiting: Counter[str | None] = Counter(seen.filter(state=AttentionPoint.State.PROPOSED).values_list("network__key", flat=True))
    places = [("", "het hele programma"), *((network.key, network.name) for network in _networks(access))]
    asked = request.GET.get("netwerk")
    chosen = asked if asked is not None else max(places, key=lambda place: waiting[place[0] or None])[0]
    if chosen not in dict(places):
        raise Http404
    points = list((seen.filter(network__key=chosen) if chosen else seen.filter(network__isnull=True)).select_related("network", "proposed_by"))
    points.sort(key=lambda point: point.state != AttentionPoint.State.PROPOSED)
    rows: list[tuple[IndicatorVersion, list[tuple[AttentionPoint, bool]]]] = [
        (version, [(point, access.may(Permission.CHOOSE_POINTS, point)) for point in points if point.indicator_id == version.indicator_id])
        for version in newest_versions(access)
    ]
    context = {
        "rows": rows,
        "places": [(key, label, waiting[key or None]) for key, label in places],
        "place": chosen,
        "waiting": waiting.total(),
        "form": form or MergePointsForm(access=access),
        "chosen": request.POST.getlist("points"),
        "may_choose": any(may_change for _version, found in rows for _point, may_change in found),
        "may_propose": access.may_somewhere(Permission.RATE_AS_ADVISER),
        "chooses": access.may_somewhere(Permission.CHOOSE_POINTS),
    }
    return render(request, "indicators/points.html", context)


def _networks(access: Access) -> list[Network]:
    """The networks whose rapportages this person reads."""
    networks = Network.objects.visible_to(access)
    return [network for network in networks if access.may(Permission.VIEW_REPORT, network)]


def _page(request: Request, point: AttentionPoint | None = None) -> str:
    """The list at the place of a point."""
    page = reverse("points", kwargs={"programme": request.programme.slug})
    if point is None:
        return page
    return f"{page}?netwerk={point.network.key if point.network else ''}#punt-{point.pk}"


def _move(request: Request, pk: int, verb: Callable[..., object], said: str) -> HttpResponse:
    point = _visible(request, pk)
    try:
        verb(point=point, by=request.access)
    except REFUSALS as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, said)
    return redirect(_page(request, point))


def _visible(request: Request, pk: int) -> AttentionPoint:
    return get_visible_or_404(AttentionPoint.objects.visible_to(request.access).select_related("indicator", "network"), pk=pk)
