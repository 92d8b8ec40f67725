"""Pages over all rooms: the way in, the overview, networks, indicators and rapportages."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indicators.queries import latest_closed_round
from networks.models import Network
from reports import services as report_services
from reports.models import Rendition, Report
from schools.access import programmes_of
from schools.guards import Request, get_visible_or_404, needs
from warmescholen.accounts.roles import Permission
from warmescholen.accounts.services import choose_programme
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.services import note_access
from warmescholen.files.names import download
from warmescholen.files.services import FileGone, read_file
from warmescholen.home import queries
from warmescholen.home.pictures import pictures


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    """The way in: straight to the programme of who has one or chose one before, else a choice, which is remembered."""
    programmes = programmes_of(request.user)
    if request.method == "POST":
        chosen = next((each for each in programmes if each.slug == request.POST.get("programma")), None)
        if chosen is None:
            raise Http404
        choose_programme(user=request.user, slug=chosen.slug)
        return redirect("overview", programme=chosen.slug)
    if len(programmes) == 1 or (programmes and programmes[0].chosen_at and "kies" not in request.GET):  # type: ignore[attr-defined]  # annotated
        return redirect("overview", programme=programmes[0].slug)
    return render(request, "home/start.html", {"programmes": programmes})


@require_GET
@needs(Permission.VIEW_PROGRAMME)
def networks(request: Request) -> HttpResponse:
    """The networks that one may see."""
    return render(request, "home/networks.html", {"cards": queries.network_cards(request.access)})


@require_GET
@needs(Permission.VIEW_PROGRAMME)
def network(request: Request, key: str) -> HttpResponse:
    """A network: its schools with their sessions, and its distribution beside the programme's."""
    found = get_visible_or_404(Network.objects.visible_to(request.access), key=key)
    round_ = latest_closed_round(request.programme.pk) if request.access.may(Permission.VIEW_LEVELS, found) else None
    shown = pictures(round_, request.access, found) if round_ else ()
    context = {"network": found, "table": queries.session_table(found), "pictures": shown}
    return render(request, "home/network.html", context)


@require_GET
@needs(Permission.VIEW_REPORT)
def reports(request: Request) -> HttpResponse:
    """The rapportages that one may read, each with its file and what is missing."""
    return render(request, "home/reports.html", {"rows": queries.report_rows(Report.objects.visible_to(request.access))})


@require_POST
@needs(Permission.VIEW_REPORT)
def report_request(request: Request, pk: int) -> HttpResponse:
    """Ask for the PDF of what the report shows now."""
    report = get_visible_or_404(Report.objects.visible_to(request.access).select_related("network", "programme", "round"), pk=pk)
    report_services.request_pdf(report=report, by=request.access)
    if not request.htmx:  # type: ignore[attr-defined]  # set by its middleware
        messages.success(request, "De PDF wordt gemaakt. Je kunt deze pagina verlaten.")
        return redirect("reports", programme=request.programme.slug)
    return render(request, "home/_report_row.html", {"row": queries.report_rows(Report.objects.filter(pk=report.pk))[0]})


@require_GET
@needs(Permission.VIEW_REPORT)
def report_progress(request: Request, pk: int) -> HttpResponse:
    """One row of the list again, for a page that follows a job."""
    report = get_visible_or_404(Report.objects.visible_to(request.access).select_related("network", "programme", "round"), pk=pk)
    return render(request, "home/_report_row.html", {"row": queries.report_rows(Report.objects.filter(pk=report.pk))[0]})


@require_GET
@needs(Permission.VIEW_REPORT)
def report_file(request: Request, pk: int) -> HttpResponse:
    """The file of a report, through the same door as the report itself."""
    visible = Report.objects.visible_to(request.access)
    rendition = get_visible_or_404(Rendition.objects.filter(report__in=visible).select_related("file"), pk=pk)
    try:
        content = read_file(rendition.file)
    except FileGone as error:
        raise Http404 from error
    note_access(request, programme_id=request.programme.pk, action=AccessEntry.Action.DOWNLOAD, target=rendition, label=rendition.file.name)
    return download(content, name=rendition.file.name, content_type=rendition.file.content_type)
