"""A policy: whose signatures make a checkpoint good, written before anyone looks at it, https://c2sp.org/tlog-policy."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from abjure.core.errors import Invalid
from abjure.core.tlog import checkpoint, cosignature, note
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.core.tlog.note import Key

NONE = "none"
LOG_KINDS = (note.ED25519, cosignature.MLDSA44)
WITNESS_KINDS = (cosignature.ED25519, cosignature.MLDSA44)

_FORBIDDEN = re.compile(r"[^\t\n -~\x80-\xff]")
_BLANK = re.compile(r"[ \t]+")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


@dataclass
class Policy:
    """Logs with their addresses, witnesses by name, groups by name (how many of which members), and the quorum."""

    logs: dict[Key, str | None] = field(default_factory=dict)
    witnesses: dict[str, tuple[Key, str | None]] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str | None = None

    def keys_of(self, origin: str) -> list[Key]:
        """Return the keys of the log with this origin."""
        return [key for key in self.logs if key.name == origin]

    def generations(self, origin: str) -> list[list[Key]]:
        """Return the log's keys by generation, in the policy's order: one begins where a kind of key comes again."""
        found: list[list[Key]] = []
        for key in self.keys_of(origin):
            if not found or any(other.kind == key.kind for other in found[-1]):
                found.append([])
            found[-1].append(key)
        return found

    def is_witnessed(self, name: str, signed: Iterable[Key]) -> bool:
        """Tell whether the witness or group of this name stands behind a checkpoint that these keys signed."""
        keys = set(signed)
        if name == NONE:
            return True
        if name in self.witnesses:
            return self.witnesses[name][0] in keys
        needed, members = self.groups[name]
        return sum(self.is_witnessed(member, keys) for member in members) >= needed

    def format(self) -> bytes:
        """Return the policy's file, one line for each log, witness and group, and the quorum."""
        lines = [_line("log", key.format(), url) for key, url in self.logs.items()]
        lines += [_line("witness", name, key.format(), url) for name, (key, url) in self.witnesses.items()]
        lines += [_line("group", name, str(needed), *members) for name, (needed, members) in self.groups.items()]
        return "".join([*lines, _line("quorum", self.quorum)]).encode("latin-1")


@dataclass(frozen=True)
class Verified:
    """A checkpoint that a policy accepts, the log's keys that signed it, and the witnesses that cosigned it."""

    checkpoint: Checkpoint
    keys: tuple[Key, ...]
    witnesses: tuple[str, ...]


def parse(data: bytes) -> Policy:
    """Return the policy that a file spells. Bytes above ASCII are opaque, so they are read as Latin-1 throughout."""
    text = data.decode("latin-1")
    if _FORBIDDEN.search(text) or not text.endswith("\n"):
        raise Invalid("policy.characters")
    policy = Policy()
    for number, line in enumerate(text[:-1].split("\n"), start=1):
        words = _BLANK.split(line.strip(" \t"))
        if words != [""] and not words[0].startswith("#"):
            _read(policy, words, number)
    if policy.quorum is None:
        raise Invalid("policy.no-quorum")
    return policy


def check(policy: Policy, data: bytes) -> Verified:
    """Check a signed checkpoint: all keys of one of the log's generations, and a quorum of witnesses, have signed it."""
    verified, is_witnessed = check_log(policy, data)
    if not is_witnessed:
        raise Invalid("policy.quorum-missing", origin=verified.checkpoint.origin, quorum=policy.quorum)
    return verified


def check_log(policy: Policy, data: bytes) -> tuple[Verified, bool]:
    """Check that all keys of a generation have signed a checkpoint; tell whether a quorum of witnesses stands behind it too."""
    origin = checkpoint.parse(note.parse(data).text).origin
    generations = policy.generations(origin)
    if not generations:
        raise Invalid("policy.unknown-log", origin=origin)
    opened, signed = cosignature.open(data, [*policy.keys_of(origin), *(key for key, _ in policy.witnesses.values())])
    own = _generation(generations, signed, origin)
    witnesses = tuple(name for name, (key, _) in policy.witnesses.items() if key in signed)
    verified = Verified(checkpoint.parse(opened.text), tuple(own), witnesses)
    return verified, policy.quorum is not None and policy.is_witnessed(policy.quorum, signed)


