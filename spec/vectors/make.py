"""Writes leaf.json, count.json, tlog.json, proof.json and witness.json again from fixed seeds; a signature of ML-DSA-44 differs each time."""  # a script, not a package

import json
from base64 import b64encode
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from abjure.core import canonical, commitment, leaf, proof, standing
from abjure.core.count import Count
from abjure.core.errors import Fault, Invalid
from abjure.core.leaf import Leaf
from abjure.core.tlog import cosignature, merkle, note, tile
from abjure.core.tlog import witness as witnesses
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.core.tlog.note import Signer
from abjure.core.tlog.policy import Policy
from abjure.core.tlog.witness import Request

HERE = Path(__file__).parent
ORIGIN = "example.org/vectors"
AT = 1_800_000_000
DAY = 20_777
C = commitment.encode(merkle.EMPTY)
DECL = f'{{"c":"{C}","d":20777,"n":3,"o":{{"league":1,"party":2}},"p":"self","t":"decl"}}'


def seed(name: str) -> bytes:
    """Return 32 bytes that nobody has to keep secret."""
    return sha256(f"abjure test vector {name}".encode()).digest()


def signers() -> list[Signer]:
    """Return the log's two keys."""
    return [
        note.Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(seed("log"))),
        cosignature.MLDSA44Cosigner(ORIGIN, MLDSA44PrivateKey.from_seed_bytes(seed("log mldsa"))),
    ]


def witness() -> Signer:
    """Return a witness's key."""
    return cosignature.Ed25519Cosigner("witness.example.org", Ed25519PrivateKey.from_private_bytes(seed("witness")))


def statement(number: int, **other: Any) -> Leaf:
    """Return a statement that is like no other."""
    given = {"people": 3, "bodies": {"party": 2, "league": 1}, "provenance": "self", "day": DAY, **other}
    return leaf.decl(commitment=seed(f"statement {number}"), **given)


def story() -> list[Leaf]:
    """Return the leaves of a log that has one of each kind, with right tallies."""
    target = statement(1)
    count, leaves = Count(), []
    for made in [
        leaf.rules(day=DAY, digest=seed("rules")),
        leaf.body(day=DAY, key="party", name="The Party"),
        leaf.body(day=DAY, key="league", name="Jugend\u2019s \u5171\u9752\u56e2"),
        leaf.balance(day=DAY, as_of=DAY - 1, people=1_000_000, quality="over"),
        target,
        statement(2, provenance="relayed", people=1, bodies={"party": 1}),
        statement(3, provenance="carried", people=20, bodies={"party": 20}),
        leaf.intake(day=DAY, received=5, refused=1, waiting=1, accepted=3),
        None,
        statement(4, day=DAY + 2, provenance="assisted"),
        leaf.void(day=DAY + 2, target=target, index=4),
        statement(5, day=DAY + 2, people=2, bodies={"party": 1, "league": 1}, replaces=4),
        leaf.cert(day=DAY + 2, digest=seed("certificate")),
        leaf.certvoid(day=DAY + 2, digest=seed("certificate")),
        leaf.intake(day=DAY + 2, received=1, refused=0, waiting=1, accepted=1),
        None,
    ]:
        leaves.append(count.tally(count.day) if made is None else made)
        count.add(leaves[-1], leaves.__getitem__)
    return leaves


