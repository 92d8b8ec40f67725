"""Pages about personal data: what is kept, one's own copy of it, and being forgotten."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from schools.guards import Request, get_visible_or_404, needs
from schools.models import Grant
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import Permission
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.services import note_access
from warmescholen.files.names import download
from warmescholen.privacy import archive, export, services
from warmescholen.privacy.forms import AnonymiseForm
from warmescholen.privacy.models import ErasureRequest, RetentionRun
from warmescholen.privacy.services import ErasureRefused
from warmescholen.privacy.table import DECLARED
from warmescholen.privacy.terms import TERMS
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme
from warmescholen.ui.limits import limit

COPIES_AN_HOUR = 6


class SignedIn(HttpRequest):
    """A request of somebody who is signed in: the middleware lets nobody else come here."""

    user: User


@require_GET
@login_not_required
def explained(request: HttpRequest) -> HttpResponse:
    """What is kept of people, why and how long; for everybody."""
    lines = [(term, [line.holds for line in DECLARED.values() if line.term == term.key]) for term in TERMS.values()]
    return render(request, "privacy/explained.html", {"lines": lines, "wait_days": settings.ERASURE_WAIT_DAYS})


@require_GET
def mine(request: SignedIn) -> HttpResponse:
    """What is kept of me, and what I can ask."""
    programmes = [each.programme for each in Membership.objects.filter(user=request.user).select_related("programme").order_by("programme__name")]
    return render(request, "privacy/mine.html", {"programmes": [(each, _open_request(request.user, each)) for each in programmes]})


@require_POST
def copy(request: SignedIn) -> HttpResponse:
    """Everything that is stored of me, as a file."""
    limit("personal-data", str(request.user.pk), most=COPIES_AN_HOUR, seconds=3_600)
    data = export.gather(request.user)
    for programme_id, rows in data.per_programme.items():
        note_access(request, programme_id=programme_id, action=AccessEntry.Action.EXPORT, target=request.user, label="eigen gegevens", rows=rows)
    name = f"mijn gegevens {timezone.localdate():%Y-%m-%d}.zip"
    return download(archive.pack(data), name=name, content_type="application/zip")


@require_POST
def forget_me(request: SignedIn) -> HttpResponse:
    """Ask one of my programmes to forget me."""
    found = get_object_or_404(Programme, slug=request.POST.get("programme", "").replace("\0", ""), memberships__user=request.user)
    with programme_context(found.pk, user_id=request.user.pk):
        services.ask_to_be_forgotten(person=request.user, programme_id=found.pk)
    messages.success(request, f"Je vraag staat bij de programmabeheerders van {found.name}.")
    return redirect("personal_data")


@require_GET
@needs(Permission.MANAGE_PEOPLE)
def overview(request: Request) -> HttpResponse:
    """Requests to be forgotten, terms, and what cleaning up removed."""
    requests = ErasureRequest.objects.visible_to(request.access).select_related("person", "requested_by")
    runs = RetentionRun.objects.visible_to(request.access)[:50]
    context = {"requests": requests, "terms": TERMS.values(), "runs": runs, "now": timezone.now(), "parents": _parents(request, "Privacy")}
    return render(request, "privacy/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MANAGE_PEOPLE)
def anonymise(request: Request, pk: int) -> HttpResponse:
    """Ask that a person of this programme is anonymised."""
    person = get_visible_or_404(User.objects.filter(memberships__programme=request.programme), pk=pk)
    form = AnonymiseForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        with form.refusals(ErasureRefused):
            services.request_erasure(person=person, by=request.access)
            messages.success(request, "De vraag staat klaar. Tot ze uitgevoerd is, kun je ze intrekken.")
            return redirect("privacy_overview", programme=request.programme.slug)
    context = {
        "person": person,
        "form": form,
        "open": _open_of(request, person),
        "grants": _grants(request, person),
        "wait_days": settings.ERASURE_WAIT_DAYS,
    }
    return render(request, "privacy/anonymise.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.MANAGE_PEOPLE)
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a request back."""
    found = get_visible_or_404(ErasureRequest.objects.visible_to(request.access), pk=pk)
    try:
        services.withdraw_erasure(request=found, by=request.access)
        messages.success(request, "De vraag is ingetrokken.")
    except ErasureRefused as reason:
        messages.error(request, str(reason))
    return redirect("privacy_overview", programme=request.programme.slug)


def _open_request(user: User, programme: Programme) -> ErasureRequest | None:
    with programme_context(programme.pk, read_only=True, user_id=user.pk):
        return ErasureRequest.objects.open().filter(programme=programme, person=user).first()


def _open_of(request: Request, person: User) -> ErasureRequest | None:
    return ErasureRequest.objects.visible_to(request.access).open().filter(person=person).first()


def _grants(request: Request, person: User) -> list[Grant]:
    rows = Grant.objects.visible_to(request.access).filter(user=person)
    return list(rows.select_related("network", "school").order_by("starts_on"))


def _parents(request: Request, *names: str) -> list[tuple[str, str]]:
    listing = (reverse("people", kwargs={"programme": request.programme.slug}), "Mensen")
    return [listing, *(("", name) for name in names)]
