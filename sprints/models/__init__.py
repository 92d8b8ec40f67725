"""Models of the sprints room, one file per noun."""

from sprints.models.forum import Advice, Answer, Forum, ForumGroup, ForumSession, GuestLink
from sprints.models.prototype import Prototype, PrototypeVersion
from sprints.models.sprint import Initiative, InitiativeIndicator, Sprint

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
]
