"""After a restore: what was erased since the backup is erased again, by the erasure list."""

from __future__ import annotations

from warmescholen.accounts.models import User
from warmescholen.privacy.erasing import account, anonymise
from warmescholen.privacy.erasing import list as erasure_list
from warmescholen.tenancy.models import Programme
from warmescholen.tenancy.ops import ALIAS


def apply_list() -> tuple[int, int]:
    """Go through the list; returns how many erasures were done again and how many were still done. Needs `ops_connection`."""
    again = still = 0
    for line in list(erasure_list.lines()):
        programme = Programme.objects.using(ALIAS).filter(slug=line.programme).first()
        if programme is not None and _is_back(line, programme):
            again += 1
        else:
            still += 1
    return again, still


def _is_back(line: erasure_list.Line, programme: Programme) -> bool:
    """Erase what a line is about, where it is there again."""
    if line.person is None:
        return anonymise.empty_rows(programme=programme, rows=line.rows, token=line.token) > 0
    user = User.objects.using(ALIAS).filter(pk=line.person).first()
    if user is None or user.date_joined.isoformat() != line.since or not account.takes_part(user.pk, programme.pk):
        return False
    anonymise.anonymise_person(programme=programme, user=user, token=line.token)
    return True
