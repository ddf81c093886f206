"""The script's form rules and risks say what the door's and the desk's say, of the same statements."""

import random
from dataclasses import replace

import pytest

from abjure.core import declaration as declarations
from abjure.core import risk
from abjure.core.declaration import Declaration, Person
from abjure.door.envelopes import sealing
from tests.registers import founded

CHARTER = founded("three-withdrawals").charter
USUAL = Declaration("leaving", "alias", "zh-Hans", (Person("远山", ("party",)),), template="plain")
OWN = replace(USUAL, template="")


def named(name, **values):
    return replace(USUAL, people=(Person(name, ("party",)),), **values)


STATEMENTS = {
    "as it should be": USUAL,
    "no kind": replace(USUAL, kind="x"),
    "a kind that needs a real name": replace(USUAL, kind="solemn", template="retract"),
    "a template of another kind": replace(USUAL, template="retract"),
    "no words": OWN,
    "both": replace(USUAL, text="自己的话"),
    "own words": replace(OWN, text="我退出\n从今天起"),
    "words that turn around": replace(OWN, text="我\u202e退出"),
    "words with a tabulator": replace(OWN, text="我\t退出"),
    "words too long": replace(OWN, text="我" * 20001),
    "rare characters at the limit": replace(OWN, text="𠮷" * 20000),
    "no group": replace(USUAL, group="x"),
    "no place": replace(USUAL, place="x"),
    "a rank": replace(USUAL, walk="teacher/lecturer"),
    "no rank": replace(USUAL, walk="teacher/x"),
    "no name": named(""),
    "a name too long": named("山" * 61),
    "a rare name at the limit": named("𠮷" * 60),
    "a name of numbers": named("1234"),
    "an alias of a picture": named("山🌱1"),
    "an alias in two lines": named("山\n水"),
    "a real name with a number": named("王1", signed="real"),
    "a real name with marks": named("Anna-Lena O’Berg", signed="real"),
    "an Uyghur's name": named("阿不都·热合曼", signed="real"),
    "letters that look alike": named("Lаn"),
    "Greek in Latin": named("Aλ"),
    "full-width letters": named("Ｌan"),
    "a filler": named("山\u3164"),
    "a joiner": named("山\u200d水"),
    "a private character": named("山\ue000"),
    "a Persian name in two parts": named("علی\u200cرضا", signed="real"),
    "Persian parts of nothing": named("علی\u200c", signed="real"),
    "Latin parts": named("Al\u200ci", signed="real"),
    "Persian words": replace(OWN, text="نمی\u200cخواهم عضو بمانم"),
    "Persian words with a joiner too many": replace(OWN, text="نمی\u200c\u200cخواهم"),
    "leaving nothing": replace(USUAL, people=(Person("远山", ()),)),
    "leaving something else": replace(USUAL, people=(Person("远山", ("x",)),)),
    "leaving twice": replace(USUAL, people=(Person("远山", ("party", "party")),)),
    "twice the same name": replace(USUAL, people=(Person("远山", ("party",)), Person("远山", ("league",)))),
    "too many": replace(USUAL, people=tuple(Person(f"山{number}", ("party",)) for number in range(1001))),
}


@pytest.fixture(scope="module")
def rules():
    """The rules as the door gives them, but for the words, with the choices that the form shows."""
    choices = {"groups": CHARTER.groups, "places": CHARTER.places, "walks": CHARTER.walks_of_life()}
    shown = {name: {one.key: one.name["zh-Hans"] for one in offered} for name, offered in choices.items()}
    return sealing.form_rules(CHARTER, "zh-Hans") | shown | {"language": "zh-Hans"}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_the_browser_finds_what_the_desk_finds(in_browser, rules, statement):
    found = in_browser("problems", declaration=statement.content(), rules=rules)
    expected = declarations.problems(statement, CHARTER)
    assert [(one["field"], one["code"], one.get("facts", {}), one.get("row")) for one in found] == [
        (one.field, one.code, dict(one.facts), one.row) for one in expected
    ]


RISKY = {
    "nothing": ("我退出，从此与它无关。", []),
    "a day": ("1989-06-04那天以后，2004年11月20日。", []),
    "a year and an age": ("1989年我28岁，那年3月入团。", []),
    "a telephone number": ("电话 138 1234 5678", ["risk.number"]),
    "in full width": ("电话１３８１２３４５６７８", ["risk.number"]),
    "an identity card": ("11010519491231002X", ["risk.identity-number", "risk.number"]),
    "an address to write to": ("Write to lan.chen@example.org please", ["risk.e-mail"]),
    "an account": ("加我微信", ["risk.account"]),
    "a name that is said": ("我叫王小明", ["risk.own-name-said"]),
    "in English": ("My name is Wang and I worked at a hospital", ["risk.own-name-said", "risk.workplace"]),
    "in German": ("Ich heiße Anna und wohne in der Gartenstraße", ["risk.own-name-said", "risk.address"]),
    "a workplace": ("我在医院上班", ["risk.workplace"]),
    "a flat": ("住在3号楼2单元", ["risk.address"]),
    "Persian digits": ("شماره ۰۹۱۲ ۳۴۵ ۶۷ ۸۹", ["risk.number"]),
    "a Persian day": ("۱۹۸۹/۰۶/۰۴", []),
    "a Persian name that is said": ("نام من مینا است و در بیمارستان کار می\u200cکردم", ["risk.own-name-said", "risk.workplace"]),
    "in Japanese": ("私の名前は山田、会社は三丁目", ["risk.own-name-said", "risk.workplace", "risk.address"]),
    "in Korean": ("제 이름은 민수, 카카오톡", ["risk.account", "risk.own-name-said"]),
    "in French": ("Je m’appelle Anne, rue de la Paix, près de l’usine", ["risk.own-name-said", "risk.workplace", "risk.address"]),
    "in Spanish": ("Me llamo Ana y vivo en la calle Mayor", ["risk.own-name-said", "risk.address"]),
    "in Russian": ("Меня зовут Анна, завод на улице Мира", ["risk.own-name-said", "risk.workplace", "risk.address"]),
    "in Vietnamese": ("Tôi tên là Lan, làm ở bệnh viện, số nhà 5", ["risk.own-name-said", "risk.workplace", "risk.address"]),
    "the real name of a form": ("陈兰写下这些", ["risk.own-name"]),
    "somebody of the list": ("我和山间清风一起", ["risk.other-name"]),
}


