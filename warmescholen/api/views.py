"""What the API answers outside a programme."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from schools.rest.problems import problem


@csrf_exempt
@login_not_required
def unknown(_request: HttpRequest) -> HttpResponse:
    """An address that does not exist, whatever the method."""
    return problem(HTTPStatus.NOT_FOUND)
