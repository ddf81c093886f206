"""The WSGI application of this process's role."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abjure.server.settings")
django.setup(set_prefix=False)

from abjure.server.forms import Application  # noqa: E402  # only now there are settings

application = Application()
