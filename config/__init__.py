"""Wiring: settings, urls, navigation, Celery, the embedded database.

Belongs here: what joins the rooms together and knows all of them.
Does not: any rule, noun or page of its own.
"""

from config.celery import app as celery_app

__all__ = ["celery_app"]
