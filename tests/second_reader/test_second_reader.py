"""A second reader, written from spec/ alone: it agrees on every vector of the log, and on logs that the package wrote; see test_sealed for the rest."""

import ast
import hashlib
import json
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from tests.audit import logs
from tests.core.vectors import cases, load
from tests.second_reader import counting, leaves, proofs, tree
from tests.second_reader.leaves import Bad

HERE = Path(__file__).parent
LEAF, COUNT, TLOG, PROOF, COMMITMENT, WITNESS = map(load, ("leaf", "count", "tlog", "proof", "commitment", "witness"))
KEYS = [tree.Key(vkey) for vkey in TLOG["keys"]]
NUMBERS = [tree.leaf_hash(b"%d" % number) for number in range(65_537)]


def test_it_shares_no_code_with_the_package():
    for file in HERE.glob("*.py"):
        imported = {node.module for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.ImportFrom)}
        assert file.name == Path(__file__).name or not any(str(name).startswith("abjure") for name in imported)


@pytest.mark.parametrize("case", LEAF["accept"], ids=lambda case: case["leaf"]["t"])
def test_leaves_are_read_alike(case):
    assert leaves.read(case["bytes"].encode()) == case["leaf"]


@pytest.mark.parametrize("case", cases(LEAF["refuse"]))
def test_what_is_no_leaf_is_refused(case):
    with pytest.raises(Bad):
        leaves.read(case["bytes"].encode("utf-8", "surrogatepass"))


def test_the_count_is_the_same_at_each_size():
    for size, expected in enumerate(COUNT["numbers"], start=1):
        log = counting.count(entry.encode() for entry in COUNT["entries"][:size])
        published = log.published()
        assert published == {name: expected["count"][name] for name in published}
        assert [index for index, live in enumerate(log.live) if live] == expected["live"]
        assert counting.hash_text(log.status_root()) == expected["status_root"]
        root = tree.root([tree.leaf_hash(entry.encode()) for entry in COUNT["entries"][:size]])
        assert root == tree.b64(expected["count"]["root"])


@pytest.mark.parametrize("case", cases(COUNT["refuse"]))
def test_a_false_log_is_refused(case):
    *before, last = [leaves.read(entry.encode()) for entry in case["entries"]]
    log = counting.Log()
    for one in before:
        log.add(one)
    with pytest.raises(Bad):
        log.add(last)


def test_roots_and_proofs_are_the_same():
    assert {size: tree.root(NUMBERS[: int(size)]) for size in TLOG["roots"]} == {
        size: tree.b64(text) for size, text in TLOG["roots"].items()
    }
    for case in TLOG["inclusion"]:
        found = tree.root_by_inclusion(case["index"], case["size"], NUMBERS[case["index"]], list(map(tree.b64, case["proof"])))
        assert found == tree.root(NUMBERS[: case["size"]])
    for case in TLOG["consistency"]:
        roots = [tree.root(NUMBERS[: case[name]]) for name in ("old", "new")]
        assert tree.consistent(case["old"], case["new"], *roots, list(map(tree.b64, case["proof"])))
        assert case["old"] == 0 or not tree.consistent(case["old"], case["new"], roots[0], bytes(32), list(map(tree.b64, case["proof"])))


def test_paths_bundles_and_checkpoints_are_the_same():
    for case in TLOG["paths"]:
        assert tree.path(case["level"], case["number"], case["width"]) == case["path"]
    assert tree.bundle(bytes.fromhex(TLOG["bundle"]["hex"])) == [entry.encode() for entry in TLOG["bundle"]["entries"]]
    origin, size, root = tree.checkpoint(TLOG["checkpoint"].encode(), KEYS)
    assert (origin, size, root) == ("example.org/vectors", 257, tree.root(NUMBERS[:257]))


def test_keys_follow_from_their_seeds_and_cosignatures_state_the_time():
    kinds = {1: Ed25519PrivateKey.from_private_bytes, 4: Ed25519PrivateKey.from_private_bytes, 6: MLDSA44PrivateKey.from_seed_bytes}
    for key, seed in zip(KEYS, TLOG["seeds"], strict=True):
        assert kinds[key.kind](bytes.fromhex(seed)).public_key().public_bytes_raw() == key.public
    lines = [tree.b64(line.split()[2]) for line in TLOG["checkpoint"].splitlines() if line.startswith("—")]
    stamps = {line[:4]: int.from_bytes(line[4:12], "big") for line in lines}
    assert {stamps[key.id] for key in KEYS if key.kind != 1} == {TLOG["time"]}


