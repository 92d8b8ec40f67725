"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "warmescholen.settings")

application = get_wsgi_application()

# The apps have to be loaded before the checks can look at their models.
from warmescholen.tenancy.checks import refuse_without_walls  # noqa: E402

refuse_without_walls()
