"""Models of the schools room, one file per noun."""

from schools.models.grants import ApiKey, Grant, Invitation
from schools.models.school import InstitutionNumber, Placement, School, SchoolGroup
from schools.models.session import Attendance, FollowUp, Session, SessionAdviser, SessionPrivateNote, SessionTopic, Topic
from schools.models.team import FlywheelMember, FlywheelTeam

__all__ = [
    "ApiKey",
    "Attendance",
    "FlywheelMember",
    "FlywheelTeam",
    "FollowUp",
    "Grant",
    "InstitutionNumber",
    "Invitation",
    "Placement",
    "School",
    "SchoolGroup",
    "Session",
    "SessionAdviser",
    "SessionPrivateNote",
    "SessionTopic",
    "Topic",
]
