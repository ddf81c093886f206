"""Proofs and openings, read as spec/proof.md and spec/commitment.md say, by code that shares nothing with the package."""

import base64
import hashlib
import hmac
import re

from tests.second_reader import leaves, tree
from tests.second_reader.leaves import Bad

LABELS = [
    "kind",
    "signed",
    "names",
    "bodies",
    "group",
    "template",
    "text",
    "language",
    "unasked",
    "place",
    "walk",
    "declared",
    "earlier",
    "contact",
]


def b64url(text):
    if not isinstance(text, str) or not leaves.HASH.fullmatch(text):
        raise Bad("no 32 bytes")
    return base64.urlsafe_b64decode(text + "=")


def field_salt(salt, label):
    """HKDF-Expand-SHA256 of one block (RFC 5869)."""
    return hmac.new(salt, b"abjure/commit/v1\n" + label.encode() + b"\x01", "sha256").digest()


def field_digest(label, value, salt):
    return hmac.new(salt, label.encode() + b"\x00" + value.encode(), "sha256").digest()


def commitment(digests, origin):
    return hashlib.sha256(origin.encode() + b"/commit/v1\n" + len(digests).to_bytes(2, "big") + b"".join(digests)).digest()


def opens(opening, origin, wanted):
    """Return the fields that an opening opens."""
    try:
        if opening.keys() != {"digests", "fields", "salts"} or opening["fields"].keys() != opening["salts"].keys():
            raise Bad("another form")
        digests = [b64url(text) for text in opening["digests"]]
        if len(digests) != len(LABELS) or not opening["fields"].keys() <= set(LABELS):
            raise Bad("another form")
        for label, value in opening["fields"].items():
            if field_digest(label, value, b64url(opening["salts"][label])) != digests[LABELS.index(label)]:
                raise Bad("another field")
    except (AttributeError, KeyError, TypeError, UnicodeEncodeError):
        raise Bad("another form") from None
    if commitment(digests, origin) != wanted:
        raise Bad("another commitment")
    return opening["fields"]


def read(data, keys):
    """Return index, leaf, fields and, where a tally is shown, whether the statement counts, of a proof that holds."""
    head, signed = data.decode().split("\n\n", 1)
    match = re.fullmatch(r"c2sp\.org/tlog-proof@v1\nextra ([A-Za-z0-9+/=]+)\nindex (0|[1-9][0-9]*)((?:\n[A-Za-z0-9+/=]{44})*)", head)
    if not match:
        raise Bad("no proof")
    extra, index = leaves.Text(tree.b64(match[1])).whole(), int(match[2])
    hashes = [tree.b64(line) for line in match[3].split("\n")[1:]]
    origin, size, root = tree.checkpoint(signed.encode(), keys)
    entry = extra["leaf"].encode("ascii")
    if tree.root_by_inclusion(index, size, tree.leaf_hash(entry), hashes) != root:
        raise Bad("not in the tree")
    leaf = leaves.read(entry)
    fields = opens(extra["opening"], origin, b64url(leaf["c"])) if "opening" in extra else None
    return index, leaf, fields, counts(extra["counted"], index, size, root) if "counted" in extra else None


def counts(shown, index, size, root):
    entry, at = shown["leaf"].encode("ascii"), shown["at"]
    if tree.root_by_inclusion(at, size, tree.leaf_hash(entry), [tree.b64(text) for text in shown["hashes"]]) != root:
        raise Bad("the tally is not in the tree")
    tally, status = leaves.read(entry), tree.b64(shown["status"])
    if tally["t"] != "tally" or tally["at"] != at or not index < at or len(status) != 8192:
        raise Bad("no tally of this entry")
    files = (at >> 16) + 1
    found = tree.root_by_inclusion(index >> 16, files, tree.leaf_hash(status), [tree.b64(text) for text in shown["path"]])
    if found != b64url(tally["s"]):
        raise Bad("another status root")
    place = index % 65_536
    return bool(status[place // 8] & 128 >> place % 8)
