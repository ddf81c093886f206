"""Likeness: small changes keep texts alike, other words do not, and the sketch says nothing without its key."""

import hashlib

import pytest

from abjure.core import likeness
from abjure.core.likeness import resemblance, sentences, shingles, sketch

ONE = "我十四岁那年，在操场上跟着大家举手。那时候谁也没有问过我愿不愿意，现在我自己来说一声：从前的都不算。"
OTHER = "爷爷临走前交代，家里几代人的事要有个了结。我替全家人写下这几行字，请登记在册，从今以后清清白白。"


def keyed(said):
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:8]) >> 1


def alike(one, other):
    return resemblance(sketch(shingles(one), keyed), sketch(shingles(other), keyed))


@pytest.mark.parametrize(
    ("other", "least", "most"),
    [
        pytest.param(ONE, 1, 1, id="itself"),
        pytest.param(ONE.replace("，", " , ").replace("。", "!"), 1, 1, id="other marks and blanks"),
        pytest.param(ONE.replace("十四", "十六"), 0.6, 0.95, id="another age"),
        pytest.param(ONE + "特此声明。", 0.7, 0.99, id="one more phrase"),
        pytest.param(OTHER, 0, 0.1, id="other words"),
        pytest.param("", 0, 0, id="nothing"),
    ],
)
def test_how_alike_two_texts_are(other, least, most):
    assert least <= alike(ONE, other) <= most


def test_two_empty_sketches_are_not_alike():
    assert resemblance((), ()) == 0


def test_a_sketch_is_short_and_needs_the_key():
    long = "".join(chr(0x4E00 + number) for number in range(2000))
    assert len(sketch(shingles(long), keyed)) == likeness.SKETCH
    assert not set(sketch(shingles(ONE), keyed)) & set(sketch(shingles(ONE), lambda said: keyed("other key" + said)))


def test_sentences_are_compared_without_marks_and_short_ones_say_nothing():
    assert sentences("退党。我郑重声明退出！ 我郑重声明退出；Ｉ leave it all.") == {"我郑重声明退出", "ileaveitall"}
