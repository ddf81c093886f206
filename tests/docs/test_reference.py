"""The reference is what the code says, and every link between documents leads somewhere."""

import re
from pathlib import Path

import pytest

from docs import reference

DOCS = Path(__file__).parents[2] / "docs"
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
PAGES = sorted([*DOCS.rglob("*.md"), *DOCS.parent.glob("*.md")])


@pytest.mark.parametrize("name", reference.pages())
def test_the_reference_is_what_the_code_says(name):
    assert (DOCS / "reference" / name).read_text() == reference.pages()[name], "make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    for target in LINK.findall(page.read_text()):
        assert (page.parent / target).exists(), target
