"""The names of the icons, read from the sprite itself."""

from __future__ import annotations

import re
from functools import cache

from django.conf import settings


@cache
def icon_names() -> tuple[str, ...]:
    """The names of all icons of the sprite, in its order."""
    sprite = (settings.BASE_DIR / "static" / "icons.svg").read_text("utf-8")
    return tuple(re.findall(r'<symbol id="([\w-]+)"', sprite))