REFUSED_LEAVES = {
    "a space": DECL.replace(":3", ": 3"),
    "keys out of order": DECL.replace('"d":20777,"n":3', '"n":3,"d":20777'),
    "a key twice": DECL.replace('"n":3', '"n":3,"n":3'),
    "a newline at the end": DECL + "\n",
    "a leading zero": DECL.replace('"n":3', '"n":03'),
    "a plus sign": DECL.replace('"n":3', '"n":+3'),
    "a minus zero": DECL.replace("20777", "-0"),
    "a fraction": DECL.replace('"n":3', '"n":3.0'),
    "an exponent": DECL.replace('"n":3', '"n":3e0'),
    "a number as text": DECL.replace('"n":3', '"n":"3"'),
    "true for one": DECL.replace('"n":3', '"n":true'),
    "nobody": DECL.replace('"n":3', '"n":0'),
    "too many people": DECL.replace('"n":3', '"n":1001'),
    "more left than people": DECL.replace('"party":2', '"party":4'),
    "left by nobody": DECL.replace('"party":2', '"party":0'),
    "no body left": DECL.replace('{"league":1,"party":2}', "{}"),
    "bodies out of order": DECL.replace('{"league":1,"party":2}', '{"party":2,"league":1}'),
    "an upper-case body": DECL.replace("party", "Party"),
    "an unknown provenance": DECL.replace("self", "hearsay"),
    "an unknown kind": DECL.replace('"decl"', '"gift"'),
    "a missing field": DECL.replace('"n":3,', ""),
    "an unknown field": DECL.replace('"t"', '"q":1,"t"'),
    "a commitment too short": DECL.replace(C, C[:-1]),
    "a commitment with padding": DECL.replace(C, C + "="),
    "stray bits in the commitment": DECL.replace(C, C[:-1] + "V"),
    "a needless escape": DECL.replace('"self"', '"\\u0073elf"'),
    "an upper-case escape": '{"d":1,"k":"party","name":"\\u515A","t":"body"}',
    "a lone surrogate": '{"d":1,"k":"party","name":"\\ud800","t":"body"}',
    "a mark of direction": '{"d":1,"k":"party","name":"\\u202e","t":"body"}',
    "no name": '{"d":1,"k":"party","name":"","t":"body"}',
    "a number above 2^53 - 1": '{"as_of":9007199254740992,"d":1,"n":1,"q":"exact","t":"balance"}',
    "a zero in a tally": '{"at":1,"by":{"b":{"party":0},"p":{}},"d":1,"n":0,"s":"' + C + '","st":0,"t":"tally"}',
    "a list": "[1]",
    "nothing": "",
    "not JSON": "decl",
    "too long": '{"d":1,"k":"party","name":"' + "x" * 1024 + '","t":"body"}',
    "deeply nested": "[" * 1000,
}


def refused(check: Callable[[Any], object], value: Any) -> str:
    """Return the code with which a value is refused."""
    try:
        check(value)
    except Invalid as error:
        return error.code
    raise AssertionError(f"accepted: {value}")


def fold(leaves: Iterable[Leaf]) -> Count:
    """Return the count of leaves."""
    count, before = Count(), list[Leaf]()
    for made in leaves:
        count.add(leaf.parse(leaf.format(made)), before.__getitem__)
        before.append(made)
    return count


def leaf_vectors() -> dict[str, Any]:
    """Return leaves of each kind, and bytes that are none."""
    accepted = [*story(), json.loads(DECL), leaf.body(day=0, key="a-9", name='\U0001f600\\"/')]
    return {
        "accept": [{"leaf": made, "bytes": leaf.format(made).decode()} for made in accepted],
        "refuse": [
            {"why": why, "bytes": text, "code": refused(lambda text: leaf.parse(text.encode()), text)}
            for why, text in REFUSED_LEAVES.items()
        ],
    }


def broken_stories() -> dict[str, list[Leaf]]:
    """Return logs that break one rule of counting.md each, at their last leaf."""
    good = story()
    start, day = good[:8], DAY + 2
    tally = good[8]
    return {
        "no rules at first": good[1:2],
        "the same rules again": [*good[:1], leaf.rules(day=DAY, digest=seed("rules"))],
        "a day earlier": [*good[:2], leaf.body(day=DAY - 1, key="young", name="Y")],
        "a leaf after the day's tally": [*good[:9], statement(9)],
        "a body twice": [*good[:2], leaf.body(day=DAY, key="party", name="P")],
        "an unknown body": [*good[:2], statement(9)],
        "a balance that is not newer": [*good[:4], leaf.balance(day=DAY, as_of=DAY - 1, people=2, quality="exact")],
        "a balance of the future": [*good[:4], leaf.balance(day=DAY, as_of=DAY + 1, people=2, quality="exact")],
        "somebody dropped at the intake": [*good[:7], leaf.intake(day=DAY, received=5, refused=1, waiting=0, accepted=3)],
        "fewer accepted than declared": [*good[:7], leaf.intake(day=DAY, received=2, refused=0, waiting=0, accepted=2)],
        "a tally without an intake": [*good[:7], {**tally, "at": 7}],
        "a tally of a later day than its intake": [*start, {**tally, "d": DAY + 1}],
        "a tally with another index": [*start, {**tally, "at": 7}],
        "a tally with more people": [*start, {**tally, "n": tally["n"] + 1}],
        "a tally with another status root": [*start, {**tally, "s": C}],
        "a void of a body": [*good[:9], leaf.void(day=day, target=good[4], index=1)],
        "a void of the future": [*good[:9], leaf.void(day=day, target=good[4], index=99)],
        "a void with other numbers": [*good[:9], leaf.void(day=day, target=good[5], index=4)],
        "a void with other bodies": [*good[:9], {**leaf.void(day=day, target=good[4], index=4), "o": {"party": 3}}],
        "a void with another provenance": [*good[:9], {**leaf.void(day=day, target=good[4], index=4), "p": "relayed"}],
        "a second void": [*good[:9], *[leaf.void(day=day, target=good[4], index=4)] * 2],
        "a replacement of what counts": [*good[:9], statement(9, day=day, replaces=4)],
        "a replacement of a body": [*good[:9], statement(9, day=day, replaces=1)],
        "a second replacement": [*good[:12], statement(9, day=day, replaces=4)],
        "a certificate twice": [*good[:13], leaf.cert(day=day, digest=seed("certificate"))],
        "a void of no certificate": [*good[:9], leaf.certvoid(day=day, digest=seed("certificate"))],
    }