@pytest.mark.parametrize(("text", "codes"), RISKY.values(), ids=RISKY)
def test_browser_and_door_warn_of_the_same(in_browser, rules, text, codes):
    statement = replace(OWN, text=text, people=(Person("远山", ("party",)), Person("山间清风", ("party",))))
    expected = risk.risks(statement, "陈兰")
    assert [one.code for one in expected] == codes
    found = in_browser("risks", declaration=statement.content(), real="陈兰", rules=rules["risk"])
    assert [(one["code"], one["facts"]) for one in found] == [(one.code, one.facts) for one in expected]


def named_in(signed, *names, **values):
    return replace(USUAL, signed=signed, people=tuple(Person(name, ("party",)) for name in names), **values)


PUBLIC = {
    "an alias": (named_in("alias", "远山"), []),
    "everything in an alias": (named_in("alias", "王明远 zhangsan@qq.com 13800138000"), [
        ("risk.in-name", "zhangsan@qq.com"), ("risk.in-name", "13800138000"), ("risk.in-name", "qq"),
    ]),
    "an identity card": (named_in("alias", "山 11010519491231002X"), [("risk.in-name", "11010519491231002X"), ("risk.in-name", "11010519491231002")]),
    "a year": (named_in("alias", "山 1989-06-04"), []),
    "a workplace in a co-declarer's": (named_in("alias", "远山", "医院的小王"), [("risk.in-name", "医院")]),
    "two workplaces, once": (named_in("alias", "医院的小王", "工厂的小李"), [("risk.in-name", "医院")]),
    "a workplace in a real name": (named_in("real", "王明远 北京大学"), [("risk.in-name", "大学")]),
    "the real name of the form": (named_in("alias", "陈兰"), [("risk.alias-is-name", "陈兰")]),
    "around the real name": (named_in("alias", "小陈兰99"), [("risk.alias-is-name", "陈兰")]),
    "the real name, signed with": (named_in("real", "陈兰"), []),
    "a co-declarer's alias with it": (named_in("alias", "远山", "陈兰的妹妹"), [("risk.alias-is-name", "陈兰")]),
    "both in name and text": (named_in("alias", "陈兰", template="", text="陈兰在医院"), [
        ("risk.own-name", "陈兰"), ("risk.workplace", "医院"), ("risk.alias-is-name", "陈兰"),
    ]),
    "place and walk": (named_in("alias", "远山", place="north", walk="teacher", show_place=True, show_walk=True), [("risk.place-and-walk", None)]),
    "place and walk of a name": (named_in("real", "陈兰", place="north", walk="teacher", show_place=True, show_walk=True), []),
    "a place alone": (named_in("alias", "远山", place="north", walk="teacher", show_place=True), []),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "said"), PUBLIC.values(), ids=PUBLIC)
def test_browser_and_door_warn_of_names_and_of_what_is_shown(in_browser, rules, statement, said):
    expected = risk.risks(statement, "陈兰")
    assert [(one.code, one.facts.get("words")) for one in expected] == said
    found = in_browser("risks", declaration=statement.content(), real="陈兰", rules=rules["risk"])
    assert [(one["code"], one["facts"]) for one in found] == [(one.code, one.facts) for one in expected]


@pytest.mark.parametrize("name", ["three-withdrawals", "parish"])
def test_no_alias_that_the_register_suggests_is_warned_of(name):
    charter = founded(name).charter
    for language in charter.spoken():
        for alias in {alias for seed in range(50) for alias in charter.aliases(language, random.Random(seed))}:
            assert risk.risks(named_in("alias", alias)) == ()


def test_a_ready_made_text_and_a_signed_name_are_no_risk(in_browser, rules):
    assert risk.risks(USUAL, "陈兰") == ()
    assert in_browser("risks", declaration=USUAL.content(), real="陈兰", rules=rules["risk"]) == []
    signed = replace(OWN, signed="real", text="我叫陈兰", people=(Person("陈兰", ("party",)),))
    assert risk.risks(signed, "陈兰") == ()
