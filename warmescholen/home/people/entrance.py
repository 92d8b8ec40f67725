"""The way in by an invitation: before the doors, since who comes has no role yet. Looking at it never uses it up."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from schools import services
from schools.models import Invitation
from schools.services.invitations import InvitationRefused, Letter, letter_of, open_invitation
from schools.services.roles import OwnRights
from warmescholen.accounts.models import User
from warmescholen.home.people.forms import NewAccountForm
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

IN_SESSION = "invitation"  # the programme and the hash of the token: no secret stays behind


@login_not_required
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Where the mail leads: keep what the link is for, and go on to an address without the secret."""
    letter = letter_of(token)
    if letter is None:
        request.session.pop(IN_SESSION, None)
    else:
        request.session[IN_SESSION] = [letter.programme.pk, letter.token_hash]
    return redirect("invitation")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Who is invited to what; accepting takes a press on the button."""
    letter = _letter(request)
    if letter is None:
        return render(request, "people/invitation_gone.html", status=404)
    with programme_context(letter.programme.pk, read_only=request.method != "POST"):
        found = open_invitation(letter)
        if found is None:
            return render(request, "people/invitation_gone.html", status=404)
        if request.user.is_authenticated:
            return _known(request, letter, found)
        if User.objects.filter(email=found.email).exists():
            return render(request, "people/invitation.html", {"invitation": found, "letter": letter, "sign_in": True})
        return _new(request, letter, found)


def _known(request: HttpRequest, letter: Letter, found: Invitation) -> HttpResponse:
    """Somebody who is signed in: the right person takes the role, another one is told for whom it is."""
    assert isinstance(request.user, User)  # noqa: S101 (tells the type checker what the caller asked)
    context = {"invitation": found, "letter": letter, "is_other": request.user.email != found.email}
    if request.method == "POST" and not context["is_other"]:
        try:
            services.accept_invitation(letter=letter, user=request.user)
        except (InvitationRefused, OwnRights) as refused:
            messages.error(request, str(refused))
            return render(request, "people/invitation.html", context, status=409)
        request.session.pop(IN_SESSION, None)
        messages.success(request, f"Welkom bij {letter.programme}.")
        return redirect("overview", programme=letter.programme.slug)
    return render(request, "people/invitation.html", context)


def _new(request: HttpRequest, letter: Letter, found: Invitation) -> HttpResponse:
    """Somebody without an account, who makes one by accepting."""
    form = NewAccountForm(request.POST or None, email=found.email)
    if request.method == "POST" and form.is_valid():
        with form.refusals(InvitationRefused):
            user, _grant = services.accept_as_new_person(letter=letter, **form.cleaned_data)
            request.session.pop(IN_SESSION, None)
            # The password was typed a moment ago, so setting up a second step does not ask for it again.
            record_authentication(request, user, method="password", reauthenticated=True)
            messages.success(request, f"Welkom bij {letter.programme}.")
            response: HttpResponse = perform_login(request, user, redirect_url=reverse("overview", kwargs={"programme": letter.programme.slug}))
            return response
    return render(request, "people/invitation.html", {"invitation": found, "letter": letter, "form": form})


def _letter(request: HttpRequest) -> Letter | None:
    programme_id, token_hash = request.session.get(IN_SESSION) or (0, "")
    programme = Programme.objects.filter(pk=programme_id).first()
    return None if programme is None else Letter(programme, token_hash)
