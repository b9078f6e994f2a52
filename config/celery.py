"""The Celery application. Tasks are three lines in each room's `tasks.py`; the truth of long work is a row (rulings E2)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("binggui")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
