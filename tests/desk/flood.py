"""Ten thousand scripted fakes in three styles among five hundred statements as people write them; all of it invented."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "明远清越知微思齐怀安若水长风晓月云舟子谦静言书白南乔北辰"
BODIES = (["pioneers"], ["league", "pioneers"], ["party", "league", "pioneers"])

# What people say, in pieces that each of them turns their own way.
WHEN = [
    "上小学三年级那会儿",
    "十四岁",
    "七九年冬天",
    "刚进厂头一年",
    "当兵的第二年",
    "师范快毕业时",
    "村里分地以前",
    "高二下学期",
    "提干那年",
    "下岗前两年",
    "奶奶过世后",
]
WHERE = ["在操场边", "在公社礼堂", "在车间里", "在班上", "在营房前", "在镇上的院子里", "在大队部", "在河边的老学校", "在单位的会议室"]
WHO = ["班主任", "大队书记", "厂里师傅", "指导员", "辅导员", "堂叔", "支书", "教导主任", "工会的人", "邻座的同学"]
HOW = [
    "喊我去举手",
    "把表塞给我",
    "替我填了名",
    "说不去就扣分",
    "叫我们排好队",
    "劝了我半天",
    "一个个点名",
    "让我抄了一遍誓词",
    "当众念了我的名字",
]
FELT = [
    "我心里只想着回家吃饭",
    "谁都没敢问一句",
    "我连字都没认全",
    "后来几十年都没人提",
    "爹知道了一夜没说话",
    "我只当是走过场",
    "想起来脸还发烫",
    "我那时候真信",
    "孩子问起我答不上来",
]
NOW = [
    "如今把这话说清楚",
    "今天起都不算了",
    "这一页就翻过去",
    "我自己来了结",
    "不再欠谁的",
    "请把我的名字划掉",
    "从此各走各路",
    "给自己一个交代",
    "话说出来人就轻了",
]
# One flood's text, one flood's form letter, one flood's stock of sentences.
COPIED = "本人郑重声明自愿退出一切组织，过去所写所说所签一律作废，从今以后与其再无任何关系，特此公告。"
LETTER = "我叫{name}，来自{place}，{year}年加入，今日在此郑重声明退出所有组织，从前发过的誓言全部作废，希望更多的人早日明白。"
STOCK = [
    f"{a}{b}{c}"
    for a in ("多年以来", "回想当初", "经过思考", "看清真相")
    for b in ("我终于明白了", "我不愿再沉默", "我决定说出来")
    for c in ("这一切都是假的", "自由比什么都要紧", "良心不能再骗人")
]
PLACES = ["河北", "湖南", "四川", "吉林", "福建", "云南", "广东", "甘肃"]


@dataclass(frozen=True)
class Arrival:
    """One statement of the flood or of a person, with its moment and whether a person wrote it."""

    moment: datetime
    is_human: bool
    changes: dict[str, object]


def arrivals(fakes: int, people: int, start: datetime, chance: random.Random) -> list[Arrival]:
    """Return all of a day, in the order in which they come: the people spread over it, the flood too."""
    makers = (_copied, _letter, _stitched)
    found = [Arrival(_moment(start, chance), False, makers[number % 3](chance)) for number in range(fakes)]
    found += [Arrival(_moment(start, chance), True, _person(chance)) for _ in range(people)]
    return sorted(found, key=lambda one: one.moment)


def _moment(start: datetime, chance: random.Random) -> datetime:
    return start + timedelta(seconds=chance.randrange(20 * 3600))


def _copied(chance: random.Random) -> dict[str, object]:
    return _statement(COPIED, [_name(chance)], chance)


def _letter(chance: random.Random) -> dict[str, object]:
    name = _name(chance)
    return _statement(LETTER.format(name=name, place=chance.choice(PLACES), year=chance.randrange(1965, 2010)), [name], chance)


def _stitched(chance: random.Random) -> dict[str, object]:
    return _statement("。".join(chance.sample(STOCK, 4)) + "。", [_name(chance)], chance)


def _person(chance: random.Random) -> dict[str, object]:
    """Return what a person hands in: a ready-made text, a few words, or a story of their own; sometimes a family."""
    count = 1 if chance.random() < 0.85 else chance.randrange(2, 6)
    names = list(dict.fromkeys(_name(chance) for _ in range(count)))
    kind = chance.random()
    if kind < 0.4:
        return _statement("", names, chance) | {"template": chance.choice(["plain", "childhood"])}
    if kind < 0.5:
        return _statement(chance.choice(["退党", "三退", "严正声明", "我退出。"]), names, chance)
    return _statement("".join(_story(chance)), names, chance)


def _story(chance: random.Random) -> Iterator[str]:
    for _ in range(chance.randrange(1, 4)):
        yield f"{chance.choice(WHEN)}{chance.choice(WHERE)}，{chance.choice(WHO)}{chance.choice(HOW)}，{chance.choice(FELT)}，{chance.choice(NOW)}。"


def _statement(text: str, names: list[str], chance: random.Random) -> dict[str, object]:
    people = [{"name": name, "bodies": chance.choice(BODIES)} for name in names]
    return {"template": "", "text": text, "people": people, "group": "family" if len(names) > 1 else ""}


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.randrange(1, 3)))
