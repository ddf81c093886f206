"""How a charter's choices are read: the rules name the keys, each language's file says what they are called."""

from collections.abc import Iterable, Mapping, Sized
from typing import Protocol, TypeVar

from abjure.core.choice import Body, Choice, Kind, Limits, Moderators, Rates, Template, Texts, Walk
from abjure.core.errors import Invalid
from abjure.core.table import Table, check_key


class Keyed(Protocol):
    """Anything that is picked by its key."""

    @property
    def key(self) -> str:
        """Return the key."""


Found = TypeVar("Found", bound=Keyed)
Listed = TypeVar("Listed", bound=Sized)


def read_bodies(rules: Table, texts: Mapping[str, Table]) -> tuple[Body, ...]:
    """Return the bodies, at least one."""
    names = below(texts, "bodies")
    bodies = tuple(_body(key, below(names, key)) for key in some(rules.keys("bodies"), "bodies"))
    done(names)
    return bodies


def _body(key: str, names: Mapping[str, Table]) -> Body:
    body = Body(key=key, long=said(names, "long"), short=said(names, "short"), hint=said(names, "hint"))
    done(names)
    return body


def read_kinds(rules: Table, texts: Mapping[str, Table]) -> tuple[Kind, ...]:
    """Return the kinds, at least one."""
    names = below(texts, "kinds")
    kinds = tuple(_kind(table, names) for table in some(rules.tables("kinds"), "kinds"))
    done(names)
    return kinds


def _kind(rules: Table, texts: Mapping[str, Table]) -> Kind:
    key = _key(rules)
    names = below(texts, key)
    kind = Kind(key, rules.flag("real_name"), rules.number("moderators", 1, 9), said(names, "name"), said(names, "hint"))
    done({"rules": rules, **names})
    return kind


def read_walks(rules: Table, texts: Mapping[str, Table]) -> tuple[Walk, ...]:
    """Return the walks of life with their ranks."""
    names, tables = below(texts, "walks"), rules.tables("walks")
    walks = tuple(_walk(table, names) for table in tables)
    done(names)
    return walks


def _walk(rules: Table, texts: Mapping[str, Table]) -> Walk:
    key = _key(rules)
    names = below(texts, key)
    walk = Walk(key, said(names, "name"), tuple(Choice(rank, said(names, rank)) for rank in rules.keys("ranks")))
    done({"rules": rules, **names})
    return walk


def read_templates(rules: Table, texts: Mapping[str, Table], kinds: tuple[Kind, ...]) -> tuple[Template, ...]:
    """Return the templates, each of a known kind."""
    names = below(texts, "templates")
    templates = tuple(_template(table, names, kinds) for table in rules.tables("templates"))
    done(names)
    return templates


def _template(rules: Table, texts: Mapping[str, Table], kinds: tuple[Kind, ...]) -> Template:
    template = Template(_key(rules), rules.text("kind"), {})
    find(kinds, template.kind, "kind")
    rules.done()
    return Template(template.key, template.kind, said(texts, template.key))


def read_choices(rules: Table, texts: Mapping[str, Table], name: str) -> tuple[Choice, ...]:
    """Return a plain list of choices such as `groups`."""
    names = below(texts, name)
    choices = tuple(Choice(key, said(names, key)) for key in rules.keys(name))
    done(names)
    return choices


def read_limits(rules: Table) -> Limits:
    """Return the limits."""
    limits = Limits(rules.number("name", 1, 200), rules.number("text", 1, 20_000), rules.number("co_declarers", 0, 1_000))
    rules.done()
    return limits


def read_rates(rules: Table) -> Rates:
    """Return the rates: those of the charter, or the usual ones where it has none."""
    if not rules.has("rates"):
        return Rates()
    table = rules.table("rates")
    numbers = (table.number("burst", 1, 10_000), table.number("sustained", 1, 100_000), table.number("everywhere", 1, 1_000_000))
    rates = Rates(*numbers, dry_run=table.flag("dry_run"))
    table.done()
    return rates


def read_moderators(rules: Table) -> Moderators:
    """Return how many must agree."""
    moderators = Moderators(rules.number("single", 1, 9), rules.number("joint", 1, 9), rules.number("others", 1, 9))
    rules.done()
    return moderators


def find(listed: Iterable[Found], key: str, what: str) -> Found:
    """Return the one with this key, else raise Invalid("charter.unknown-…")."""
    for choice in listed:
        if choice.key == key:
            return choice
    raise Invalid(f"charter.unknown-{what}", key=key)


def some(listed: Listed, where: str) -> Listed:
    """Return what was given, unless it is empty."""
    if not listed:
        raise Invalid("charter.empty", where=where)
    return listed


def _key(rules: Table) -> str:
    key = rules.text("key")
    check_key(key, rules.where)
    return key


def said(texts: Mapping[str, Table], key: str) -> Texts:
    """Return one text in every language."""
    return {tag: table.text(key) for tag, table in texts.items()}


def below(texts: Mapping[str, Table], key: str) -> dict[str, Table]:
    """Return one table in every language."""
    return {tag: table.table(key) for tag, table in texts.items()}


def done(tables: Mapping[str, Table]) -> None:
    """Check that no language says more than it was asked."""
    for table in tables.values():
        table.done()
