"""Requests that are too large are refused before they are read, and what cannot be read gets a page that says so."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import Settings

from warmescholen.home.errors import bad_request
from warmescholen.ui.middleware import RequestSizeMiddleware

LOGIN = "/accounts/login/"


class Unreadable:
    """A body of which no byte may be read."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize(
    ("content_type", "setting"),
    [
        ("application/json", "DATA_UPLOAD_MAX_MEMORY_SIZE"),
        ("application/x-www-form-urlencoded", "DATA_UPLOAD_MAX_MEMORY_SIZE"),
        ("multipart/form-data; boundary=x", "REQUEST_MAX_BYTES"),
    ],
)
def test_a_body_over_the_limit_is_refused_unread(content_type: str, setting: str) -> None:
    request = RequestFactory().post("/", b"", content_type=content_type)
    request.META |= {"CONTENT_LENGTH": str(getattr(settings, setting) + 1), "wsgi.input": Unreadable()}

    def view(request: HttpRequest) -> None:
        raise AssertionError("the view was asked")

    answer = RequestSizeMiddleware(view)(request)  # type: ignore[arg-type]
    assert answer.status_code == 413
    assert b"Dit is te groot" in answer.content  # type: ignore[attr-defined]


def test_the_largest_form_with_a_file_comes_through(db: None, settings: Settings) -> None:
    settings.FILE_MAX_BYTES, settings.REQUEST_MAX_BYTES = 3 * 1_048_576, 4 * 1_048_576
    fine = Client().post(LOGIN, {"login": "x@y.example", "password": "z", "bestand": SimpleUploadedFile("a.txt", b"x" * 3 * 1_048_576)})
    assert fine.status_code == 200
    large = Client().post(LOGIN, {"login": "x@y.example", "password": "z", "bestand": SimpleUploadedFile("a.txt", b"x" * 4 * 1_048_576)})
    assert large.status_code == 413
    assert "3 MB" in large.content.decode()


def test_too_many_fields_or_files_are_told_as_too_much(db: None, settings: Settings) -> None:
    many = {f"veld{number}": "x" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert Client().post(LOGIN, many).status_code == 413
    files = {f"b{number}": SimpleUploadedFile("a.txt", b"x") for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)}
    assert Client().post(LOGIN, files).status_code == 413


def test_a_request_that_cannot_be_read_gets_a_page() -> None:
    answer = bad_request(RequestFactory().get("/"), ValueError("x"))
    assert answer.status_code == 400
    assert "niet te lezen" in answer.content.decode()


def test_an_unknown_host_is_refused() -> None:
    assert Client(raise_request_exception=False).get("/healthz", headers={"host": "kwaad.example"}).status_code == 400


def test_a_form_without_its_sign_says_that_it_is_out_of_date(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post(LOGIN, {"login": "x@y.example", "password": "z"})
    assert answer.status_code == 403
    assert "Dit formulier is verlopen" in answer.content.decode()
