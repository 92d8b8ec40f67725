"""Verbs of the schools room, one file per noun."""

from schools.services.keys import invite, make_api_key
from schools.services.people import add_member, give_role, start_team
from schools.services.schools import create_group, create_school, place_school
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
    "SessionChanged",
    "SessionRefused",
    "Step",
    "add_member",
    "cancel_session",
    "create_group",
    "create_school",
    "create_topic",
    "edit_session",
    "give_role",
    "hold_session",
    "invite",
    "log_session",
    "make_api_key",
    "place_school",
    "set_private_note",
    "start_team",
    "tick_follow_up",
]
