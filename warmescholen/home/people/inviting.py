"""Inviting: one address at a time, and what can be done with an invitation that waits."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from schools import services
from schools.guards import Request, get_visible_or_404, needs
from schools.models import Invitation
from schools.services.invitations import InvitationRefused
from schools.services.letters import send_invitation
from schools.services.roles import OwnRights, RoleRefused
from warmescholen.accounts.roles import DESCRIPTIONS, Permission
from warmescholen.home.people.forms import InviteForm
from warmescholen.home.people.views import places


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_PEOPLE)
def invite(request: Request) -> HttpResponse:
    """Invite one address to a role; whether it has an account already, the page does not tell."""
    form = InviteForm(request.POST or None, **places(request))
    if form.is_valid():
        with form.refusals(InvitationRefused, RoleRefused, OwnRights):
            invitation, token = services.invite(email=form.cleaned_data["email"], by=request.access, **form.chosen())
            send_invitation(invitation=invitation, token=token)
            messages.success(request, f"De uitnodiging is onderweg naar {invitation.email}.")
            return redirect("people", programme=request.programme.slug)
    parents = [(reverse("people", kwargs={"programme": request.programme.slug}), "Mensen"), ("", "Uitnodigen")]
    return render(request, "people/invite.html", {"form": form, "descriptions": DESCRIPTIONS, "parents": parents})


@require_POST
@needs(Permission.MANAGE_PEOPLE)
def resend(request: Request, pk: int) -> HttpResponse:
    """Send an invitation again, with a new link; the former one stops."""
    try:
        invitation, token = services.resend_invitation(invitation=_invitation(request, pk), by=request.access)
        send_invitation(invitation=invitation, token=token)
        messages.success(request, f"Een nieuwe uitnodiging is onderweg naar {invitation.email}. De vorige link werkt niet meer.")
    except InvitationRefused as refused:
        messages.error(request, str(refused))
    return redirect("people", programme=request.programme.slug)


@require_POST
@needs(Permission.MANAGE_PEOPLE)
def revoke(request: Request, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    try:
        invitation = services.revoke_invitation(invitation=_invitation(request, pk), by=request.access)
        messages.success(request, f"De uitnodiging voor {invitation.email} is ingetrokken.")
    except InvitationRefused as refused:
        messages.error(request, str(refused))
    return redirect("people", programme=request.programme.slug)


def _invitation(request: Request, pk: int) -> Invitation:
    return get_visible_or_404(Invitation.objects.visible_to(request.access), pk=pk)
