"""Whatever is handed to any parser is read or refused in words: each is tried with input that nobody thought of, here or where it is named."""

import ast
import contextlib
import hashlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from abjure.audit import full, trust
from abjure.core import (
    application,
    certificate,
    certificate_number,
    charter,
    declaration,
    request,
    standing,
)
from abjure.core.errors import Fault
from abjure.core.tlog import note, tile
from abjure.gate import staging
from abjure.gate.signer import server

ROOT = Path(__file__).parents[2]
FILES = json.loads((ROOT / "spec" / "vectors" / "certificate.json").read_text("utf-8"))
CWT = bytes.fromhex(FILES["credentials"][1]["cwt"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=12
)


def objects(*names):
    """Objects that have these members, more or less, of any kind."""
    return st.dictionaries(st.sampled_from(names) | st.text(max_size=4), JSON, max_size=len(names) + 1) | st.fixed_dictionaries(
        dict.fromkeys(names, JSON | st.lists(st.text()))
    )


def members(kind):
    return list(kind.__dataclass_fields__)


def charter_files():
    text = st.text(alphabet=' \n="[]ab1.', max_size=60) | st.just('languages = ["en"]\n')
    return st.dictionaries(st.sampled_from(["charter.toml", "texts.en.toml", "other"]), text, max_size=3)


def staged(data, folder):
    path = folder / "staged"
    path.write_bytes(data)
    return staging.read(path)


def changed(data):
    """Bytes that were changed at a place."""
    places = st.tuples(st.integers(0, len(data) - 1), st.binary(max_size=3), st.integers(0, 3))
    return places.map(lambda one: data[: one[0]] + one[1] + data[one[0] + one[2] :])


ANY = {
    "core.application.parse": (objects(*members(application.Application)), application.parse),
    "core.certificate.from_digits": (st.text() | st.text(alphabet="0123456789# ", max_size=2100), certificate.from_digits),
    "core.certificate.verify": (st.binary() | changed(CWT), lambda data: certificate.verify(data, {})),
    "core.certificate_number.parse": (
        st.text() | st.text(alphabet=certificate_number.ALPHABET + "OIL-", max_size=24),
        certificate_number.parse,
    ),
    "core.charter.parse": (charter_files(), charter.parse),
    "core.declaration.parse": (objects(*members(declaration.Declaration)), declaration.parse),
    "core.request.parse": (
        objects("act", "text", "verify", "row", "wish").flatmap(
            lambda found: st.sampled_from([*request.MEMBERS, None]).map(lambda act: found if act is None else {**found, "act": act})
        ),
        request.parse,
    ),
    "core.standing.parse": (JSON | objects(*standing.MEMBERS), standing.parse),
    "core.tlog.tile.parse_path": (st.text() | st.text(alphabet="tile/entries0123x.p", max_size=30), tile.parse_path),
    "core.tlog.note.parse_signature": (st.text() | st.text().map(lambda text: f"— {text} AAAAAAAA"), note.parse_signature),
    "audit.full.parse_published": (st.binary() | JSON.map(lambda value: json.dumps(value).encode()), full.parse_published),
    "audit.trust.read": (st.binary(max_size=100), lambda data: trust.read(data, "a name")),
    "gate.signer.server._parse": (
        st.binary() | objects("size", "old", "root", "proof").map(lambda value: json.dumps(value).encode()),
        server._parse,
    ),
}
ELSEWHERE = {
    "audit.kept.read": "audit/test_increments.py::test_a_state_with_any_other_bytes_is_read_or_refused_and_nothing_else",
    "core.canonical.parse": "core/test_canonical.py::test_any_bytes_are_read_or_refused",
    "core.leaf.parse": "core/test_leaf.py::test_any_bytes_are_read_or_refused",
    "core.letter.parse": "core/test_letter.py::test_any_bytes_are_a_letter_or_refused",
    "core.receipt.parse": "core/test_receipt.py::test_any_text_is_a_receipt_or_refused",
    "core.spelling.parse": "core/test_spelling.py::test_any_text_is_a_receipt_or_refused",
    "core.tlog.checkpoint.parse": "core/tlog/test_note.py::test_any_bytes_are_read_as_a_checkpoint_or_refused",
    "core.tlog.note.parse": "core/tlog/test_note.py::test_any_bytes_are_read_as_a_note_or_refused",
    "core.tlog.note.parse_key": "core/tlog/test_note.py::test_any_text_is_read_as_a_key_or_refused",
    "core.tlog.policy.parse": "core/tlog/test_policy.py::test_any_bytes_are_read_or_refused",
    "core.tlog.proof.parse": "core/test_proof.py::test_any_bytes_are_read_or_refused",
    "core.tlog.tile.parse_bundle": "core/tlog/test_tile.py::test_any_bundle_is_read_or_refused",
    "core.tlog.witness.parse": "core/tlog/test_witness.py::test_whatever_is_read_as_a_request_is_its_one_spelling",
    "core.tlog.witness.parse_size": "core/tlog/test_witness.py::test_whatever_is_read_as_a_size_is_its_one_spelling",
    "core.tlog.witness.parse_signatures": "core/tlog/test_witness.py::test_whatever_is_read_as_signature_lines_is_their_one_spelling",
    "gate.staging.read": "core/test_any_input.py::test_a_staging_file_of_any_bytes_is_refused_in_words",
    "witness.logs.parse": "witness/test_witness.py::test_whatever_names_no_log_is_refused_in_words",
    "witness.logs.read": "witness/test_witness.py::test_whatever_names_no_log_is_refused_in_words",
}
# What only the process that wrote it reads, out of a folder or a sealed row of its own.
OUR_OWN = {
    "audit.series.parse": "a part of what audit.kept reads",
    "audit.stretch.read": "reads entries, by parsers that stand here",
    "core.count.parse": "a part of what audit.kept reads",
    "core.examination.parse": "sealed by the desk for itself",
    "core.keyfile.parse": "the folder's own secret keys",
    "gate.signer.keys.parse_state": "the signer's own memory",
    "witness.keys.read": "the folder's own secret keys",
}
PARSER = re.compile(r"parse(_\w+)?|from_digits|read")


@pytest.mark.parametrize(("given_", "parse"), ANY.values(), ids=ANY)
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_any_input_is_read_or_refused_in_words(given_, parse, data):
    with contextlib.suppress(Fault):
        parse(data.draw(given_))


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.binary(max_size=2000))
@example(data=b"")
@example(data=bytes(10_240))
@example(data=hashlib.sha256(b"").digest())
def test_a_staging_file_of_any_bytes_is_refused_in_words(tmp_path, data):
    with pytest.raises(Fault, match="^staging.damaged$"):
        staged(data, tmp_path)


def test_every_parser_is_tried():
    found = {name for room in ("core", "audit", "witness", "gate") for name in parsers(ROOT / "abjure" / room)}
    assert found - ANY.keys() - ELSEWHERE.keys() - OUR_OWN.keys() == set()
    assert (ELSEWHERE.keys() | OUR_OWN.keys()) - found == set()


def parsers(folder):
    for file in sorted(folder.rglob("*.py")):
        place = ".".join(file.relative_to(ROOT / "abjure").with_suffix("").parts)
        for one in ast.parse(file.read_text()).body:
            if isinstance(one, ast.FunctionDef) and PARSER.fullmatch(one.name):
                yield f"{place}.{one.name}"


def test_the_tests_that_are_named_are_there_and_make_their_own_input():
    for place in ELSEWHERE.values():
        file, _, name = place.partition("::")
        wanted = {one.name: one for one in ast.parse((ROOT / "tests" / file).read_text()).body if isinstance(one, ast.FunctionDef)}
        decorators = [ast.unparse(one) for one in wanted[name].decorator_list]
        assert any(one.startswith("given(") for one in decorators), place
