"""Django's settings, made from the register of the home and the role of this process."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path

from abjure.server import environment, keys, sides

ABJURE = environment.register()
ABJURE.check()
_HERE = Path(__file__).parent
_STAFFED = ABJURE.role in {"desk", "all"}

DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = keys.read(ABJURE.home / "desk")["session"].hex() if _STAFFED else secrets.token_hex(32)
# The door answers on every name under which a mirror or an onion may reach it; nothing is built from the Host header but staff's
# passkey origin, and the desk checks that one itself.
ALLOWED_HOSTS = ["*"]

DATABASES = sides.databases(ABJURE.role, ABJURE.home, {side: environment.database(side) for side in environment.SIDES})
DATABASE_ROUTERS = ["abjure.server.sides.Router"]
INSTALLED_APPS = [*(["django.contrib.sessions"] if _STAFFED else []), *sides.rooms(ABJURE.role)]
ROOT_URLCONF = f"abjure.server.urls_{ABJURE.role}"
WSGI_APPLICATION = "abjure.server.wsgi.application"

MIDDLEWARE = [
    "abjure.server.padding.Padding",
    "abjure.server.headers.Headers",
    "abjure.server.languages.Languages",
    *(["abjure.desk.staff.middleware.DeskSessions"] if _STAFFED else []),
]
SESSION_COOKIE_PATH = "/desk/"
SESSION_COOKIE_NAME = "desk"
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = ABJURE.is_public()
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 8 * 3600

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["abjure.server.context.page"],
            "builtins": ["django.templatetags.i18n", "abjure.server.words"],
        },
    }
]
LANGUAGES = [(tag.lower(), tag) for tag in ABJURE.charter.spoken()]
# What a catalogue does not say is said in English; which language a reader is offered first is languages.spoken.
LANGUAGE_CODE = "en"
LOCALE_PATHS = [_HERE / "locale"]
FORMAT_MODULE_PATH = ["abjure.server.formats"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["abjure.server.formats"]

# Forms are read in memory, never spilled to a temporary file.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 65536
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
# Nothing that a visitor sends reaches a log: Django's own loggers say what they were asked.
LOGGING_CONFIG = None
logging.getLogger("django").addHandler(logging.NullHandler())
logging.getLogger("django").propagate = False
APPEND_SLASH = False
