"""The WSGI application of this process's role."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abjure.server.settings")
django.setup(set_prefix=False)

from abjure.server.forms import Application  # noqa: E402  # only now there are settings
from abjure.server.job import end_with_the_starter  # noqa: E402

# A worker that outlived its server would go on answering on the same port, beside those that take its place.
end_with_the_starter()
application = Application()
