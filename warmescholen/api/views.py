"""What the API answers outside a programme."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from schools.rest.formats import to_json
from schools.rest.problems import problem
from warmescholen.api.explained import places, starts, with_code
from warmescholen.api.schema import PUTTING, description


@login_not_required
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The description that programs read; open to all, since it holds no data."""
    wanted = request.GET.get("format") or "json"
    if wanted != "json":
        return problem(HTTPStatus.BAD_REQUEST, errors={"format": "Kies json."})
    return HttpResponse(to_json(description()), content_type="application/json")


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same for people, with three short programs to begin with."""
    return render(request, "api/docs.html", {"places": places(), "starts": starts(), "putting": with_code(PUTTING)})


@csrf_exempt
@login_not_required
def unknown(_request: HttpRequest) -> HttpResponse:
    """An address that does not exist, whatever the method."""
    return problem(HTTPStatus.NOT_FOUND)
