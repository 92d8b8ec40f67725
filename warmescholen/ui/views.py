"""The living page of the look, and the reader's choice of light or dark."""

from __future__ import annotations

import datetime

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from warmescholen.ui.forms import SampleForm
from warmescholen.ui.icons import icon_names
from warmescholen.ui.themes import remember_theme

LEVELS = ((1, "ver"), (2, "op weg"), (3, "begonnen"), (4, "nog niet"))
COLOURS = (
    ("paper", "papier: de grond"),
    ("raised", "kaarten en velden"),
    ("sunk", "rail en banen"),
    ("ink", "tekst"),
    ("soft", "bijzaak"),
    ("accent", "het ene accent"),
    ("good", "goed, en gegevens"),
    ("late", "let op"),
)


@login_not_required
@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """Every component in all its states; it reads nothing."""
    wrong = SampleForm({"fout-title": "", "fout-kind": "4", "fout-date": "gisteren"}, prefix="fout")
    context = {
        "form": SampleForm(),
        "wrong": wrong,
        "icons": icon_names(),
        "levels": LEVELS,
        "colours": COLOURS,
        "moment": timezone.now() - datetime.timedelta(days=1),
        "page": Paginator(range(30), 10).page(2),
    }
    return render(request, "ui/style.html", context)


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark, or let the device decide again, and go back."""
    back = request.POST.get("terug") or request.headers.get("Referer", "/")  # written in the page, the path would tell refused addresses apart
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    remember_theme(response, request.POST.get("thema", ""))
    return response
