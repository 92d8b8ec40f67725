"""Light or dark: the device decides until a reader chooses, and the choice is kept in a cookie."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "thema"
THEMES = ("light", "dark")
YEAR = 365 * 24 * 3600


def chosen_theme(request: HttpRequest) -> str:
    """The reader's own choice, or an empty text."""
    value = request.COOKIES.get(COOKIE, "")
    return value if value in THEMES else ""


def remember_theme(response: HttpResponse, value: str) -> None:
    """Keep a choice for a year; anything but a theme forgets it."""
    if value in THEMES:
        response.set_cookie(COOKIE, value, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(COOKIE)
