"""Who sees what of a sprint: everything hangs on its school."""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models

from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission

Row = TypeVar("Row", bound=models.Model)


class SeenBySchool(models.QuerySet[Row]):
    """Rows that are seen with the sprints of their school; `school` is the way from a row to it."""

    school: ClassVar[str] = "school"
    permission: ClassVar[Permission] = Permission.VIEW_SPRINT

    def visible_to(self, access: Access) -> Self:
        """Rows of the schools whose sprints this person may read."""
        return self.where(access, self.permission)

    def where(self, access: Access, permission: Permission) -> Self:
        """Rows of the schools over which the permission holds, within the programme."""
        own = self.filter(programme_id=access.programme_id)
        if access.everywhere(permission):
            return own
        return own.filter(**{f"{self.school}__in": access.schools(permission)})
