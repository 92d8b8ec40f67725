"""Errors as RFC 9457 wants them: `application/problem+json`, the same shape wherever in the API something went wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework import exceptions

from warmescholen.accounts.access import Forbidden
from warmescholen.ui.limits import LimitReached

MEDIA_TYPE = "application/problem+json"
TITLES = {
    HTTPStatus.BAD_REQUEST: "De vraag klopt niet",
    HTTPStatus.UNAUTHORIZED: "Geen geldige sleutel",
    HTTPStatus.FORBIDDEN: "Dit mag je niet",
    HTTPStatus.NOT_FOUND: "Dit bestaat niet",
    HTTPStatus.METHOD_NOT_ALLOWED: "Dit kan hier niet",
    HTTPStatus.NOT_ACCEPTABLE: "Dit formaat is er niet",
    HTTPStatus.PRECONDITION_FAILED: "Intussen veranderd",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Te veel ineens",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Dit soort inhoud wordt niet gelezen",
    HTTPStatus.PRECONDITION_REQUIRED: "Zeg welke versie je wijzigt",
    HTTPStatus.TOO_MANY_REQUESTS: "Te veel vragen",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Er liep iets mis",
    HTTPStatus.SERVICE_UNAVAILABLE: "Even niet beschikbaar",
}
DETAILS = {
    HTTPStatus.UNAUTHORIZED: "Stuur een geldige sleutel mee als `Authorization: Bearer <sleutel>`, of meld je aan in de browser.",
    HTTPStatus.NOT_FOUND: "Het adres bestaat niet, of je hebt er geen toegang toe. Adressen eindigen op een schuine streep.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "De fout ligt bij ons en is genoteerd. Probeer het later opnieuw.",
}


class Refused(exceptions.APIException):
    """What was asked or sent is wrong; `errors` says of each field what."""

    status_code = HTTPStatus.BAD_REQUEST

    def __init__(self, **errors: str) -> None:
        super().__init__("Kijk na wat bij elk veld staat.")
        self.errors = errors


class VersionMissing(exceptions.APIException):
    """Something would change that somebody else may have changed since."""

    status_code = HTTPStatus.PRECONDITION_REQUIRED
    default_detail = "Dit bestaat al met een andere inhoud. Lees het eerst, en stuur zijn ETag mee als `If-Match`."


class VersionStale(exceptions.APIException):
    """The version that was named is not the present one."""

    status_code = HTTPStatus.PRECONDITION_FAILED
    default_detail = "Sinds je dit las, is het gewijzigd. Lees het opnieuw en stuur de nieuwe ETag mee."


def problem(status: int, detail: str = "", *, errors: Mapping[str, str] | None = None) -> HttpResponse:
    """The answer for an error. It names no address and no value of the request, so that two refusals cannot be told apart by it."""
    known = HTTPStatus(status)
    body: dict[str, Any] = {"type": "about:blank", "title": TITLES.get(known, "Er liep iets mis"), "status": known.value}
    if detail or known in DETAILS:
        body["detail"] = detail or DETAILS[known]
    if errors:
        body["errors"] = [{"field": field, "detail": message} for field, message in errors.items()]
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=known.value, content_type=MEDIA_TYPE)


def answer(error: Exception, _context: Mapping[str, Any]) -> HttpResponse | None:
    """REST framework's exception handler; None for what is a fault of ours, which Django reports."""
    if isinstance(error, Forbidden):
        return problem(HTTPStatus.FORBIDDEN, str(error))
    if isinstance(error, Http404 | exceptions.NotFound):
        return problem(HTTPStatus.NOT_FOUND)
    if isinstance(error, PermissionDenied):
        return problem(HTTPStatus.FORBIDDEN)
    if isinstance(error, LimitReached):
        response = problem(HTTPStatus.TOO_MANY_REQUESTS, str(error))
        response.headers["Retry-After"] = str(error.seconds)
        return response
    if not isinstance(error, exceptions.APIException):
        return None
    response = _of_framework(error)
    if header := getattr(error, "auth_header", None):
        response.headers["WWW-Authenticate"] = header
    return response


def _of_framework(error: exceptions.APIException) -> HttpResponse:
    if isinstance(error, Refused):
        return problem(error.status_code, str(error.detail), errors=error.errors)
    if isinstance(error, exceptions.ValidationError):
        return problem(HTTPStatus.BAD_REQUEST, "Kijk na wat bij elk veld staat.", errors=dict(_flat(error.detail)))
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        return problem(HTTPStatus.UNAUTHORIZED)  # one text for every bad key
    return problem(error.status_code, str(error.detail))


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each field with its messages: `follow_ups.0.text` for one inside a list."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _flat(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list) and any(isinstance(inner, Mapping | list) for inner in detail):
        for number, inner in enumerate(detail):
            yield from _flat(inner, f"{path}.{number}")
    else:
        yield path, " ".join(map(str, detail)) if isinstance(detail, list) else str(detail)