def count_vectors() -> dict[str, Any]:
    """Return a log with its numbers at each size, and logs that are false."""
    leaves = story()
    numbers = []
    for size in range(1, len(leaves) + 1):
        count = fold(leaves[:size])
        published = count.published(root=merkle.root(merkle.leaf_hashes(list(map(leaf.format, leaves[:size])))), witnesses=0)
        live = [index for index in range(size) if count.is_live(index)]
        numbers.append({"count": published, "live": live, "status_root": commitment.encode(count.status_root())})
    return {
        "entries": [leaf.format(made).decode() for made in leaves],
        "numbers": numbers,
        "refuse": [
            {"why": why, "entries": [leaf.format(made).decode() for made in made_up], "code": refused(fold, made_up)}
            for why, made_up in broken_stories().items()
        ],
    }


def tlog_vectors() -> dict[str, Any]:
    """Return roots, proofs, paths, tiles and a signed checkpoint; entry i is the number i in decimal."""
    hashes = merkle.leaf_hashes([str(index).encode() for index in range(65_537)])

    def range_hash(start: int, end: int) -> bytes:
        return merkle.root(hashes[start:end])

    sizes = [0, 1, 2, 3, 7, 8, 255, 256, 257, 65_535, 65_536, 65_537]
    inclusions = [(0, 1), (0, 8), (6, 7), (255, 256), (256, 257), (65_536, 65_537), (12_345, 65_537)]
    consistencies = [(0, 8), (1, 8), (3, 7), (6, 8), (8, 8), (255, 257), (256, 65_537), (65_535, 65_537)]
    numbers = [(0, 0, 256), (tile.ENTRIES, 1_234_067, 256), (1, 999, 17), (2, 1000, 1), (tile.ENTRIES, 0, 255)]
    text = Checkpoint(ORIGIN, 257, range_hash(0, 257)).format()
    return {
        "roots": {str(size): _b64(range_hash(0, size)) for size in sizes},
        "inclusion": [
            {"index": index, "size": size, "proof": list(map(_b64, merkle.prove_inclusion(index, size, range_hash)))}
            for index, size in inclusions
        ],
        "consistency": [
            {"old": old, "new": new, "proof": list(map(_b64, merkle.prove_consistency(old, new, range_hash)))} for old, new in consistencies
        ],
        "paths": [
            {"level": level, "number": number, "width": width, "path": tile.Tile(level, number, width).format()}
            for level, number, width in numbers
        ],
        "bundle": {"entries": ["", "a", "bc"], "hex": tile.format_bundle([b"", b"a", b"bc"]).hex()},
        "keys": [signer.key.format() for signer in [*signers(), witness()]],
        "seeds": [seed(name).hex() for name in ("log", "log mldsa", "witness")],
        "checkpoint": note.sign(text, [*signers(), witness()], AT).decode(),
        "time": AT,
    }


def proof_vectors() -> dict[str, Any]:
    """Return proofs of a statement, bare and with words, and the policy that accepts them."""
    fields = {"kind": "leaving", "names": '["Wanderer"]', "text": "I leave, of my own will.", "place": "a secret"}
    leaves = story()
    leaves[5] = {**leaves[5], "c": commitment.encode(commitment.commit(fields, seed("salt"), ORIGIN))}
    entries = [leaf.format(made) for made in leaves[:8]]
    hashes = merkle.leaf_hashes(entries)
    signed = note.sign(Checkpoint(ORIGIN, len(entries), merkle.root(hashes)).format(), signers(), AT)
    path = merkle.prove_inclusion(5, len(entries), lambda start, end: merkle.root(hashes[start:end]))
    opening = commitment.opening(fields, seed("salt"), ["kind", "names", "text"])
    given: dict[str, Any] = {"index": 5, "entry": entries[5], "hashes": path, "checkpoint": signed}
    return {
        "policy": Policy(logs={signer.key: None for signer in signers()}, quorum="none").format().decode(),
        "leaf": entries[5].decode(),
        "bare": proof.format(**given).decode(),
        "opened": proof.format(**given, opening=opening).decode(),
        "fields": opening["fields"],
    }


