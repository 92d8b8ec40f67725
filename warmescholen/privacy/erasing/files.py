"""Files of a programme from which a person is taken: printed reports are made anew, names in the place of a file go."""

from __future__ import annotations

import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ForeignObjectRel

from reports.models import Edition, Rendition
from warmescholen.files.models import StoredFile
from warmescholen.privacy.erasing.person import Forgotten
from warmescholen.privacy.erasing.texts import names_person
from warmescholen.tenancy.ops import ALIAS


def remove_printed(programme_id: int, *, since: datetime.datetime) -> int:
    """Remove the files of reports that may name the person: concepts, and editions whose texts were changed from then on.

    They are made again when somebody asks for them. Returns how many went.
    """
    renditions = Rendition.objects.using(ALIAS).filter(programme_id=programme_id)
    changed = Edition.objects.using(ALIAS).filter(programme_id=programme_id, anonymised_at__gte=since)
    doomed = list(renditions.filter(edition__isnull=True) | renditions.filter(edition__in=changed))
    for rendition in doomed:
        stored = StoredFile.objects.using(ALIAS).get(pk=rendition.file_id)
        rendition.delete(using=ALIAS)
        if _is_free(stored):
            stored.delete(using=ALIAS)
            _remove_bytes(stored.path)
    return len(doomed)


def _is_free(stored: StoredFile) -> bool:
    """Whether nothing points at the file any more: no other rendition, and no session to which it was added."""
    keys = [each.field for each in StoredFile._meta.get_fields(include_hidden=True) if isinstance(each, ForeignObjectRel)]
    return not any(key.model._base_manager.using(ALIAS).filter(**{key.name: stored.pk}).exists() for key in keys)


def rename_files(person: Forgotten, programme_id: int) -> int:
    """Move the files whose place names the person; the bytes stay what they are. Returns how many moved."""
    named = [each for each in StoredFile.objects.using(ALIAS).filter(programme_id=programme_id) if names_person(each, person)]
    for stored in named:
        old = stored.path
        if default_storage.exists(old):
            with default_storage.open(old) as content:
                stored.path = default_storage.save(person.out_of(old).replace("[", "").replace("]", ""), content)
            _remove_bytes(old)
        else:
            stored.path = person.out_of(old)
        StoredFile.objects.using(ALIAS).filter(pk=stored.pk).update(path=stored.path)
    return len(named)


def _remove_bytes(path: str) -> None:
    """After the commit: a file without its row is harmless, a row without its file is not."""
    transaction.on_commit(lambda: default_storage.delete(path), using=ALIAS)
