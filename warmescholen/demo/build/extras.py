"""The small things of both demo programmes: a key, an invitation, a guest link and what came in by it, a comment, attended forums."""

from __future__ import annotations

import datetime
import io
import uuid

from PIL import Image, ImageDraw

from schools import services as school_services
from schools.enums import SessionKind
from schools.models import Session
from schools.services import NewSession
from schools.services.letters import send_invitation
from sprints import services as sprint_services
from sprints.enums import AdviceKind, SprintState
from sprints.models import Sprint
from warmescholen.accounts.roles import Role
from warmescholen.demo.build.ground import Site
from warmescholen.demo.dates import EVENING, at

KEY_DAYS = 90
GUEST_TEXT = "Vertel op de infoavond ook wat er voor de leerlingen zelf verandert, niet alleen voor de leerkrachten."
COMMENT = "De vraag voor het forum is helder. Wie van de ouders bereiken jullie nog niet, en wie kan hen aanspreken?"


def add(site: Site, *, host: str) -> None:
    """One of each. The secrets of key and guest link are told to nobody; that of the invitation stands in its mail."""
    invitation, token = school_services.invite(email=f"nieuw@{host}", role=Role.OBSERVER, by=site.manager)
    send_invitation(invitation=invitation, token=token)  # where the demo's mails are kept, its link can be followed
    school_services.make_api_key(name="Voorbeeld voor een rekenblad", scopes={"read"}, days=KEY_DAYS, by=site.manager)
    attach_flap(site)
    running = Sprint.objects.filter(state=SprintState.RUNNING).select_related("forum", "school").order_by("school__position").first()
    if running is not None:
        until = at(running.forum.date + datetime.timedelta(days=7), EVENING)
        by = site.flywheel(running.school)
        link, _token = sprint_services.make_guest_link(forum=running.forum, label="QR aan de schoolpoort", expires_at=until, by=by)
        form = uuid.uuid4()
        sprint_services.receive_advice(link=link, kind=AdviceKind.SUGGESTION, who="ouder", text=GUEST_TEXT, email="", form=form)
        sprint_services.comment_sprint(sprint=running, text=COMMENT, by=site.manager)


def attend_forums(site: Site) -> None:
    """The adviser was at each forum that was held; such a session is listed and not counted in the table."""
    for sprint in Sprint.objects.filter(state=SprintState.CLOSED).select_related("forum", "school").order_by("pk"):
        if sprint.forum.date >= site.calendar.today:
            continue
        new = NewSession(
            kind=SessionKind.FORUM, date=sprint.forum.date, minutes=120, schools=(sprint.school,), school=sprint.school, title=sprint.title
        )
        session = school_services.log_session(new=new, by=site.manager)
        sprint_services.attend_forum(forum=sprint.forum, session=session, by=site.manager)


def attach_flap(site: Site) -> None:
    """The newest session has the sheet that was drawn in it: so small a picture that it is drawn here."""
    newest = Session.objects.held().exclude(adviser_links=None).order_by("-date", "-pk").first()
    if newest is not None:
        school_services.add_attachment(session=newest, name="flap van de sessie.png", content=_flap(), is_for_team=False, by=site.manager)


def _flap() -> bytes:
    """A sheet of paper with three boxes and arrows between them."""
    sheet = Image.new("RGB", (900, 640), "#fbf7f0")
    pen = ImageDraw.Draw(sheet)
    for place, words in enumerate(("wat we zien", "wat we willen", "wat we proberen")):
        left = 60 + place * 280
        pen.rounded_rectangle((left, 230, left + 220, 400), radius=18, outline="#2a211c", width=4)
        pen.text((left + 30, 300), words, fill="#a63f27", font_size=24)
        if place:
            pen.line((left - 56, 315, left - 6, 315), fill="#2a211c", width=4)
    saved = io.BytesIO()
    sheet.save(saved, format="PNG")
    return saved.getvalue()
