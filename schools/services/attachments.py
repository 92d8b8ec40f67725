"""Verbs for files with a session."""

from __future__ import annotations

from django.db import transaction

from schools.models import Session, SessionAttachment
from schools.services.session_checks import demand_edit
from warmescholen.accounts.access import Access
from warmescholen.files.services import remove_file, store_file
from warmescholen.files.uploads import FileRefused, read_upload

MOST_ATTACHMENTS = 20


@transaction.atomic
def add_attachment(*, session: Session, name: str, content: bytes, is_for_team: bool, by: Access) -> SessionAttachment:
    """Add a file to a session, for the school too or for the guidance team only. Raises FileRefused, with the reason."""
    demand_edit(session, by)
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.attachments.count() >= MOST_ATTACHMENTS:
        raise FileRefused(f"Een sessie telt hoogstens {MOST_ATTACHMENTS} bijlagen.")
    upload = read_upload(name=name, content=content)
    stored = store_file(programme_id=by.programme_id, folder="sessions", name=upload.name, content_type=upload.content_type, content=upload.content)
    return SessionAttachment.objects.create(
        programme_id=by.programme_id, session=session, file=stored, is_for_team=is_for_team, added_by_id=by.user_id
    )


@transaction.atomic
def remove_attachment(*, attachment: SessionAttachment, by: Access) -> None:
    """Remove a file from its session, its bytes included."""
    demand_edit(attachment.session, by)
    stored = attachment.file
    attachment.delete()
    remove_file(stored)
