"""Keys of machines: make one, see which there are, stop one."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from schools import services
from schools.guards import Request, get_visible_or_404, needs
from schools.models import ApiKey
from schools.services.keys import KeyRefused
from warmescholen.accounts.roles import Permission
from warmescholen.home.people import queries
from warmescholen.home.people.forms import KeyForm


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_PEOPLE)
def keys(request: Request) -> HttpResponse:
    """All keys, and a form for a new one. The key itself stands in this one answer and nowhere else."""
    form, made, secret = KeyForm(request.POST or None), None, ""
    if form.is_valid():
        raise_if_reauthentication_required(request, app="allauth.account")
        with form.refusals(KeyRefused):
            made, secret = services.make_api_key(by=request.access, **form.cleaned_data)
            form = KeyForm()
    context = {"form": form, "made": made, "secret": secret, "keys": queries.keys(request.access)}
    return render(request, "people/keys.html", context)


@require_POST
@needs(Permission.MANAGE_PEOPLE)
def revoke(request: Request, pk: int) -> HttpResponse:
    """Stop a key: at its next request it opens nothing."""
    try:
        key = services.revoke_api_key(key=get_visible_or_404(ApiKey.objects.visible_to(request.access), pk=pk), by=request.access)
        messages.success(request, f"De sleutel {key} werkt niet meer.")
    except KeyRefused as refused:
        messages.error(request, str(refused))
    return redirect("keys", programme=request.programme.slug)
