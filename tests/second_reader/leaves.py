"""Leaves, read as spec/leaf.md says, by code that shares nothing with the package."""

import re

SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
ESCAPES = {spelled[1]: letter for letter, spelled in SHORT.items()}
HASH = re.compile("[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
BODY = re.compile("[a-z][a-z0-9-]{0,15}")
NO_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
PROVENANCES = {"self", "assisted", "relayed", "carried"}
MOST = 2**53 - 1


class Bad(Exception):  # noqa: N818  # an adjective, as one says it
    """Not what the specification allows."""


class Text:
    """A reader of JSON in its only spelling: it never forgives, so nothing has to be written again and compared."""

    def __init__(self, data):
        try:
            self.rest = data.decode("ascii")
        except UnicodeDecodeError:
            raise Bad("not ASCII") from None
        self.at = 0

    def whole(self):
        found = self.value(0)
        if self.at != len(self.rest):
            raise Bad("more after the end")
        return found

    def value(self, depth):
        if depth > 100:
            raise Bad("too deep")
        letter = self.rest[self.at : self.at + 1]
        if letter == "{":
            return self.object(depth)
        if letter == "[":
            return self.array(depth)
        return self.string() if letter == '"' else self.number()

    def take(self, wanted):
        if not self.rest.startswith(wanted, self.at):
            return False
        self.at += len(wanted)
        return True

    def object(self, depth):
        found, last = {}, None
        self.take("{")
        if self.take("}"):
            return found
        while True:
            key = self.string()
            if last is not None and not utf16(last) < utf16(key):
                raise Bad("keys out of order")
            if not self.take(":"):
                raise Bad("no colon")
            found[key], last = self.value(depth + 1), key
            if self.take("}"):
                return found
            if not self.take(","):
                raise Bad("no comma")

    def array(self, depth):
        found = []
        self.take("[")
        if self.take("]"):
            return found
        while True:
            found.append(self.value(depth + 1))
            if self.take("]"):
                return found
            if not self.take(","):
                raise Bad("no comma")

    def number(self):
        match = re.compile("0|[1-9][0-9]*").match(self.rest, self.at)
        if not match or int(match[0]) > MOST:
            raise Bad("no number")
        self.at = match.end()
        return int(match[0])

    def string(self):
        if not self.take('"'):
            raise Bad("no string")
        letters = []
        while not self.take('"'):
            letters.append(self.letter())
        return join("".join(letters))

    def letter(self):
        one = self.rest[self.at : self.at + 1]
        if not one or one < " " or one == "\x7f":
            raise Bad("a control character")
        self.at += 1
        if one != "\\":
            return one
        kind = self.rest[self.at : self.at + 1]
        self.at += 1
        if kind in ESCAPES and kind:
            return ESCAPES[kind]
        digits = self.rest[self.at : self.at + 4]
        self.at += 4
        if kind != "u" or not re.fullmatch("[0-9a-f]{4}", digits):
            raise Bad("an unknown escape")
        letter = chr(int(digits, 16))
        if " " <= letter < "\x7f" or letter in SHORT:
            raise Bad("a needless escape")
        return letter


def utf16(text):
    return [ord(letter) for letter in text]


def join(text):
    """Return a text whose pairs of surrogates are one character each; a lone one stays."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass") if paired(text) else text


def paired(text):
    try:
        text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return False
    return True


def read(data):
    """Return the leaf that these bytes are."""
    if len(data) > 1024:
        raise Bad("too long")
    leaf = Text(data).whole()
    if not isinstance(leaf, dict) or leaf.get("t") not in KINDS:
        raise Bad("no kind")
    fields = dict(KINDS[leaf["t"]])
    if leaf["t"] == "decl" and "r" in leaf:
        fields["r"] = number
    if leaf.keys() != fields.keys() | {"t"}:
        raise Bad("other fields")
    for name, is_right in fields.items():
        if not is_right(leaf[name]):
            raise Bad(f"a wrong {name}")
    if "o" in leaf and any(left > leaf["n"] for left in leaf["o"].values()):
        raise Bad("more left than people")
    return leaf


def number(value):
    return isinstance(value, int)


def people(value):
    return isinstance(value, int) and 1 <= value <= 1000


def digest(value):
    return isinstance(value, str) and bool(HASH.fullmatch(value))


def body(value):
    return isinstance(value, str) and bool(BODY.fullmatch(value))


def name(value):
    return isinstance(value, str) and 1 <= len(value) <= 200 and not NO_NAME.search(value)


def bodies(value):
    return isinstance(value, dict) and len(value) > 0 and all(body(key) and people(left) for key, left in value.items())


def provenance(value):
    return isinstance(value, str) and value in PROVENANCES


def quality(value):
    return isinstance(value, str) and value in {"exact", "over", "about"}


def totals(value):
    if not isinstance(value, dict) or value.keys() != {"b", "p"} or not isinstance(value["b"], dict) or not isinstance(value["p"], dict):
        return False
    named = all(map(body, value["b"])) and all(map(provenance, value["p"]))
    return named and all(number(one) and one > 0 for part in value.values() for one in part.values())


KINDS = {
    "rules": {"d": number, "h": digest},
    "body": {"d": number, "k": body, "name": name},
    "decl": {"c": digest, "d": number, "n": people, "o": bodies, "p": provenance},
    "void": {"d": number, "n": people, "o": bodies, "p": provenance, "r": number},
    "balance": {"as_of": number, "d": number, "n": number, "q": quality},
    "tally": {"at": number, "by": totals, "d": number, "n": number, "s": digest, "st": number},
    "intake": {"d": number, "in": number, "no": number, "wait": number, "yes": number},
    "cert": {"d": number, "h": digest},
    "certvoid": {"d": number, "h": digest},
}