def standing_vectors() -> dict[str, Any]:
    """Return proofs that a statement counts, and that one was taken back."""
    entries = [leaf.format(made) for made in story()]
    hashes, at, count = merkle.leaf_hashes(entries), len(entries) - 1, fold(story())

    def path(index: int) -> list[bytes]:
        return merkle.prove_inclusion(index, len(entries), lambda start, end: merkle.root(hashes[start:end]))

    def proven(index: int) -> str:
        files = [count.status_file(0)]
        shown = standing.prove(index=index, at=at, tally=entries[at], hashes=path(at), files=files)
        return proof.format(index=index, entry=entries[index], hashes=path(index), checkpoint=signed, counted=shown).decode()

    signed = note.sign(Checkpoint(ORIGIN, len(entries), merkle.root(hashes)).format(), signers(), AT)
    return {"counted": {"index": 5, "proof": proven(5)}, "taken_back": {"index": 4, "proof": proven(4)}}


def witness_vectors() -> dict[str, Any]:
    """Return what a log asks of a witness that knows it at size 3, and what it is answered; entry i is the number i in decimal."""
    hashes = merkle.leaf_hashes([str(index).encode() for index in range(8)])

    def range_hash(start: int, end: int) -> bytes:
        return merkle.root(hashes[start:end])

    def request(old: int, new: int, root: bytes, *, origin: str = ORIGIN, proof_of: int | None = None) -> Request:
        path = merkle.prove_consistency(old if proof_of is None else proof_of, new, range_hash) if old <= new else []
        return Request(old, tuple(path), note.sign(Checkpoint(origin, new, root).format(), signers()[:1], AT))

    known, right = Checkpoint(ORIGIN, 3, range_hash(0, 3)), range_hash(0, 8)
    good = request(3, 8, right)
    false = Request(3, good.proof, good.checkpoint.replace(b"\n8\n", b"\n7\n"))
    refused_requests = {
        "an old size that is not the one known": request(2, 8, right),
        "a proof from another size": request(3, 8, right, proof_of=2),
        "another tree of the same size": request(3, 3, right),
        "an old size above the new one": request(9, 8, right),
        "a log that is not known": request(3, 8, right, origin="example.org/other"),
        "a false signature": false,
    }
    refused_texts = {
        "a leading zero": good.format().replace(b"old 3", b"old 03"),
        "no empty line": good.format().replace(b"\n\n", b"\n", 1),
        "nothing": b"",
    }
    texts = {why: made.format() for why, made in refused_requests.items()} | refused_texts
    answer = note.parse(note.sign(note.parse(good.checkpoint).text, [witness()], AT)).signatures[0].format()
    return {
        "known": {"origin": known.origin, "size": known.size, "root": _b64(known.root)},
        "log": signers()[0].key.format(),
        "witness": witness().key.format(),
        "accept": {"request": good.format().decode(), "answer": answer},
        "path": witnesses.path(ORIGIN),
        "refuse": [
            {"why": why, "request": text.decode(), "status": witnesses.STATUS[refused_fault(text, known)]} for why, text in texts.items()
        ],
    }


def refused_fault(text: bytes, known: Checkpoint) -> str:
    """Return the code with which a witness refuses a request."""
    try:
        witnesses.check(witnesses.parse(text), [signers()[0].key], known)
    except Fault as fault:
        return fault.code
    raise AssertionError(f"accepted: {text!r}")


def _b64(data: bytes) -> str:
    return b64encode(data).decode()


def main() -> None:
    """Write all vectors."""
    made = {"leaf": leaf_vectors(), "count": count_vectors(), "tlog": tlog_vectors(), "proof": proof_vectors() | standing_vectors()}
    made["witness"] = witness_vectors()
    for name, vectors in made.items():
        canonical.format(vectors)
        (HERE / f"{name}.json").write_text(json.dumps(vectors, indent=1, sort_keys=True) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
