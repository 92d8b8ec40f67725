"""The ground and the roof of the platform; README.md has the map of rooms."""

from warmescholen.celery import app as celery_app

__all__ = ["celery_app"]
