"""Changing sprints and their initiatives. Who only reads a sprint is told by the service why not."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from schools.guards import READING, Request, get_visible_or_404, needs
from schools.models import School
from schools.school_year import after_school_weeks
from sprints import services
from sprints.forms import CloseForm, CommentForm, InitiativeForm, SprintForm, StartForm
from sprints.models import Initiative, Sprint
from sprints.queries import indicator_names, missing_to_close
from sprints.services import REFUSALS, SPRINT_WEEKS, AdviceUnanswered, SprintClosed, SprintRefused
from sprints.services.common import ONLY_THE_FLYWHEEL
from sprints.views.finding import find_own_sprint, find_sprint, to_sprint
from sprints.views.reading import sprint_page
from warmescholen.accounts.access import Forbidden
from warmescholen.accounts.roles import Permission


@require_http_methods(["GET", "POST"])
@needs(Permission.VIEW_SPRINT, hidden=True)
def start(request: Request) -> HttpResponse:
    """Start the next sprint of one's school."""
    schools = list(School.objects.visible_to(request.access).filter(pk__in=request.access.schools(Permission.CHANGE_SPRINT)))
    if not schools:
        raise Forbidden(ONLY_THE_FLYWHEEL.replace("deze sprint wijzigen", "een sprint starten"))
    left = list(Initiative.objects.visible_to(request.access).left_over().filter(sprint__school__in=schools).select_related("sprint"))
    today = timezone.localdate()
    initial = {"starts_on": today, "forum_on": after_school_weeks(today, SPRINT_WEEKS)}
    form = StartForm(request.POST or None, schools=schools, left_over=left, initial=initial)
    if form.is_valid():
        told = dict(form.cleaned_data)
        school_id, wanted = told.pop("school"), told.pop("left_over", ())
        school = next(each for each in schools if each.pk == school_id)
        chosen = [each for each in left if each.pk in wanted and each.sprint.school_id == school_id]
        with form.refusals(SprintRefused):
            return to_sprint(request, services.start_sprint(school=school, left_over=chosen, by=request.access, **told))
    return render(request, "sprints/start.html", {"form": form, "schools": schools})


@require_http_methods(["GET", "POST"])
@needs(Permission.VIEW_SPRINT, hidden=True)
def change(request: Request, pk: int) -> HttpResponse:
    """Change what a sprint is for."""
    found = find_own_sprint(request, pk)
    values = {name: getattr(found, name) for name in ("title", "goal", "done_when", "blocks_left")}
    form = SprintForm(request.POST or None, initial={**values, "seen": found.updated_at})
    if form.is_valid():
        with form.refusals(*REFUSALS):
            services.change_sprint(sprint=found, by=request.access, **form.cleaned_data)
            messages.success(request, "Bewaard.")
            return to_sprint(request, found)
        found.refresh_from_db()
        form.see_again(found.updated_at)
    return render(request, "sprints/change.html", {"form": form, "sprint": found})


@require_http_methods(["GET", "POST"])
@needs(Permission.VIEW_SPRINT, hidden=True)
def initiative_add(request: Request, pk: int) -> HttpResponse:
    """Add an initiative."""
    found = find_own_sprint(request, pk)
    form = InitiativeForm(
        request.POST or None, indicators=indicator_names(request.programme.pk), initial={"blocks": request.GET.getlist("bouwsteen")}
    )
    if form.is_valid():
        told = form.told()
        del told["seen"]
        with form.refusals(SprintClosed):
            made = services.add_initiative(sprint=found, by=request.access, **told)
            return to_sprint(request, found, f"#initiatief-{made.pk}")
    return render(request, "sprints/initiative.html", {"form": form, "sprint": found})


@require_http_methods(["GET", "POST"])
@needs(Permission.VIEW_SPRINT, hidden=True)
def initiative_change(request: Request, pk: int, initiative: int) -> HttpResponse:
    """Change an initiative."""
    sprint = find_sprint(request, pk)
    found = _initiative(request, sprint, initiative)
    find_own_sprint(request, pk)
    values = {name: getattr(found, name) for name in ("title", "text", "blocks", "owner", "outcome")}
    aims = [link.indicator_id for link in found.indicator_links.all()]
    initial = {**values, "indicators": aims, "seen": found.updated_at}
    form = InitiativeForm(request.POST or None, indicators=indicator_names(request.programme.pk), initial=initial)
    if form.is_valid():
        with form.refusals(*REFUSALS):
            services.change_initiative(initiative=found, by=request.access, **form.told())
            messages.success(request, "Bewaard.")
            return to_sprint(request, sprint, f"#initiatief-{found.pk}")
        found.refresh_from_db()
        form.see_again(found.updated_at)
    return render(request, "sprints/initiative.html", {"form": form, "sprint": sprint, "initiative": found})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.VIEW_SPRINT, hidden=True)
def initiative_move(request: Request, pk: int, initiative: int) -> HttpResponse:
    """Put an initiative in another lane of the board."""
    sprint = find_sprint(request, pk)
    found = _initiative(request, sprint, initiative)
    if request.method in READING:
        return to_sprint(request, sprint, f"#initiatief-{found.pk}")
    try:
        services.move_initiative(initiative=found, state=request.POST.get("state", ""), by=request.access)
    except (SprintClosed, SprintRefused) as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"{found.title}: {found.get_state_display()}.")
    return to_sprint(request, sprint, f"#initiatief-{found.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.VIEW_SPRINT, hidden=True)
def comment(request: Request, pk: int) -> HttpResponse:
    """Say something about a sprint."""
    sprint = find_sprint(request, pk)
    if request.method in READING:
        return to_sprint(request, sprint)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return sprint_page(request, sprint, comment=form, status=422)
    made = services.comment_sprint(sprint=sprint, text=form.cleaned_data["text"], by=request.access)
    return to_sprint(request, sprint, f"#commentaar-{made.pk}")


@require_http_methods(["GET", "POST"])
@needs(Permission.VIEW_SPRINT, hidden=True)
def close(request: Request, pk: int) -> HttpResponse:
    """Close a sprint, or read what is missing before it can."""
    sprint = find_own_sprint(request, pk)
    is_sent = request.method == "POST"
    initiatives = list(Initiative.objects.visible_to(request.access).open().filter(sprint=sprint))
    form = CloseForm(request.POST if is_sent else None, initiatives=initiatives)
    if form.is_valid():
        with form.refusals(AdviceUnanswered, SprintClosed):
            services.close_sprint(sprint=sprint, by=request.access, carry_over=form.carried())
            messages.success(request, "De sprint is gesloten en verandert niet meer.")
            return to_sprint(request, sprint)
    return render(request, "sprints/close.html", {"form": form, "sprint": sprint, "missing": missing_to_close(sprint), "initiatives": initiatives})


def _initiative(request: Request, sprint: Sprint, pk: int) -> Initiative:
    seen = Initiative.objects.visible_to(request.access).filter(sprint=sprint).select_related("sprint")
    return get_visible_or_404(seen.prefetch_related("indicator_links"), pk=pk)
