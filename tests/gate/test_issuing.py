"""Issuing: one commission, one certificate, the same however often the gate runs; a paper that reads back, or a reason why there is none."""

import io
import json
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pikepdf
import pytest
import typst
import zxingcpp
from django.conf import settings

from abjure.core import certificate, certificate_number, commitment
from abjure.core.errors import Invalid, Refused
from tests.gate.orders import ENTRY, ORDER, commission, opened, order

pytestmark = pytest.mark.django_db(databases=["desk", "gate", "public"])
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def issue():
    from abjure.gate.issuing import stages

    return lambda: stages.issue(now=NOW, entry_of={ORDER.declaration: ENTRY}.get)


@pytest.fixture
def make():
    from abjure.gate.issuing import actions, keys

    return lambda made=ORDER: actions.make(made, entry=ENTRY, key=keys.of(settings.ABJURE.home).certificate)


def pages(made, cwt):
    """Return the page as an image, set from the same facts by the same source; there is no PDF renderer here."""
    from abjure.gate.issuing import paper, typesetting

    facts = json.dumps(paper.lay_out(made, certificate_of(cwt), cwt), ensure_ascii=False)
    compiler = typst.Compiler(font_paths=[str(typesetting.fonts())], ignore_system_fonts=True, sys_inputs={"facts": facts})
    return compiler.compile(str(typesetting.SOURCE), format="png", ppi=150.0)


def certificate_of(cwt):
    from abjure.gate.issuing import keys

    key = keys.of(settings.ABJURE.home).certificate.public()
    return certificate.verify(cwt, {key.id: key})


def image(png):
    """Return a PNG as zxing wants it: rows of grey, by the one decoder that the test extras bring."""
    from PIL import Image

    return Image.open(io.BytesIO(png)).convert("L")


def test_a_commission_is_answered_once_with_a_certificate_that_the_receipt_opens(issue):
    from abjure.desk.certificates.models import Issued

    digest = commission(ORDER)
    issue()
    first = Issued.objects.get()
    answer = opened(digest)
    cwt = b64decode(answer["cwt"])
    assert (answer["state"], first.h) == ("issued", commitment.encode(sha256(cwt).digest()))
    assert len(bytes(first.sealed)) == 262144
    assert b64decode(answer["pdf"]).startswith(b"%PDF-1.7")
    assert answer["number"] == certificate_number.format(certificate_of(cwt).number)
    issue()
    assert bytes(Issued.objects.get().sealed) == bytes(first.sealed)


def test_a_gate_that_stopped_half_way_makes_the_same_certificate(issue):
    from abjure.desk.certificates.models import Issued
    from abjure.public.verification.models import Credential

    digest = commission(ORDER)
    issue()
    made, h, rows = opened(digest), Issued.objects.get().h, set(Credential.objects.values_list("row", "sealed"))
    Issued.objects.all().delete()
    issue()
    assert (opened(digest), Issued.objects.get().h) == (made, h)
    assert set(Credential.objects.values_list("row", "sealed")) == rows


def test_a_commission_waits_until_the_declaration_is_in_the_signed_log(issue):
    from abjure.desk.certificates.models import Commission, Issued

    commission(order(declaration=bytes(32)))
    issue()
    assert not Issued.objects.exists()
    assert Commission.objects.waiting().count() == 1


def test_a_broken_commission_stops_no_other(issue, capsys):
    from abjure.desk.certificates.models import Commission, Issued

    Commission.objects.create(digest=bytes(32), day=ORDER.approved, number=0, sealed=b"?")
    digest = commission(ORDER)
    issue()
    assert bytes(Issued.objects.get().digest) == digest
    assert capsys.readouterr().err == "abjure: error: a commission waits: seal.form\n"


@pytest.mark.parametrize("changes", [{"alias": "😀"}, {"native_given": "\U00031350"}], ids=["an emoji", "a rare character"])
def test_a_character_that_no_font_has_is_answered_and_never_printed_as_a_box(issue, changes):
    from abjure.desk.certificates.models import Issued
    from abjure.public.verification.models import Credential

    digest = commission(order(**changes))
    issue()
    assert (Issued.objects.get().fault, Issued.objects.get().h) == ("certificate.glyph", "")
    assert opened(digest) == {"state": "refused", "reason": "certificate.glyph"}
    assert not Credential.objects.exists()


