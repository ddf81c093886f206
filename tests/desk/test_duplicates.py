"""Duplicates: one name has one tag in every spelling, the key lasts a year, tags outlive words, and nobody outside is told."""

from datetime import UTC, datetime, timedelta

import pytest

from abjure.core.moderation import Verdict

TEXT = "我们当年都是被老师叫去举手的，现在想起来实在荒唐，从今天起一概不算。"


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param("鄭後來", id="traditional"),
        pytest.param("郑 后 来", id="blanks"),
        pytest.param("郑·后来", id="a middle dot"),
        pytest.param("郑・后来", id="a Japanese middle dot"),
        pytest.param("郑\u3000后来", id="a wide blank"),
    ],
)
def test_one_name_folds_alike_in_every_spelling(spelling):
    from abjure.desk.duplicates.tagging import fold

    assert fold(spelling) == "郑后来"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＬＥＸ", "alex"),
        ("Jean-Luc O’Neil", "jean luc o'neil"),
        ("喆", "哲"),
        ("峯", "峰"),
        ("阿不都·热合曼", "阿不都‧热合曼"),
        ("علی\u200cرضا", "علیرضا"),
    ],
)
def test_width_case_dots_and_variants(one, other):
    from abjure.desk.duplicates.tagging import fold

    assert fold(one) == fold(other)


def test_characters_are_folded_one_by_one():
    from abjure.desk.duplicates.tagging import fold

    assert fold("乾隆") == fold("乾") + fold("隆")


@pytest.mark.parametrize(("one", "other"), [("明远", "明元"), ("李丽", "李莉")])
def test_different_names_stay_different(one, other):
    from abjure.desk.duplicates.tagging import fold

    assert fold(one) != fold(other)


def test_a_tag_outlives_the_words_and_proposes_the_other(waiting, staff, now):
    from abjure.desk.duplicates.actions import same_names
    from abjure.desk.moderation import actions

    first = waiting(people=[{"name": "鄭後來", "bodies": ["league"]}], language="zh-Hant")
    actions.decide(submission=first, moderator=staff["moderator-1"], verdict=Verdict.ACCEPT, now=now)
    second = waiting(people=[{"name": "郑·后来", "bodies": ["party"]}], signed="real")
    assert [hit.rule for hit in second.hits.all()] == ["same-name"]
    assert same_names(second, 3) == [first]
    assert second.case.needed == 1


def test_no_name_or_sentence_is_stored(waiting):
    from abjure.desk.duplicates.models import Tag

    waiting(template="", text=TEXT)
    stored = b"".join(bytes(tag) for tag in Tag.objects.values_list("tag", flat=True))
    assert "明远".encode() not in stored
    assert {len(bytes(tag)) for tag in Tag.objects.values_list("tag", flat=True)} == {16}


def test_the_key_lasts_a_year_and_is_then_destroyed(waiting, now):
    from abjure.desk.duplicates import stages, tagging
    from abjure.desk.duplicates.models import Tag, TagKey

    waiting()
    before = bytes(Tag.objects.get().tag)
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    stages.roll(now=new_year - timedelta(seconds=1))
    assert TagKey.objects.get().year == 2026
    stages.roll(now=new_year)
    assert not TagKey.objects.exists()
    assert bytes(Tag.objects.get().tag) == before
    assert tagging.tagger(new_year)(Tag.Kind.NAME, tagging.fold("明远")) != before
    assert [key.year for key in TagKey.objects.all()] == [2027]


def test_a_statement_that_is_marked_again_is_counted_once(waiting, now):
    from abjure.desk.duplicates import actions
    from abjure.desk.duplicates.models import Alike, Tag
    from abjure.desk.moderation.settling import declaration_of

    submission = waiting(template="", text=TEXT)
    before = (Tag.objects.count(), Alike.objects.count())
    seen = actions.mark(submission, declaration_of(submission), now)
    assert (Tag.objects.count(), Alike.objects.count()) == before
    assert (seen.known_names, seen.alike) == (0, 0)


def test_alike_texts_follow_the_first_of_them(waiting):
    from abjure.desk.duplicates.actions import clusters

    first = waiting(template="", text=TEXT)
    second = waiting(template="", text=TEXT.replace("老师", "校长"))
    waiting(template="", text="爷爷临走前交代，家里几代人的事要有个了结，请登记在册。")
    waiting()
    assert second.alike.leader == first
    assert 50 <= second.alike.percent < 100
    assert clusters(second.alike.day, 2, 10) == [(first, 2)]


def test_a_few_words_that_many_write_are_not_compared(waiting):
    for _ in range(3):
        last = waiting(template="", text="我声明退出。")
    assert not hasattr(last, "alike")
    assert last.case.place == last.collected
