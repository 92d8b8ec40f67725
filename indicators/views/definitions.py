"""Indicators, levels and what one sees on each, in the programme's own words."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indicators import services
from indicators.forms.definitions import IndicatorForm, ScaleForm
from indicators.forms.rounds import newest_versions
from indicators.models import IndicatorVersion, Level, LevelDescriptor, Round, Scale
from schools.guards import Request, needs
from warmescholen.accounts.roles import Permission


@dataclass(frozen=True)
class Definition:
    """An indicator in its newest words, and the rounds that each wording was used in."""

    version: IndicatorVersion
    levels: list[tuple[Level, str]]
    rounds: list[Round]
    former: list[tuple[IndicatorVersion, list[Round]]]


@require_GET
@needs(Permission.VIEW_PROGRAMME)
def definition_list(request: Request) -> HttpResponse:
    """What each indicator and level means."""
    context = {
        "definitions": _definitions(request),
        "may_define": request.access.may(Permission.MANAGE_ROUNDS),
        "scale": _newest_scale(request),
    }
    return render(request, "indicators/definitions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MANAGE_ROUNDS)
def indicator_add(request: Request) -> HttpResponse:
    """A new indicator, from the next round on."""
    request.access.demand(Permission.MANAGE_ROUNDS)
    versions = newest_versions(request.access)
    number = max((version.indicator.number for version in versions), default=0) + 1
    return _define(request, number, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MANAGE_ROUNDS)
def indicator_change(request: Request, number: int) -> HttpResponse:
    """Other words for an indicator; rounds that were held keep theirs."""
    version = next((each for each in newest_versions(request.access) if each.indicator.number == number), None)
    if version is None:
        raise Http404
    request.access.demand(Permission.MANAGE_ROUNDS)
    return _define(request, number, version)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MANAGE_ROUNDS)
def scale_change(request: Request) -> HttpResponse:
    """Other names for the four levels, from the next round on."""
    request.access.demand(Permission.MANAGE_ROUNDS)
    scale = _newest_scale(request)
    names = {f"level_{level.number}": level.name for level in scale.levels.all()} if scale else {}
    form = ScaleForm(request.POST or None, initial=names)
    if form.is_valid():
        with form.refusals(services.DefinitionRefused):
            services.define_scale(names=form.names, by=request.access)
            messages.success(request, "De namen gelden vanaf de volgende meetronde die je plant.")
            return redirect("definitions", programme=request.programme.slug)
    return render(request, "indicators/scale_form.html", {"form": form})


@require_POST
@needs(Permission.MANAGE_ROUNDS)
def library_adopt(request: Request) -> HttpResponse:
    """Begin with the set of the library."""
    try:
        services.adopt_library(by=request.access)
    except services.DefinitionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, "Je begint met deze negen. Verwoord ze zoals jullie ze zeggen.")
    return redirect("definitions", programme=request.programme.slug)


def _define(request: Request, number: int, version: IndicatorVersion | None) -> HttpResponse:
    scale = _newest_scale(request)
    if scale is None:
        messages.info(request, "Geef eerst de vier niveaus een naam.")
        return redirect("scale_change", programme=request.programme.slug)
    form = IndicatorForm(request.POST or None, levels=list(scale.levels.all()), initial=_initial(version))
    if form.is_valid():
        told = form.cleaned_data
        with form.refusals(services.DefinitionRefused):
            services.define_indicator(
                number=number, short_name=told["short_name"], statement=told["statement"], scale=scale, descriptors=form.descriptors,
                after=told["version"], by=request.access,
            )  # fmt: skip
            messages.success(request, "Bewaard. De woorden gelden vanaf de volgende meetronde die je plant.")
            return redirect("definitions", programme=request.programme.slug)
    return render(request, "indicators/indicator_form.html", {"form": form, "number": number, "version": version})


def _initial(version: IndicatorVersion | None) -> dict[str, object]:
    if version is None:
        return {"version": 0}
    texts = version.descriptors.values_list("level__number", "text")
    words: dict[str, object] = {f"level_{number}": text for number, text in texts}
    return words | {"short_name": version.short_name, "statement": version.statement, "version": version.version}


def _newest_scale(request: Request) -> Scale | None:
    return Scale.objects.filter(programme_id=request.access.programme_id).order_by("-version").first()


def _definitions(request: Request) -> list[Definition]:
    newest = newest_versions(request.access)
    rounds: dict[int, list[Round]] = {}
    for round_ in Round.objects.visible_to(request.access).prefetch_related("indicator_links").order_by("number"):
        for link in round_.indicator_links.all():
            rounds.setdefault(link.indicator_version_id, []).append(round_)
    texts: dict[int, list[tuple[Level, str]]] = {}
    for descriptor in LevelDescriptor.objects.filter(indicator_version__in=newest).select_related("level").order_by("level__number"):
        texts.setdefault(descriptor.indicator_version_id, []).append((descriptor.level, descriptor.text))
    older: dict[int, list[IndicatorVersion]] = {}
    for version in IndicatorVersion.objects.filter(programme_id=request.access.programme_id).order_by("-version"):
        older.setdefault(version.indicator_id, []).append(version)
    return [
        Definition(
            version,
            texts.get(version.pk, []),
            rounds.get(version.pk, []),
            [(each, rounds.get(each.pk, [])) for each in older[version.indicator_id] if each.pk != version.pk],
        )
        for version in newest
    ]