@pytest.mark.parametrize(
    "languages", [("en",), ("zh-Hans", "en"), ("zh-Hant", "en"), ("zh-Hans", "zh-Hant"), ("zh-Hans", "de"), ("en", "de")], ids=" and ".join
)
@pytest.mark.parametrize("variant", ["linked", "unlinked"])
def test_the_code_on_the_paper_is_the_whole_signed_record(make, variant, languages):
    made = order(variant=variant, languages=languages)
    cwt = make(made).cwt
    read = zxingcpp.read_barcodes(image(pages(made, cwt)))
    assert len(read) == 1
    address, _, digits = read[0].text.partition("#")
    assert address == f"{settings.ABJURE.public_url}/check/"
    assert certificate.from_digits(digits) == cwt


def test_the_linked_paper_names_alias_and_entry_and_the_unlinked_one_does_not(make):
    from abjure.gate.issuing import paper

    for variant, is_named in (("linked", True), ("unlinked", False)):
        made = order(variant=variant)
        cwt = make(made).cwt
        facts = json.dumps(paper.lay_out(made, certificate_of(cwt), cwt), ensure_ascii=False)
        assert (ORDER.alias in facts, f'"{ENTRY}"' in facts) == (is_named, is_named)
        assert (certificate_of(cwt).alias, certificate_of(cwt).entry) == ((ORDER.alias, ENTRY) if is_named else (None, None))


def test_the_paper_says_each_day_apart(make):
    from abjure.gate.issuing import paper

    made = order(languages=("en",))
    sections = paper.lay_out(made, certificate_of(make(made).cwt), make(made).cwt)["sections"]
    rows = {row["label"][0]: row["value"][0] for section in sections for row in section["rows"]}
    days = [
        rows[label]
        for label in ("Declared, provable since", "Date of the declaration as stated", "Identity checked on", "Certificate issued on")
    ]
    assert len(set(days)) == 4
    assert "2004-12" in days
    assert rows["By two examiners, numbers"] == "3, 4"


def test_the_pdf_says_that_it_is_pdf_a_2a_and_is_the_same_each_time(make):
    made = make()
    assert made.pdf == make().pdf
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
        assert pdf.Root.MarkInfo.Marked
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
        assert len(pdf.pages) == 1
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert all("+" in str(font.BaseFont) for font in fonts)


def test_verapdf_finds_no_fault(make, tmp_path):
    import shutil
    import subprocess

    if shutil.which("verapdf") is None:
        pytest.skip("no verapdf")
    file = tmp_path / "certificate.pdf"
    file.write_bytes(make().pdf)
    answer = subprocess.run(["verapdf", "--flavour", "2a", "--format", "text", str(file)], capture_output=True, text=True, check=False)
    assert answer.stdout.startswith("PASS")


def test_every_word_that_a_finding_may_hold_can_be_printed(make):
    from abjure.core import examination
    from abjure.core.application import ID_TYPES

    for method in examination.METHODS:
        for level in examination.LEVELS:
            make(replace(order(languages=("en",)), method=method, level=level, documents=ID_TYPES, checks=examination.CHECKS))


def test_a_machine_without_fonts_says_so(monkeypatch, tmp_path, make):
    monkeypatch.setenv("ABJURE_FONTS", str(tmp_path))
    with pytest.raises(Refused, match=r"^fonts\.missing$"):
        make()


def test_a_page_that_does_not_compile_is_a_fault_of_the_page(make, monkeypatch, tmp_path):
    from abjure.gate.issuing import typesetting

    monkeypatch.setattr(typesetting, "SOURCE", tmp_path / "certificate.typ")
    (tmp_path / "certificate.typ").write_text("#nothing")
    with pytest.raises(Invalid, match=r"^certificate\.typesetting$"):
        make()
