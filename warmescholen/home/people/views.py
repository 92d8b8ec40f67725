"""Who works along: the list, one person, giving a role and changing its dates, and what each role may."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from networks.models import Network
from schools import services
from schools.guards import Request, get_visible_or_404, needs
from schools.models import Grant, School
from schools.services.roles import OwnRights, RoleRefused
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import DESCRIPTIONS, Permission
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.services import note_access
from warmescholen.home.people import queries
from warmescholen.home.people.forms import FilterForm, GiveRoleForm, Places, RoleDatesForm
from warmescholen.home.people.queries import Person

ON_A_PAGE = 50


@require_GET
@needs(Permission.MANAGE_PEOPLE)
def people(request: Request) -> HttpResponse:
    """Everybody with a role, narrowed by the address, and the invitations that wait."""
    form = FilterForm(request.GET, networks=Network.objects.visible_to(request.access))
    page = Paginator(queries.people(request.access, form.filters()), ON_A_PAGE).get_page(request.GET.get("page"))
    note_access(request, programme_id=request.programme.pk, action=AccessEntry.Action.READ, label="mensen", rows=len(page))
    context = {
        "form": form,
        "page": page,
        "people": queries.with_roles(request.access, page),
        "count": queries.working_now(request.access),
        "invitations": list(queries.waiting_invitations(request.access)),
    }
    return render(request, "people/people.html", context)


@require_GET
@needs(Permission.MANAGE_PEOPLE)
def person(request: Request, pk: int) -> HttpResponse:
    """One person with the roles of now, later and before."""
    found = _person(request, pk)
    note_access(request, programme_id=request.programme.pk, action=AccessEntry.Action.READ, target=found.user)
    context = {"person": found, "is_self": found.user.pk == request.user.pk, "parents": _parents(request, str(found.user))}
    return render(request, "people/person.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_PEOPLE)
def give_role(request: Request, pk: int) -> HttpResponse:
    """Give somebody another role, from a date."""
    found = _person(request, pk)
    form = GiveRoleForm(request.POST or None, **places(request))
    if form.is_valid():
        dates = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on")}
        with form.refusals(RoleRefused, OwnRights):
            grant = services.give_role(user=found.user, by=request.access, **dates, **form.chosen())
            messages.success(request, f"{found.user} is {grant} voor {grant.place}.")
            return redirect("person", programme=request.programme.slug, pk=pk)
    context = {"form": form, "person": found, "descriptions": DESCRIPTIONS, "parents": _parents(request, str(found.user), "Rol geven")}
    return render(request, "people/give_role.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_PEOPLE)
def role_dates(request: Request, pk: int) -> HttpResponse:
    """Let a role begin or end on another date."""
    grant = _grant(request, pk)
    form = RoleDatesForm(request.POST or None, initial={"starts_on": grant.starts_on, "ends_on": grant.ends_on})
    if form.is_valid():
        with form.refusals(RoleRefused, OwnRights):
            services.change_role_dates(grant=grant, by=request.access, **form.cleaned_data)
            messages.success(request, "De data zijn gewijzigd.")
            return redirect("person", programme=request.programme.slug, pk=grant.user_id)
    return render(request, "people/role_dates.html", {"form": form, "grant": grant, "parents": _parents(request, str(grant.user), "Data")})


@require_POST
@needs(Permission.MANAGE_PEOPLE)
def end_role(request: Request, pk: int) -> HttpResponse:
    """Let a role end now: at the next click it opens nothing."""
    grant = _grant(request, pk)
    try:
        services.end_role(grant=grant, by=request.access)
        messages.success(request, f"{grant.user} is geen {grant} meer voor {grant.place}.")
    except RoleRefused as refused:
        messages.error(request, str(refused))
    if grant.user_id == request.user.pk:
        return redirect("start")
    return redirect("person", programme=request.programme.slug, pk=grant.user_id)


@require_GET
@needs(Permission.VIEW_PROGRAMME)
def roles(request: Request) -> HttpResponse:
    """What each role may, in words, out of the table that the doors read."""
    return render(request, "people/roles.html", {"roles": queries.role_words(request.access), "permissions": queries.permission_words()})


def places(request: Request) -> Places:
    """The networks and schools over which a role can be given."""
    schools = School.objects.visible_to(request.access).order_by("sort_key")
    return {"networks": Network.objects.visible_to(request.access), "schools": schools}


def _person(request: Request, pk: int) -> Person:
    """Somebody with a role in this programme; others do not exist here."""
    user = User.objects.filter(pk__in=Grant.objects.visible_to(request.access).filter(user=pk).values("user")).first()
    if user is None:
        raise Http404
    return queries.with_roles(request.access, [user])[0]


def _grant(request: Request, pk: int) -> Grant:
    return get_visible_or_404(Grant.objects.visible_to(request.access).select_related("user", "network", "school"), pk=pk)


def _parents(request: Request, *names: str) -> list[tuple[str, str]]:
    listing = (reverse("people", kwargs={"programme": request.programme.slug}), "Mensen")
    return [listing, *(("", name) for name in names)]
