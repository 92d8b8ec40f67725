"""Errors that arise outside a view of the API, in the API's own shape."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from schools.rest.problems import MEDIA_TYPE, problem

OF_THE_PAGE = ("Content-Type", "Content-Length", "Content-Language")


class ApiProblemMiddleware:
    """Whatever refuses or breaks under /api/, the answer is `application/problem+json`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Put a page that tells of an error into the shape that machines read."""
        response = self.get_response(request)
        is_error = response.status_code >= 400 and request.path_info.startswith("/api/")
        if not is_error or response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        told = problem(response.status_code)
        for name, value in response.headers.items():
            if name not in OF_THE_PAGE:
                told.headers[name] = value
        return told
