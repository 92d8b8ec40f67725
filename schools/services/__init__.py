"""Verbs of the schools room, one file per noun."""

from schools.services.keys import invite, make_api_key
from schools.services.people import add_member, give_role, start_team
from schools.services.schools import create_group, create_school, place_school
from schools.services.sessions import NewSession, create_topic, log_session

__all__ = [
    "NewSession",
    "add_member",
    "create_group",
    "create_school",
    "create_topic",
    "give_role",
    "invite",
    "log_session",
    "make_api_key",
    "place_school",
    "start_team",
]
