"""The catalogues: every sentence of every page is said in every language, none is fuzzy, none is left over."""

import re

import polib
import pytest

from setup import messages
from tests.architecture import house

CATALOGUES = sorted((house.PACKAGE / "server" / "locale").glob("*/LC_MESSAGES/django.po"))
LANGUAGES = {"zh_Hans", "zh_Hant", "de"} | messages.JOURNEY
NAMED = re.compile(r"%\(\w+\)[sd]")

each = pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.parts[-3])


def test_every_language_has_a_catalogue():
    assert {file.parts[-3] for file in CATALOGUES} == LANGUAGES


@each
def test_every_sentence_is_translated(catalogue):
    assert [(message.sentence, message.places) for message in messages.untranslated(house.PACKAGE, catalogue)] == []


@each
def test_no_sentence_is_left_over(catalogue):
    assert [message.sentence for message in messages.unsaid(house.PACKAGE, catalogue)] == []


@each
def test_a_translation_names_the_same_facts(catalogue):
    for entry in filter(messages.is_translated, polib.pofile(str(catalogue))):
        facts = set(NAMED.findall(entry.msgid + entry.msgid_plural))
        assert facts == set(NAMED.findall(entry.msgstr + "".join(entry.msgstr_plural.values()))), entry.msgid


def test_traditional_chinese_is_not_converted_text():
    simplified, traditional = (
        {
            messages.key(entry): entry.msgstr
            for entry in polib.pofile(str(house.PACKAGE / f"server/locale/{language}/LC_MESSAGES/django.po"))
        }
        for language in ("zh_Hans", "zh_Hant")
    )
    # Conversion keeps every sentence's length; two readerships do not.
    lengths = [len(text) == len(traditional.get(key, "")) for key, text in simplified.items() if len(text) > 12]
    assert sum(lengths) < 0.8 * len(lengths)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        pytest.param('{% translate "Declare" %}', messages.Message("Declare"), id="a word"),
        pytest.param("{% translate 'All 5%' %}", messages.Message("All 5%%"), id="a percent sign"),
        pytest.param('{% translate "May" context "month" %}', messages.Message("May", "month"), id="a context"),
        pytest.param(
            "{% blocktranslate trimmed %}\n one\n two {{ n }}\n{% endblocktranslate %}", messages.Message("one two %(n)s"), id="a block"
        ),
        pytest.param(
            "{% blocktranslate count n=n %}{{ n }} person{% plural %}{{ n }} people{% endblocktranslate %}",
            messages.Message("%(n)s person", None, "%(n)s people"),
            id="a plural",
        ),
    ],
)
def test_sentences_are_found_in_templates(template, message):
    assert list(messages.in_template(template, "page.html")) == [message]


def test_sentences_are_found_in_python():
    text = "gettext_lazy('one')\n_('two')\nngettext('%(n)s day', '%(n)s days', 3)\npgettext_lazy('month', 'May')\nf(gettext)('no')"
    assert [message.sentence for message in messages.in_python(text, "x.py")] == ["one", "two", "%(n)s day", "May"]
