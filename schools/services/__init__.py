"""Verbs of the schools room, one file per noun."""

from schools.services.attachments import add_attachment, remove_attachment
from schools.services.invitations import accept_as_new_person, accept_invitation, invite, resend_invitation, revoke_invitation
from schools.services.keys import make_api_key, revoke_api_key
from schools.services.people import add_member, start_team
from schools.services.roles import change_role_dates, end_role, give_role
from schools.services.schools import (
    SchoolChanged,
    SchoolData,
    SchoolRefused,
    create_group,
    create_school,
    edit_school,
    end_placement,
    place_school,
)
from schools.services.session_checks import NewSession, SessionChanged, SessionRefused, Step
from schools.services.sessions import (
    NoteChanged,
    cancel_session,
    create_topic,
    edit_session,
    hold_session,
    log_session,
    set_private_note,
    tick_follow_up,
)

__all__ = [
    "NewSession",
    "NoteChanged",
    "SchoolChanged",
    "SchoolData",
    "SchoolRefused",
    "SessionChanged",
    "SessionRefused",
    "Step",
    "accept_as_new_person",
    "accept_invitation",
    "add_attachment",
    "add_member",
    "cancel_session",
    "change_role_dates",
    "create_group",
    "create_school",
    "create_topic",
    "edit_school",
    "edit_session",
    "end_placement",
    "end_role",
    "give_role",
    "hold_session",
    "invite",
    "log_session",
    "make_api_key",
    "place_school",
    "remove_attachment",
    "resend_invitation",
    "revoke_api_key",
    "revoke_invitation",
    "set_private_note",
    "start_team",
    "tick_follow_up",
]
