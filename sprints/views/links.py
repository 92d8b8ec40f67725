"""Links and QR codes for guests: the flywheel makes, shows, prints and revokes them."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from schools.guards import READING, Request, get_visible_or_404, needs
from sprints import services
from sprints.forms import LinkForm
from sprints.models import GuestLink, Sprint
from sprints.qr import qr_svg
from sprints.services import SprintClosed, SprintRefused
from sprints.views.finding import find_own_sprint
from warmescholen.accounts.roles import Permission

AFTER_FORUM = datetime.timedelta(days=7)


@require_http_methods(["GET", "POST"])
@needs(Permission.VIEW_SPRINT, hidden=True)
def links(request: Request, pk: int) -> HttpResponse:
    """The links of a forum, and a form for another."""
    sprint = find_own_sprint(request, pk)
    until = max(sprint.forum.date, timezone.localdate()) + AFTER_FORUM
    form = LinkForm(request.POST or None, initial={"until": until})
    if form.is_valid():
        with form.refusals(SprintClosed, SprintRefused):
            label, end = form.cleaned_data["label"], form.cleaned_data["until"]
            made, _token = services.make_guest_link(forum=sprint.forum, label=label, expires_at=end, by=request.access)
            return redirect("guest_link", programme=request.programme.slug, pk=sprint.pk, link=made.pk)
    rows = GuestLink.objects.visible_to(request.access).filter(forum=sprint.forum).order_by("revoked_at", "-expires_at", "pk")
    return render(request, "sprints/links.html", {"form": form, "sprint": sprint, "forum": sprint.forum, "links": rows})


@require_GET
@needs(Permission.VIEW_SPRINT, hidden=True)
def link(request: Request, pk: int, link: int) -> HttpResponse:
    """The QR code and the address of one link, large enough for a wall."""
    found = _link(request, find_own_sprint(request, pk), link)
    token = services.token_of(found, by=request.access) if found.works else None
    address = settings.SITE_URL + reverse("guest_enter", kwargs={"token": token}) if token else ""
    context = {"link": found, "sprint": found.forum.sprint, "forum": found.forum, "address": address, "qr": qr_svg(address) if address else ""}
    return render(request, "sprints/link.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.VIEW_SPRINT, hidden=True)
def link_revoke(request: Request, pk: int, link: int) -> HttpResponse:
    """Close a link at once."""
    found = _link(request, find_own_sprint(request, pk), link)
    if request.method not in READING:
        services.revoke_guest_link(link=found, by=request.access)
        messages.success(request, "De link is ingetrokken en opent niets meer.")
    return redirect("guest_links", programme=request.programme.slug, pk=pk)


def _link(request: Request, sprint: Sprint, pk: int) -> GuestLink:
    seen = GuestLink.objects.visible_to(request.access).filter(forum=sprint.forum).select_related("forum__sprint__school")
    return get_visible_or_404(seen, pk=pk)
