"""A session as a program or an offline page sends it: again and again until it hears that it arrived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db import connection, transaction

from schools.enums import SessionState
from schools.models import Session, SessionBody
from schools.services.session_checks import NewSession, SessionChanged
from schools.services.sessions import cancel_session, edit_session, log_session
from warmescholen.accounts.access import Access


class SessionUnseen(LookupError):
    """The uuid is that of a session which this person may not see."""


class SessionAbsent(LookupError):
    """The sender named a version of a session that is not there."""


class VersionNeeded(ValueError):
    """The session is there with another content, and the sender did not say which version this changes."""


@dataclass(frozen=True)
class Sent:
    """What is sent: all that is told, why it was cancelled, and a hash over the whole."""

    new: NewSession
    cancel_reason: str
    body_hash: str


@transaction.atomic
def put_session(*, sent: Sent, by: Access, is_current: Callable[[], bool] | None) -> bool:
    """Log the session, or tell it anew; tells whether it is new.

    What the same person sent last changes nothing when it comes again, also after a colleague's edit. `is_current` tells whether the
    version that the sender names is the present one; None when none was named. Raises VersionNeeded without one, SessionChanged when
    it is stale, SessionAbsent, SessionUnseen, and what `log_session` and `edit_session` raise.
    """
    _wait_for(sent.new, by)
    session = Session.objects.filter(programme_id=by.programme_id, uuid=sent.new.uuid).first()
    if session is None:
        if is_current is not None:
            raise SessionAbsent
        _remember(_log(sent, by), sent, by)
        return True
    if not Session.objects.visible_to(by).filter(pk=session.pk).exists():
        raise SessionUnseen
    is_meant = is_current is not None and is_current()
    if _is_same(session, sent, by, is_meant=is_meant):
        return False
    if is_current is None:
        raise VersionNeeded
    if not is_meant:
        raise SessionChanged(session)
    _remember(_edit(session, sent, by), sent, by)
    return False


def _wait_for(new: NewSession, by: Access) -> None:
    """Let senders of one uuid take turns until their transactions end: the second finds what the first wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"session:{by.programme_id}:{new.uuid}"])


def _is_same(session: Session, sent: Sent, by: Access, *, is_meant: bool) -> bool:
    """Whether this is what the same person sent last; who names the present version after a colleague's edit means to undo that one."""
    last = SessionBody.objects.filter(programme_id=by.programme_id, uuid=session.uuid, author_id=by.user_id).first()
    return last is not None and last.body_hash == sent.body_hash and (not is_meant or last.version == session.version)


def _log(sent: Sent, by: Access) -> Session:
    if sent.new.state != SessionState.CANCELLED:
        return log_session(new=sent.new, by=by)
    session = log_session(new=replace(sent.new, state=SessionState.PLANNED), by=by)
    return cancel_session(session=session, reason=sent.cancel_reason, version=session.version, by=by)


def _edit(session: Session, sent: Sent, by: Access) -> Session:
    if sent.new.state != SessionState.CANCELLED:
        return edit_session(session=session, new=sent.new, version=session.version, by=by)
    edited = edit_session(session=session, new=replace(sent.new, state=SessionState(session.state)), version=session.version, by=by)
    return cancel_session(session=edited, reason=sent.cancel_reason, version=edited.version, by=by)


def _remember(session: Session, sent: Sent, by: Access) -> None:
    SessionBody.objects.update_or_create(
        programme_id=by.programme_id,
        uuid=session.uuid,
        author_id=by.user_id,
        defaults={"body_hash": sent.body_hash, "version": session.version},
    )
