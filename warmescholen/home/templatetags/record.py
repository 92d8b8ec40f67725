"""Words of the access log."""

from __future__ import annotations

from django import template

from warmescholen.audit import entries

register = template.Library()
register.filter("kind_name", entries.kind_name)
