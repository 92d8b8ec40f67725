"""The Celery application: a doorbell for the job rows, and the beat that looks after them."""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "warmescholen.settings")

app = Celery("warmescholen")
app.conf.update(settings.CELERY)
app.autodiscover_tasks(["warmescholen.jobs", "warmescholen.privacy"])
