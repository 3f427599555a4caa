"""`wian letter pdf` and `wian letter png`: letters as they are printed, and what is told where they cannot be."""

import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn
from PIL import Image, ImageFont

from cli.demo.gallery import sample_letters, sheets
from runtime.settings import ROOT
from tests.support.fake_libreoffice import fake_libreoffice
from tests.support.lint_edits import Element, attribute, edited
from tests.support.printed_pages import FOLDER, need_office, printed
from tests.support.sample_letters import rendered
from tests.support.terminal import MAY, Terminal
from workflow.letters.pagination.paginate import paged
from workflow.letters.pdf import libreoffice as office_run
from workflow.letters.pdf.convert import LibreOffice
from workflow.letters.pdf.fonts import TWINS
from workflow.letters.pdf.images import pictures
from workflow.letters.pdf.prepare import office_copy
from workflow.letters.samples.lagging_list import unit_list
from workflow.letters.samples.letters import SAMPLES
from workflow.letters.text import paragraphs

HEAD, A4 = "word/header1.xml", (414, 585)  # a page in pixels, 50 to an inch
LONG = rendered("reminder", list=unit_list(45))


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with LibreOffice and TH Sarabun; without them the test is skipped."""
    need_office()
    monkeypatch.setenv("WIAN_LETTERS_FONTS", str(FOLDER or ""))


def parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text(pdf: Path) -> str:
    with pdfium.PdfDocument(pdf) as document:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


def other_font(docx: bytes, font: str) -> bytes:
    """The letter set in a font of this name."""
    return edited(docx, attribute(".//w:rFonts", "w:cs", font))


def make_draft(terminal: Terminal) -> None:
    """Letter 1 issued, letter 2 too, and letter 3 a draft."""
    terminal.done("circular", "issue", terminal.circular(), *MAY)
    terminal.done("acknowledge", "info-2563", "54", "--at", "2020-05-29 09:30")
    terminal.done("pass-on", "info-2563", "54", "--at", "2020-05-29 10:00")
    terminal.done("sweep", "--at", "2020-09-09 09:30")


@pytest.mark.usefixtures("office")
def test_letters_are_saved_under_their_names_and_stay_as_they_are(terminal: Terminal) -> None:
    make_draft(terminal)
    before = terminal.everything()
    told = terminal.done("letter", "pdf", "--all", "--to", "paper", "--at", "2020-09-09 10:00")
    assert terminal.everything() == before
    kept = sorted((terminal.folder / "data" / "letters").rglob("*.docx"))
    assert b'w:val="thaiDistribute"' in parts(kept[0].read_bytes())["word/styles.xml"]
    made = sorted(path.name for path in (terminal.folder / "paper").iterdir())
    assert [name for name in made if not name.startswith("draft-")] == sorted(f"{path.stem}.pdf" for path in kept)
    (draft,) = [name for name in made if name.startswith("draft-")]
    assert draft.endswith("-first.pdf")
    assert "ที่พร๐๐๒๓.๑/วถึง" in text(terminal.folder / "paper" / draft)
    assert sorted(told.splitlines()) == sorted([*(f"paper/{name}" for name in made), f"{len(made)} files in paper"])


@pytest.mark.usefixtures("office")
def test_only_the_letters_named_are_printed_one_picture_for_each_page(terminal: Terminal) -> None:
    terminal.done("circular", "issue", terminal.circular(), *MAY)
    file = terminal.write("บัญชี.docx", rendered("reminder"))
    terminal.done("letter", "png", "1", "--file", file, "--to", "a/b", "--dpi", "50")
    (kept,) = (terminal.folder / "data" / "letters").rglob("*.docx")
    names = [f"{kept.stem}-1.png", "บัญชี-1.png", "บัญชี-2.png"]
    made = sorted((terminal.folder / "a" / "b").iterdir())
    assert [path.name for path in made] == sorted(names)
    for path in made:
        with Image.open(path) as picture:
            assert (picture.format, picture.size) == ("PNG", A4)
            assert len(set(picture.convert("L").tobytes())) > 2


@pytest.mark.usefixtures("office")
def test_a_file_of_ones_own_needs_no_database_and_two_may_be_printed_at_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.docx").write_bytes(rendered("thanks"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "cli.app", "letter", "pdf", "--file", f"{name}.docx", "--to", "paper"],
            cwd=tmp_path,
            env=environment,
            stderr=subprocess.PIPE,
        )
        for name in ("one", "two")
    ]
    assert [(process.communicate()[1], process.returncode) for process in running] == [(b"", 0)] * 2
    assert text(tmp_path / "paper" / "one.pdf") == text(tmp_path / "paper" / "two.pdf") != ""


def test_pages_are_numbered_in_thai_digits_where_nothing_else_would_change() -> None:
    def typed(root: Element) -> None:
        for field in list(root.iter(qn("w:fldSimple"))):
            field.getparent().replace(field, field[0])

    pdfs = printed(
        {
            "field": LONG,
            "typed": edited(LONG, typed, HEAD),  # ๒ stands there as text
            "switch": edited(LONG, attribute(".//w:fldSimple", "w:instr", r" PAGE \* ThaiArabic "), HEAD),
            "address": rendered("reminder", list=unit_list(45), contact=["www.example.go.th/54"]),
        }
    )
    second = {name: pictures(pdf.data, 72)[2] for name, pdf in pdfs.items()}
    assert second["field"] == second["typed"] == second["switch"] != second["address"]
    with pdfium.PdfDocument(pdfs["address"].data) as document:
        assert "www.example.go.th/54" in document[0].get_textpage().get_text_range()


@pytest.mark.usefixtures("office")
def test_a_letter_of_two_pages_with_an_address_has_a_thai_page_number_and_its_address_unspoilt() -> None:
    original = SAMPLES["original"]
    body = [*original["body"][:1] * 3, *original["body"][1:]]  # type: ignore[index]
    address = {"label": "สิ่งที่ส่งมาด้วย", "address": "https://example.go.th/54", "shown": "example.go.th/54"}
    pdf = printed({"long": paged(rendered("original", body=body, qr=address))})["long"]
    with pdfium.PdfDocument(pdf.data) as document:
        assert len(document) == 2
        found = document[1].get_textpage().get_text_range()
    assert "- ๒ -" in found and "example.go.th/54" in found


@pytest.mark.usefixtures("office")
def test_a_font_that_is_missing_is_refused_and_on_demand_only_told(terminal: Terminal) -> None:
    good, other = terminal.write("good.docx", rendered("thanks")), rendered("thanks")
    other_file = terminal.write("other.docx", other_font(other, "TH Nowhere"))
    command = ("letter", "pdf", "--file", good, "--file", other_file, "--to", "paper")
    told = terminal.refused(*command)
    assert told.startswith("other: it asks for TH Nowhere; LibreOffice took ")
    assert "good" not in told
    assert "`make fonts`" in told and "--any-font takes what there is" in told
    assert not (terminal.folder / "paper").exists()
    told = terminal.done(*command, "--any-font")
    assert "not in the font it asks for" in told.splitlines()[0]
    assert len(list((terminal.folder / "paper").glob("*.pdf"))) == 2


def test_th_sarabun_new_stands_in_for_psk_and_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need_office()
    if FOLDER is None:
        pytest.skip("needs the fonts that `make fonts` fetches")
    for font in FOLDER.glob("THSarabunNew*.ttf"):
        (tmp_path / font.name).write_bytes(font.read_bytes())
    nothing = tmp_path / "fonts.conf"  # a system without any fonts
    nothing.write_text(f"<fontconfig><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>", encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(nothing))
    pdf = LibreOffice(tmp_path).pdfs({"letter": rendered("thanks")})["letter"]
    assert pdf.stand_ins == ("TH Sarabun New",)


def test_the_two_fonts_have_letters_of_the_same_width() -> None:
    if FOLDER is None:
        pytest.skip("needs the fonts that `make fonts` fetches")
    files = ("THSarabun-Regular.ttf", "THSarabunNew-Regular.ttf")
    psk, new = (ImageFont.truetype(str(FOLDER / file), 1000) for file in files)
    assert [psk.getname()[0], new.getname()[0]] == list(TWINS)
    for char in map(chr, (*range(0x20, 0x7F), *range(0xE01, 0xE3B), *range(0xE3F, 0xE5C))):
        assert psk.getlength(char) == new.getlength(char), char


@pytest.mark.parametrize("name", SAMPLES)
def test_letters_name_the_same_font_to_stand_in(name: str) -> None:
    letter = rendered(name)
    assert office_copy(letter).fonts == {TWINS[0]}
    assert f'w:name="{TWINS[0]}"><w:altName w:val="{TWINS[1]}"/>'.encode() in parts(letter)["word/fontTable.xml"]


def test_the_copy_differs_from_the_letter_in_the_justification_only() -> None:
    distributed = edited(LONG, lambda root: root.find(".//w:p/w:pPr", nsmap).append(OxmlElement("w:jc")))
    distributed = edited(distributed, attribute(".//w:jc", "w:val", "thaiDistribute"))
    letter, copy = parts(distributed), parts(office_copy(distributed).data)
    assert {name for name in letter if letter[name] != copy.get(name)} == {"word/document.xml", "word/styles.xml"}
    assert copy == {name: data.replace(b'"thaiDistribute"', b'"both"') for name, data in letter.items()}


def test_thai_digits_are_only_asked_for_where_no_other_is_spoilt() -> None:
    assert office_copy(LONG).thai_digits
    assert not office_copy(rendered("reminder", contact=["saraban54@example.go.th"])).thai_digits
    assert not office_copy(edited(LONG, attribute(".//w:pgNumType", "w:fmt", "decimal"))).thai_digits


def test_without_libreoffice_it_is_told_what_to_install(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    file = terminal.write("letter.docx", rendered("thanks"))
    monkeypatch.setenv("PATH", str(terminal.folder))
    told = terminal.refused("letter", "png", "--file", file, "--to", "paper")
    assert "LibreOffice" in told
    assert "libreoffice-writer-nogui" in told
    assert not (terminal.folder / "paper").exists()


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("exit 0", "LibreOffice could not convert letter"),
        ("exit 81", "LibreOffice could not convert letter"),
        ('for last; do :; done; echo broken > "$(dirname "$last")/made/0.pdf"', "LibreOffice has not finished letter"),
    ],
)
def test_a_libreoffice_that_fails_is_told_and_leaves_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, script: str, told: str
) -> None:
    file = terminal.write("letter.docx", rendered("thanks"))
    fake_libreoffice(terminal.folder / "bin", monkeypatch, script)
    assert told in terminal.refused("letter", "pdf", "--file", file, "--to", "paper")
    assert not (terminal.folder / "paper").exists()


def test_a_libreoffice_that_never_ends_is_ended_with_all_it_has_started(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = terminal.write("letter.docx", rendered("thanks"))
    fake_libreoffice(terminal.folder / "bin", monkeypatch, f"sleep 600 & echo $! > {terminal.folder}/child; wait")
    monkeypatch.setattr(office_run, "START_SECONDS", 1)
    monkeypatch.setattr(office_run, "LETTER_SECONDS", 0)
    assert "has not ended after 1 seconds" in terminal.refused("letter", "pdf", "--file", file, "--to", "paper")
    child = Path("/proc") / (terminal.folder / "child").read_text("utf-8").strip()
    assert not child.exists() or " Z " in (child / "stat").read_text("utf-8")


def test_a_broken_file_among_good_ones_is_named_and_nothing_is_written(terminal: Terminal) -> None:
    good = terminal.write("good.docx", rendered("thanks"))
    broken = terminal.write("broken.docx", rendered("thanks")[:-100])
    empty = terminal.write("empty.docx", b"")
    need_office()
    for bad in (broken, empty):
        told = terminal.refused("letter", "pdf", "--file", good, "--file", bad, "--to", "paper")
        assert told.startswith(f"{bad.stem}: this is not a Word file")
    assert not (terminal.folder / "paper").exists()


@pytest.mark.usefixtures("office")
def test_a_file_that_cannot_be_written_leaves_no_half_of_it_behind(terminal: Terminal) -> None:
    file = terminal.write("letter.docx", rendered("thanks"))
    (terminal.folder / "paper" / "letter.pdf").mkdir(parents=True)
    assert "letter.pdf" in terminal.refused("letter", "pdf", "--file", file, "--to", "paper")
    assert [path.name for path in (terminal.folder / "paper").iterdir()] == ["letter.pdf"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("77",), "no letter 77 to print"),
        (("--circular", "nothing"), "there is no circular 'nothing'"),
        (("--all",), "there are no letters yet"),
        (("--file", "none.docx"), "none.docx: No such file"),
        (("--file", "a/same.docx", "--file", "b/same.docx"), "two files would be written as same"),
    ],
)
def test_what_cannot_be_printed_is_refused(terminal: Terminal, words: tuple[str, ...], told: str) -> None:
    for folder in ("a", "b"):
        (terminal.folder / folder).mkdir()
        terminal.write(f"{folder}/same.docx", LONG)
    assert told in terminal.refused("letter", "pdf", *words, "--to", "paper")


def test_a_discarded_draft_is_not_printed(terminal: Terminal) -> None:
    make_draft(terminal)
    draft = terminal.done("letter", "list", "--drafts").splitlines()[1].split()[0]
    terminal.done("letter", "discard", draft, "--why", "ไม่จำเป็นแล้ว")
    assert f"no letter {draft} to print" in terminal.refused("letter", "pdf", draft, "--to", "paper")


def test_naming_no_letter_is_wrong_usage(terminal: Terminal) -> None:
    assert terminal.run("letter", "pdf", "--to", "paper").code == 2
    assert terminal.run("letter", "png", "1", "--to", "paper", "--dpi", "0").code == 2


@pytest.mark.usefixtures("office")
def test_a_folder_without_fonts_is_named_with_its_setting(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    file = terminal.write("letter.docx", rendered("thanks"))
    for folder in (terminal.folder, terminal.folder / "nowhere"):
        monkeypatch.setenv("WIAN_LETTERS_FONTS", str(folder))
        told = terminal.refused("letter", "pdf", "--file", file, "--to", "paper")
        assert f"no fonts (.ttf) in {folder}; [letters] fonts (WIAN_LETTERS_FONTS) names the folder" in told


def test_the_gallery_shows_every_template_with_its_name_eight_to_a_sheet() -> None:
    letters = sample_letters()
    extra = {"extension-other", "cancellation-other", "original-long", "forwarding-copy"}
    assert letters.keys() == SAMPLES.keys() | extra
    assert paragraphs(letters["original"]) == paragraphs(rendered("original"))
    page = BytesIO()
    Image.new("RGB", (80, 113), "red").save(page, "PNG")
    made = [Image.open(BytesIO(sheet)) for sheet in sheets({f"page-{n}": page.getvalue() for n in range(9)})]
    assert [sheet.width for sheet in made] == [made[0].width] * 2
    assert made[0].height > made[1].height
    red = [sum(pixel == (255, 0, 0) for pixel in sheet.get_flattened_data()) for sheet in made]
    assert red[0] == 8 * red[1] > 0
