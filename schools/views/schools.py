"""The list of schools."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from schools.forms.filters import school_filters
from schools.guards import Request, needs
from schools.queries import schools
from warmescholen.accounts.roles import Permission

ON_A_PAGE = 50
LONGEST_UNSEEN = "lang-geleden"


@require_GET
@needs(Permission.VIEW_SCHOOL)
def school_list(request: Request) -> HttpResponse:
    """The schools that one may see, narrowed and ordered by what stands in the address."""
    filters = school_filters(request.GET)
    longest_first = request.GET.get("volgorde") == LONGEST_UNSEEN
    found = schools.listed(request.access, filters, longest_first=longest_first)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": schools.rows_of(list(page.object_list)),
        "filters": filters,
        "is_filtered": any(vars(filters).values()),
        "facets": schools.facets(request.access),
        "longest_first": longest_first,
        "may_manage": request.access.may_somewhere(Permission.MANAGE_SCHOOLS),
        "may_log": request.access.may_somewhere(Permission.LOG_SESSION),
    }
    return render(request, "schools/schools.html", context)