def _generation(generations: list[list[Key]], signed: Iterable[Key], origin: str) -> list[Key]:
    """Return the newest generation whose keys have all signed."""
    keys = set(signed)
    # Either kind alone would leave the other's strength unused: both are asked for, so that breaking one forges nothing.
    missing = [[key for key in generation if key not in keys] for generation in generations]
    for generation, left in reversed(list(zip(generations, missing, strict=True))):
        if not left:
            return generation
    raise Invalid("policy.signature-missing", origin=origin, kind=cosignature.KINDS[min(missing, key=len)[0].kind])


def _line(*words: str | None) -> str:
    return " ".join(word for word in words if word is not None) + "\n"


def _read(policy: Policy, words: list[str], number: int) -> None:
    reader = _READERS.get(words[0])
    if reader is None:
        raise Invalid("policy.unknown-word", line=number)
    least, most, read = reader
    if not least <= len(words) - 1 <= most:
        raise Invalid("policy.words", line=number)
    read(policy, words[1:], number)


def _read_log(policy: Policy, words: list[str], number: int) -> None:
    key = _key(words[0], LOG_KINDS, number)
    if any(key.public == other.public for other in policy.logs):
        raise Invalid("policy.duplicate-key", line=number)
    policy.logs[key] = words[1] if words[1:] else None


def _read_witness(policy: Policy, words: list[str], number: int) -> None:
    key = _key(words[1], WITNESS_KINDS, number)
    _check_new(policy, words[0], number)
    if any(key.public == other.public for other, _ in policy.witnesses.values()):
        raise Invalid("policy.duplicate-key", line=number)
    policy.witnesses[words[0]] = (key, words[2] if words[2:] else None)


def _read_group(policy: Policy, words: list[str], number: int) -> None:
    name, how_many, *members = words
    _check_new(policy, name, number)
    taken = {member for _, group in policy.groups.values() for member in group}
    for member in members:
        _check_known(policy, member, number)
    if len(set(members)) != len(members) or taken.intersection(members):
        raise Invalid("policy.member-twice", line=number)
    policy.groups[name] = (_needed(how_many, len(members), number), tuple(members))


def _read_quorum(policy: Policy, words: list[str], number: int) -> None:
    if policy.quorum is not None:
        raise Invalid("policy.two-quorums", line=number)
    if words[0] != NONE:
        _check_known(policy, words[0], number)
    policy.quorum = words[0]


def _key(text: str, kinds: tuple[int, ...], number: int) -> Key:
    # Names are UTF-8 inside a vkey: its id is computed over those bytes.
    try:
        key = note.parse_key(text.encode("latin-1").decode("utf-8"))
    except ValueError as error:
        raise Invalid("policy.key", line=number) from error
    if key.kind not in kinds:
        raise Invalid("policy.key-kind", line=number)
    return key


def _needed(word: str, members: int, number: int) -> int:
    if word in ("any", "all"):
        return 1 if word == "any" else members
    if not _NUMBER.fullmatch(word) or int(word) > members:
        raise Invalid("policy.threshold", line=number)
    return int(word)


def _check_new(policy: Policy, name: str, number: int) -> None:
    if name == NONE or name in policy.witnesses or name in policy.groups:
        raise Invalid("policy.name-taken", line=number)


def _check_known(policy: Policy, name: str, number: int) -> None:
    if name not in policy.witnesses and name not in policy.groups:
        raise Invalid("policy.unknown-name", line=number)


_MANY = 1000
_READERS = {
    "log": (1, 2, _read_log),
    "witness": (2, 3, _read_witness),
    "group": (3, _MANY, _read_group),
    "quorum": (1, 1, _read_quorum),
}
