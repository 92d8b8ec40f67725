"""Pages of one's own account, beside those of allauth. They stand before the doors: no programme is known here."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from warmescholen.accounts import services
from warmescholen.accounts.devices import device_of
from warmescholen.accounts.forms import NameForm
from warmescholen.accounts.models import User


class SignedIn(HttpRequest):
    """A request of somebody who is signed in: the middleware lets nobody else come here."""

    user: User


@require_GET
def home(request: SignedIn) -> HttpResponse:
    """My account: who I am here, and ways to change how I sign in."""
    steps = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {"steps": steps, "session_count": _sessions(request.user).count(), "other_sign_ins": settings.SOCIALACCOUNT_PROVIDERS}
    return render(request, "account/home.html", context)


def change_name(request: SignedIn) -> HttpResponse:
    """Change the name that colleagues see."""
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        services.rename(user=request.user, name=form.cleaned_data["name"])
        messages.success(request, "Je naam is gewijzigd.")
        return redirect("account_home")
    return render(request, "account/name.html", {"form": form})


@require_GET
def sessions(request: SignedIn) -> HttpResponse:
    """Where I am signed in."""
    rows = [(each, device_of(each.user_agent), each.session_key == request.session.session_key) for each in _sessions(request.user)]
    return render(request, "usersessions/usersession_list.html", {"rows": rows})


@require_POST
def end_session(request: SignedIn, pk: int) -> HttpResponse:
    """Sign out on one other device."""
    session = get_object_or_404(_sessions(request.user).exclude(session_key=request.session.session_key), pk=pk)
    services.end_sessions(sessions=[session])
    messages.success(request, f"Afgemeld op {device_of(session.user_agent)}.")
    return redirect("usersessions_list")


@require_POST
def end_other_sessions(request: SignedIn) -> HttpResponse:
    """Sign out everywhere but here."""
    services.end_sessions(sessions=list(_sessions(request.user).exclude(session_key=request.session.session_key)))
    messages.success(request, "Je bent overal elders afgemeld.")
    return redirect("usersessions_list")


@require_GET
def second_factor_needed(request: SignedIn) -> HttpResponse:
    """Where the doors lead who needs a second step and has none."""
    return render(request, "account/second_factor_needed.html")


@login_not_required
def by_invitation(request: HttpRequest) -> HttpResponse:
    """What stands where other sites have their sign-up."""
    return render(request, "account/signup_closed.html", status=404)


def _sessions(user: User) -> QuerySet[UserSession]:
    """Sessions that still live, the newest first."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    found: QuerySet[UserSession] = UserSession.objects.filter(user=user, session_key__in=living).order_by("-created_at")
    return found
