"""The WSGI application of this process's role."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abjure.server.settings")
application = get_wsgi_application()
