"""Search: a page, and the same results for the dialog."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from schools.guards import Request, needs
from warmescholen.accounts.roles import Permission
from warmescholen.home.search.queries import search

LONGEST = 80


@require_GET
@vary_on_headers("HX-Request")
@needs(Permission.VIEW_PROGRAMME)
def search_page(request: Request) -> HttpResponse:
    """What fits the words in the address, as far as its reader may see it."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    context = {"text": text, "groups": search(text, access=request.access, slug=request.programme.slug) if text else []}
    is_part = bool(request.htmx) and not request.htmx.boosted  # type: ignore[attr-defined]  # set by its middleware
    return render(request, "home/_search_results.html" if is_part else "home/search.html", context)
