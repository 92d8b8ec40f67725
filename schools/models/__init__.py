"""Models of the schools room, one file per noun."""

from schools.models.attachment import SessionAttachment
from schools.models.grants import ApiKey, Grant, Invitation
from schools.models.school import InstitutionNumber, Placement, School, SchoolGroup
from schools.models.session import Attendance, FollowUp, Session, SessionAdviser, SessionBody, SessionPrivateNote, SessionTopic, Topic
from schools.models.team import FlywheelMember, FlywheelTeam
from warmescholen.audit.tracking import record_history

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
    "SessionAttachment",
    "SessionBody",
    "SessionPrivateNote",
    "SessionTopic",
    "Topic",
]

# Hashes of secrets live in one place only, and a key's last use stands in the access log.
record_history(
    __name__,
    without={"Invitation": ("token_hash",), "ApiKey": ("key_hash", "last_used_at")},
    private={"SessionPrivateNote": "author"},
)
