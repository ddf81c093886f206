"""Trees, tiles, notes and cosignatures, read as spec/log.md says, by code that shares nothing with the package."""

import base64
import hashlib
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from tests.second_reader.leaves import Bad


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(entry):
    return sha(b"\x00", entry)


def node(left, right):
    return sha(b"\x01", left, right)


def half(count):
    """Return the largest power of two below a count above one."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def root(hashes):
    if not hashes:
        return sha(b"")
    level = list(hashes)
    while len(level) > 1:
        # Pairs from the left; what stays alone at the right end goes up unchanged: the same as splitting at powers of two.
        paired = [node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + ([level[-1]] if len(level) % 2 else [])
    return level[0]


def root_by_inclusion(index, size, leaf, proof):
    """Return the root to which a proof leads, by walking down to the leaf and then up."""
    if not 0 <= index < size:
        raise Bad("outside")
    sides, at, count = [], index, size
    while count > 1:
        middle = half(count)
        sides.append(at >= middle)
        at, count = (at - middle, count - middle) if at >= middle else (at, middle)
    if len(sides) != len(proof):
        raise Bad("another number of hashes")
    found = leaf
    for is_right, sibling in zip(reversed(sides), proof, strict=True):
        found = node(sibling, found) if is_right else node(found, sibling)
    return found


def consistent(old, new, old_root, new_root, proof):
    """Tell whether a proof shows that the smaller tree is the beginning of the larger one."""
    if old in (0, new):
        return not proof and old_root == (sha(b"") if old == 0 else new_root)
    rest = list(proof)
    try:
        before, after = _both(old, new, old_root, rest, whole=True)
    except IndexError:
        return False
    return not rest and (before, after) == (old_root, new_root)


def _both(old, new, old_root, rest, *, whole):
    """Return the roots of both trees over this part; the proof's hashes stand from the leaves upwards."""
    if old == new:
        both = old_root if whole else rest.pop(0)
        return both, both
    middle = half(new)
    if old <= middle:
        before, after = _both(old, middle, old_root, rest, whole=whole)
        return before, node(after, rest.pop(0))
    before, after = _both(old - middle, new - middle, old_root, rest, whole=False)
    left = rest.pop(0)
    return node(left, before), node(left, after)


def path(level, number, width):
    groups = [f"{number % 1000:03}"]
    while number >= 1000:
        number //= 1000
        groups = [f"x{number % 1000:03}", *groups]
    tail = "" if width == 256 else f".p/{width}"
    return f"tile/{'entries' if level < 0 else level}/{'/'.join(groups)}{tail}"


def bundle(data):
    entries = []
    while data:
        length = int.from_bytes(data[:2], "big")
        if len(data) < 2 + length:
            raise Bad("a bundle that is cut off")
        entries.append(data[2 : 2 + length])
        data = data[2 + length :]
    return entries


def b64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Bad("no base64") from None
    if base64.b64encode(data).decode() != text:
        raise Bad("another spelling of base64")
    return data


class Key:
    """A vkey."""

    def __init__(self, text):
        self.name, identity, rest = text.split("+", 2)
        data = b64(rest)
        self.kind, self.public, self.id = data[0], data[1:], bytes.fromhex(identity)
        if sha(self.name.encode(), b"\n", data)[:4] != self.id:
            raise Bad("another key id")

    def holds(self, text, value):
        origin, size, hash_ = text.decode().split("\n")[:3]
        stamp = value[:8]
        messages = {
            1: text,
            4: b"cosignature/v1\ntime %d\n" % int.from_bytes(stamp, "big") + text,
            6: b"subtree/v1\n\x00" + short(self.name) + stamp + short(origin) + bytes(8) + int(size).to_bytes(8, "big") + b64(hash_),
        }
        kind = MLDSA44PublicKey if self.kind == 6 else Ed25519PublicKey
        signature = value if self.kind == 1 else value[8:]
        if self.kind != 1 and not any(stamp):
            return False
        try:
            kind.from_public_bytes(self.public).verify(signature, messages[self.kind])
        except (InvalidSignature, ValueError):
            return False
        return True


def short(text):
    return bytes([len(text.encode())]) + text.encode()


def checkpoint(signed, keys):
    """Return origin, size and root of a note that all these keys have signed, and the names of who has."""
    text, blank, lines = signed.decode().rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise Bad("no signatures")
    text = (text + "\n").encode()
    found = re.fullmatch(rb"([^\n]+)\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/=]{44})\n", text)
    if not found:
        raise Bad("no checkpoint")
    held = set()
    for line in lines[:-1].split("\n"):
        shape = re.fullmatch("— ([^ ]+) ([A-Za-z0-9+/=]+)", line)
        if not shape:
            raise Bad("no signature line")
        data = b64(shape[2])
        for key in keys:
            if (key.name, key.id) == (shape[1], data[:4]):
                if not key.holds(text, data[4:]):
                    raise Bad("a false signature")
                held.add(key)
    if held != set(keys):
        raise Bad("a signature is missing")
    return found[1].decode(), int(found[2]), b64(found[3].decode())
