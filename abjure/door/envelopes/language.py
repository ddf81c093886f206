"""Which of the charter's languages the reader's page is in."""

from django.conf import settings
from django.utils import translation


def spoken() -> str:
    """Return its tag as the charter writes it."""
    tag = translation.get_language() or ""
    return dict(settings.LANGUAGES).get(tag, tag)
