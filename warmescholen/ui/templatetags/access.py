"""Whether to show a way to something: a page never offers a link that its reader may not follow."""

from __future__ import annotations

from django import template

from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission

register = template.Library()


@register.filter
def may(access: Access, permission: str) -> bool:
    """Whether the reader has a permission anywhere, by its name: `{% if request.access|may:"VIEW_REPORT" %}`."""
    return access.may_somewhere(Permission[permission])
