"""The page of a guest: no account, one forum, one form. The same plain page for every link that does not work."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_safe

from sprints import services
from sprints.enums import AdviceKind
from sprints.forms import GuestForm
from sprints.guests import STATE_SECONDS, Guest, enter, link_of, read_state
from sprints.models import GuestLink
from sprints.services import LinkClosed, SprintClosed
from sprints.words import Words, words_for
from warmescholen.audit.actors import ActorKind, become
from warmescholen.ui.limits import address_of, limit

COOKIE = "gast"
TEN_MINUTES = 600
# A whole school scans the code from one address within minutes, so an address has room and a browser has little.
FROM_ADDRESS, FROM_BROWSER, BY_LINK = 600, 12, 400


@login_not_required
@require_safe
def guest_enter(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the secret in the address for a signed state and leave that address. Opening it uses nothing up."""
    limit("guest-enter", address_of(request), most=FROM_ADDRESS, seconds=TEN_MINUTES)
    guest = enter(token)
    if guest is None:
        return link_over(request)
    response = redirect("guest_form")
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, guest.sign(), max_age=STATE_SECONDS, path=reverse("guest_form"), secure=secure, httponly=True, samesite="Lax")
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def guest_form(request: HttpRequest) -> HttpResponse:
    """The form of the forum that the guest was let in to."""
    # A form belongs to the link that it was opened with, also when another code was scanned since.
    guest = read_state(request.POST.get("state") or request.COOKIES.get(COOKIE, ""))
    if guest is None:
        return link_over(request)
    words = words_for(request.POST.get("taal") or request.GET.get("taal", ""))
    with translation.override(words.language[:2]), link_of(guest, read_only=request.method != "POST") as link:
        if request.method == "POST":
            return _receive(request, guest, link, words)
        if link is None:
            return link_over(request)
        form = GuestForm(words=words, initial={"form": uuid.uuid4(), "state": guest.sign()})
        return _page(request, link, form, words)


@login_not_required
@require_safe
def guest_thanks(request: HttpRequest) -> HttpResponse:
    """That it arrived, and what happens with it."""
    return render(request, "sprints/guest/thanks.html", {"words": words_for(request.GET.get("taal", ""))})


def link_over(request: HttpRequest) -> HttpResponse:
    """Expired, revoked, unknown or cut off: nobody learns which."""
    return render(request, "sprints/guest/over.html", {"words": words_for(request.GET.get("taal", ""))}, status=404)


def _receive(request: HttpRequest, guest: Guest, link: GuestLink | None, words: Words) -> HttpResponse:
    limit("guest-send", guest.visit, most=FROM_BROWSER, seconds=TEN_MINUTES)
    limit("guest-link", f"{guest.programme_id}-{guest.link_id}", most=BY_LINK, seconds=TEN_MINUTES)
    form = GuestForm(request.POST, words=words)
    is_over = link is None
    if link is not None and form.is_valid():
        told = form.cleaned_data
        become(kind=ActorKind.GUEST, id=str(link.pk), label=f"gast langs {link.label}")
        try:
            services.receive_advice(
                link=link, kind=AdviceKind(told["kind"]), who=told["who"], text=told["text"], email=told["email"], form=told["form"]
            )
        except (LinkClosed, SprintClosed):
            is_over = True
        else:
            return redirect(reverse("guest_thanks") + ("?taal=en" if words.language == "en" else ""))
    if is_over:  # what was typed is not lost, though it can no longer be sent
        form.is_valid()
        form.add_error(None, words.closed_meanwhile)
    return _page(request, link, form, words, status=422)


def _page(request: HttpRequest, link: GuestLink | None, form: GuestForm, words: Words, *, status: int = 200) -> HttpResponse:
    groups = [group.name for group in link.forum.groups.all()] if link else []
    context = {"link": link, "forum": link.forum if link else None, "form": form, "words": words, "groups": groups}
    return render(request, "sprints/guest/form.html", context, status=status)
