"""Next steps: what waits, and the tick."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from schools import services
from schools.enums import FollowUpOwner
from schools.guards import Request, get_visible_or_404, needs
from schools.models import FollowUp
from schools.queries import follow_ups
from warmescholen.accounts.roles import Permission

ON_A_PAGE = 40


@require_GET
@needs(Permission.VIEW_SCHOOL)
def follow_up_list(request: Request) -> HttpResponse:
    """What was agreed and waits, what is late on top; one's own side first unless the address says otherwise."""
    access = request.access
    owner = request.GET.get("voor", "")
    owner = owner if owner in FollowUpOwner.values else ""
    page = Paginator(follow_ups.listed(access, owner=owner), ON_A_PAGE).get_page(request.GET.get("page"))
    steps = follow_ups.with_reasons(page.object_list, access)
    context = {"page": page, "steps": steps, "owner": owner, "owners": FollowUpOwner.choices, "late": follow_ups.count_late(access)}
    return render(request, "schools/follow_ups.html", context)


@require_POST
@needs(Permission.VIEW_SCHOOL)
def follow_up_tick(request: Request, pk: int) -> HttpResponse:
    """Tick a next step, or take the tick back; then back to the page where that was done."""
    found = get_visible_or_404(FollowUp.objects.visible_to(request.access).select_related("session"), pk=pk)
    is_done = request.POST.get("done") == "1"
    services.tick_follow_up(follow_up=found, is_done=is_done, by=request.access)
    messages.success(request, "Afgevinkt." if is_done else "Staat weer open.")
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith(f"/{request.programme.slug}/"):
        return redirect(back)
    return redirect("follow_ups", programme=request.programme.slug)