@pytest.mark.parametrize("place", range(0, 3000, 37))
def test_a_checkpoint_with_another_byte_is_refused(place):
    data = bytearray(TLOG["checkpoint"].encode())
    data[place] ^= 1
    with pytest.raises((Bad, UnicodeDecodeError)):
        tree.checkpoint(bytes(data), KEYS)


def test_commitments_and_openings_are_the_same():
    salt = proofs.b64url(COMMITMENT["salt"])
    for label, text in COMMITMENT["salts"].items():
        assert proofs.field_salt(salt, label) == proofs.b64url(text)
    digests = [proofs.field_digest(label, COMMITMENT["fields"].get(label, ""), proofs.field_salt(salt, label)) for label in proofs.LABELS]
    assert digests == list(map(proofs.b64url, COMMITMENT["digests"]))
    wanted = proofs.b64url(COMMITMENT["commitment"])
    assert proofs.commitment(digests, COMMITMENT["origin"]) == wanted
    assert proofs.opens(COMMITMENT["opening"], COMMITMENT["origin"], wanted)


@pytest.mark.parametrize("case", cases(COMMITMENT["refuse"]))
def test_what_does_not_open_is_refused(case):
    with pytest.raises(Bad):
        proofs.opens(case["opening"], COMMITMENT["origin"], proofs.b64url(COMMITMENT["commitment"]))


def test_proofs_show_the_same():
    keys = [tree.Key(line.split()[1]) for line in PROOF["policy"].splitlines() if line.startswith("log ")]
    leaf = json.loads(PROOF["leaf"])
    assert proofs.read(PROOF["bare"].encode(), keys) == (5, leaf, None, None)
    assert proofs.read(PROOF["opened"].encode(), keys) == (5, leaf, PROOF["fields"], None)
    for case, stands in ((PROOF["counted"], True), (PROOF["taken_back"], False)):
        index, _, _, counted = proofs.read(case["proof"].encode(), keys)
        assert (index, counted) == (case["index"], stands)


def answer(text):
    """Return the status that a witness which knows the vectors' log gives, by spec/log.md and tlog-witness."""
    match = re.fullmatch(r"old (0|[1-9][0-9]*)((?:\n[A-Za-z0-9+/=]{44})*)\n\n(.*)", text, re.DOTALL)
    if not match:
        return 400
    old, hashes, known = int(match[1]), [tree.b64(line) for line in match[2].split("\n")[1:]], WITNESS["known"]
    if match[3].split("\n")[0] != known["origin"]:
        return 404
    try:
        _, size, root = tree.checkpoint(match[3].encode(), [tree.Key(WITNESS["log"])])
    except Bad:
        return 403
    if old > size:
        return 400
    if old != known["size"]:
        return 409
    return 200 if tree.consistent(old, size, tree.b64(known["root"]), root, hashes) else 422


def test_a_witness_answers_the_same():
    assert [answer(case["request"]) for case in WITNESS["refuse"]] == [case["status"] for case in WITNESS["refuse"]]
    accepted = WITNESS["accept"]
    assert answer(accepted["request"]) == 200
    signed = accepted["request"].split("\n\n", 1)[1] + accepted["answer"]
    assert tree.checkpoint(signed.encode(), [tree.Key(WITNESS["log"]), tree.Key(WITNESS["witness"])])[1] == 8
    assert WITNESS["path"] == hashlib.sha256(WITNESS["known"]["origin"].encode()).hexdigest() + "/checkpoint"


def keys_of_the_tests():
    return [tree.Key(signer.key.format()) for signer in logs.SIGNERS]


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 473, 474, 945])
def test_a_log_that_the_package_wrote_counts_the_same(tmp_path, size):
    made = logs.story(6)[:size]
    _, log = counting.read_folder(logs.publish(tmp_path, logs.entries(made)), keys_of_the_tests())
    expected = logs.fold(made)
    assert (log.people, log.statements, log.by_body()) == (expected.people, expected.statements, expected.by_body)
    assert log.by_provenance() == expected.by_provenance
    assert log.status_root() == expected.status_root()


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/001", "tile/1/000.p/3", "tile/entries/002", "tile/entries/003.p/177"])
def test_a_damaged_log_is_refused_by_both(tmp_path, path):
    from abjure.audit import full, reader
    from abjure.core.errors import Invalid

    folder = logs.publish(tmp_path, logs.entries(logs.story(6)))
    data = bytearray((folder / path).read_bytes())
    data[-40] ^= 1
    (folder / path).write_bytes(data)
    with pytest.raises((Bad, UnicodeDecodeError)):
        counting.read_folder(folder, keys_of_the_tests())
    with pytest.raises(Invalid):
        full.audit(reader.find(str(folder)), logs.POLICY, None, lambda done, size: None)
