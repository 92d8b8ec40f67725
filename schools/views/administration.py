"""Schools as who manages them sees them: add, change, place in a network, end."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from schools import services
from schools.forms.schools import PART_FIELDS, EndForm, GroupForm, NewSchoolForm, PlaceForm, SchoolForm, free_key, initial_of
from schools.forms.sessions import changed as with_values
from schools.guards import Request, get_visible_or_404, needs
from schools.models import School, SchoolGroup
from schools.queries.schools import choices_for, taken_keys
from schools.services import SchoolChanged, SchoolRefused
from warmescholen.accounts.roles import Permission
from warmescholen.ui.form import HouseForm


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_SCHOOLS)
def school_create(request: Request) -> HttpResponse:
    """Add a school, in one of the own networks or, for who manages the programme, in none yet."""
    form = NewSchoolForm(request.POST or None, choices=choices_for(request.access), initial={"education": "secundair"})
    if form.is_valid():
        place = {name: form.cleaned_data[name] for name in ("network", "starts_on")}
        key = free_key(form.cleaned_data["name"], taken_keys(request.programme.pk))
        try:
            school = services.create_school(key=key, by=request.access, **vars(form.told()), **place)
        except SchoolRefused as refused:
            _beside(form, refused)
        else:
            messages.success(request, f"{school.name} is toegevoegd.")
            return redirect("school", programme=request.programme.slug, key=school.key)
    return render(request, "schools/school_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_SCHOOLS)
def school_edit(request: Request, key: str) -> HttpResponse:
    """Change what is kept of a school; when a colleague did so meanwhile, both are shown."""
    school = _managed(request, key)
    form = SchoolForm(request.POST or None, choices=choices_for(request.access), initial=initial_of(school))
    status = 200
    if form.is_valid():
        read_at = form.cleaned_data["read_at"] or timezone.now()
        try:
            services.edit_school(school=school, data=form.told(), read_at=read_at, by=request.access)
        except SchoolRefused as refused:
            _beside(form, refused)
        except SchoolChanged as changed:
            _show_both(form, changed.current)
            status = 409
        else:
            messages.success(request, "Bewaard.")
            return redirect("school", programme=request.programme.slug, key=school.key)
    return render(request, "schools/school_form.html", {"form": form, "school": school}, status=status)


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_SCHOOLS)
def school_place(request: Request, key: str) -> HttpResponse:
    """Place a school in a network from a date."""
    school = _managed(request, key)
    form = PlaceForm(request.POST or None, choices=choices_for(request.access), initial={"starts_on": timezone.localdate()})
    if form.is_valid():
        try:
            placement = services.place_school(school=school, by=request.access, **form.cleaned_data)
        except SchoolRefused as refused:
            _beside(form, refused)
        else:
            messages.success(request, f"{school.name} hoort bij {placement.network.name}.")
            return _to_school_or_list(request, school)
    context = {"form": form, "school": school, "title": f"Naar welk netwerk gaat {school.name}?", "action": "Plaatsen"}
    return render(request, "schools/school_small_form.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_SCHOOLS)
def school_end(request: Request, key: str) -> HttpResponse:
    """End the place of a school in its network."""
    school = _managed(request, key)
    form = EndForm(request.POST or None, initial={"ends_on": timezone.localdate()})
    if form.is_valid():
        try:
            services.end_placement(school=school, by=request.access, **form.cleaned_data)
        except SchoolRefused as refused:
            _beside(form, refused)
        else:
            messages.success(request, f"De deelname van {school.name} is beëindigd.")
            return _to_school_or_list(request, school)
    context = {"form": form, "school": school, "title": f"Wanneer stopt {school.name}?", "action": "Beëindigen"}
    return render(request, "schools/school_small_form.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_SCHOOLS)
def group_create(request: Request) -> HttpResponse:
    """Add a group of schools."""
    form = GroupForm(request.POST or None)
    if form.is_valid():
        taken = set(SchoolGroup.objects.filter(programme=request.programme).values_list("key", flat=True))
        name = form.cleaned_data["name"]
        services.create_group(key=free_key(name, taken), name=name, by=request.access)
        messages.success(request, f"De groep {name} is toegevoegd. Kies ze bij de gegevens van elke school.")
        return redirect("schools", programme=request.programme.slug)
    context = {"form": form, "title": "Welke scholen begeleid je samen?", "action": "Groep toevoegen"}
    return render(request, "schools/school_small_form.html", context)


def _managed(request: Request, key: str) -> School:
    """A school that one sees; who does not manage it is told so."""
    school = get_visible_or_404(School.objects.visible_to(request.access).select_related("city", "umbrella", "group"), key=key)
    request.access.demand(Permission.MANAGE_SCHOOLS, school)
    return school


def _beside(form: HouseForm, refused: SchoolRefused) -> None:
    """A refusal of the service stands beside the field that it is about."""
    form.add_error(PART_FIELDS.get(refused.part), str(refused))


def _show_both(form: SchoolForm, current: School) -> None:
    """Say beside each field that differs what a colleague wrote; saving again then is a choice, made with open eyes."""
    there = initial_of(current)
    told = vars(form.told()) | {"numbers": " ".join(sorted(form.cleaned_data["numbers"]))}
    form.add_error(None, "Een collega wijzigde deze school intussen ook. Niets is overschreven: kijk na wat blijft en bewaar opnieuw.")
    for name in (name for name in told if told[name] != there[name]):
        form.add_error(name, f"Een collega bewaarde hier: {there[name] or 'niets'}.")
    form.data = with_values(form.data, read_at=[there["read_at"]])


def _to_school_or_list(request: Request, school: School) -> HttpResponse:
    """The page of the school, unless it just went out of sight."""
    if School.objects.visible_to(request.access).filter(pk=school.pk).exists() and request.access.everywhere(Permission.VIEW_SCHOOL):
        return redirect("school", programme=request.programme.slug, key=school.key)
    return redirect("schools", programme=request.programme.slug)
