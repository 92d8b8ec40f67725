"""Models of the sprints room, one file per noun."""

from sprints.models.forum import Advice, Answer, Forum, ForumGroup, ForumSession, GuestLink
from sprints.models.prototype import Prototype, PrototypeVersion
from sprints.models.sprint import Initiative, InitiativeIndicator, Sprint, SprintComment
from warmescholen.audit.tracking import record_history

__all__ = [
    "Advice",
    "Answer",
    "Forum",
    "ForumGroup",
    "ForumSession",
    "GuestLink",
    "Initiative",
    "InitiativeIndicator",
    "Prototype",
    "PrototypeVersion",
    "Sprint",
    "SprintComment",
]

# What a secret follows from lives in one place only, and a guest's address goes with the answer.
record_history(__name__, without={"GuestLink": ("token_hash", "seed"), "Advice": ("email",)})
