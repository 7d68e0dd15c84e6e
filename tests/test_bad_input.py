"""What people really have on their disks: each fault has its own clear words, and none stops the others."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from pathlib import Path

import pytest

from extract.cli import run_command
from tests.corpora import CORPUS, PAGE, Row, read_bytes, read_rows, write_corpus

GOOD = PAGE.encode()
DECEMBER = (CORPUS / "care-homes-action-plan" / "2020-12.txt").read_bytes()
PROSE = "<html><body><h1>About us</h1><p>We look after forests.</p><p>Write to us.</p></body></html>"


def make_zip(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "<document/>")
    return buffer.getvalue()


UNREADABLE = [
    ("empty", b"", "unreadable", "the file is empty"),
    ("white space", b" \r\n\t\n ", "unreadable", "white space only"),
    ("no-break spaces in UTF-16", "\ufeff\u00a0\n".encode("utf-16-le"), "unreadable", "white space only"),
    ("html without text", b"<html><body><div> </div></body></html>", "unreadable", "shows no text"),
    ("binary", bytes(range(256)) * 40, "unreadable", "binary"),
    ("binary that is ASCII", b"\x00\x01\x02\x03abc" * 200, "unreadable", "binary"),
    ("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "unreadable", "PDF document"),
    ("pdf behind a line feed", b"\r\n%PDF-1.4\n1 0 obj", "unreadable", "PDF document"),
    ("docx", make_zip("word/document.xml"), "unreadable", "office document or other zip archive"),
    ("xlsx", make_zip("xl/workbook.xml"), "unreadable", "office document or other zip archive"),
    ("odt", make_zip("content.xml"), "unreadable", "office document or other zip archive"),
    ("doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "unreadable", "office document of the old kind"),
    ("rtf", rb"{\rtf1\ansi\deff0 We will act.}", "unreadable", "RTF document"),
    ("gzip", gzip.compress(GOOD), "unreadable", "gzip archive"),
    ("png", b"\x89PNG\r\n\x1a\n" + bytes(100), "unreadable", "PNG image"),
    ("jpeg", b"\xff\xd8\xff\xe0" + bytes(100), "unreadable", "JPEG image"),
    ("in no encoding", b"<p>plan \x81\x8d\x90 of \xff\xfe action</p>", "encoding", "neither UTF-8 nor windows-1252"),
    ("not the UTF-8 it begins as", b"\xef\xbb\xbf<p>caf\xe9 au lait</p>", "encoding", "mark of utf-8"),
    ("half a UTF-16", b"\xff\xfe<\x00p\x00>", "encoding", "mark of utf-16"),
]


def run_corpus(corpus: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and errors of a run."""
    code = run_command(["run", str(corpus), "--out", str(out)])
    return code, capsys.readouterr().err


@pytest.mark.parametrize("suffix", [".html", ".txt"])
@pytest.mark.parametrize(
    ("content", "code", "words"), [case[1:] for case in UNREADABLE], ids=[c[0] for c in UNREADABLE]
)
def test_a_page_that_cannot_be_read(
    content: bytes, code: str, words: str, suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = write_corpus(tmp_path / "corpus", {f"forest-plan/2024-06{suffix}": content})
    exit_code, errors = run_corpus(corpus, tmp_path / "out", capsys)
    assert exit_code == 3
    assert errors.startswith(f"extract: {code}: forest-plan/2024-06{suffix}: ")
    assert words in errors
    assert len(errors.splitlines()) == 1
    (problem,) = read_rows(tmp_path / "out", "problems")
    assert (problem["code"], problem["edition_id"]) == (code, None)
    assert problem["source_path"] == f"forest-plan/2024-06{suffix}"
    (source,) = read_rows(tmp_path / "out", "sources")
    assert source["edition_id"] is None
    assert len(source["sha256"]) == 64
    assert run_command(["check", str(tmp_path / "out")]) == 0


def test_show_says_why_a_page_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = write_corpus(tmp_path, {"p/2024-06.html": b"%PDF-1.7"}) / "p" / "2024-06.html"
    assert run_command(["show", str(page)]) == 2
    assert capsys.readouterr().err == (
        "extract: 2024-06.html: this is a PDF document, which is not read; save the page as HTML or text\n"
    )


def test_a_page_that_is_too_large(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"p/2024-06.html": GOOD, "p/2024-07.html": b""})
    os.truncate(corpus / "p" / "2024-07.html", 40 * 1024 * 1024)
    exit_code, errors = run_corpus(corpus, tmp_path / "out", capsys)
    assert exit_code == 3
    assert errors == ("extract: too_large: p/2024-07.html: 41,943,040 bytes; a page may have 33,554,432\n")


def test_a_link_that_leads_nowhere_is_no_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"p/2024-06.html": GOOD})
    (corpus / "p" / "2024-07.html").symlink_to(tmp_path / "nowhere")
    assert run_corpus(corpus, tmp_path / "out", capsys) == (0, "")


def test_one_bad_page_never_stops_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = {
        "care-homes/2020-12.txt": DECEMBER,
        "forest-plan/2024-06.html": GOOD,
        "forest-plan/2024-12.html": GOOD.replace(b"300 trees", b"450 trees"),
    }
    bad = {
        "care-homes/2020-11.txt": b"",
        "forest-plan/2024-05.html": b"%PDF-1.7",
        "forest-plan/2024-07.html": gzip.compress(GOOD),
        "a-bad-one/2024-08.txt": bytes(range(256)) * 40,
        "z-bad-one/2024-08/1.html": b"\xef\xbb\xbf\xff\xff",
    }
    alone = write_corpus(tmp_path / "alone", good)
    mixed = write_corpus(tmp_path / "mixed", good | bad)
    assert run_corpus(alone, tmp_path / "out-alone", capsys) == (0, "")
    exit_code, errors = run_corpus(mixed, tmp_path / "out-mixed", capsys)
    assert exit_code == 3
    assert len(errors.splitlines()) == len(bad)
    for table in ("editions", "themes", "actions", "progress", "next_steps", "target_dates", "mentions", "passages"):
        assert read_rows(tmp_path / "out-mixed", table) == read_rows(tmp_path / "out-alone", table)
    for table in ("records", "links", "commitments", "changes"):
        assert read_rows(tmp_path / "out-mixed", table) == read_rows(tmp_path / "out-alone", table)
    unread = [row for row in read_rows(tmp_path / "out-mixed", "problems") if row["edition_id"] is None]
    assert sorted(row["source_path"] for row in unread) == sorted(bad)
    assert run_command(["check", str(tmp_path / "out-mixed")]) == 0


def test_a_bad_file_among_those_of_one_edition(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"p/2024-06/1.html": b"", "p/2024-06/2.html": GOOD})
    exit_code, errors = run_corpus(corpus, tmp_path / "out", capsys)
    assert (exit_code, errors) == (3, "extract: unreadable: p/2024-06/1.html: the file is empty\n")
    assert len(read_rows(tmp_path / "out", "records")) == 2
    places = {row["path"]: (row["position"], row["edition_id"]) for row in read_rows(tmp_path / "out", "sources")}
    assert places == {"p/2024-06/1.html": (1, None), "p/2024-06/2.html": (2, "p@2024-06")}


# ---------------------------------------------------------------- pages that are read, with a problem


def read_problems(content: bytes, name: str, tmp_path: Path) -> tuple[list[Row], Row]:
    """The problems of a page that is read, and its edition."""
    corpus = write_corpus(tmp_path / "corpus", {f"p/{name}": content})
    assert run_command(["run", str(corpus), "--out", str(tmp_path / "out")]) == 0
    (edition,) = read_rows(tmp_path / "out", "editions")
    return read_rows(tmp_path / "out", "problems"), edition


def test_a_page_without_records(tmp_path: Path) -> None:
    problems, edition = read_problems(PROSE.encode(), "2024-06.html", tmp_path)
    assert [problem["code"] for problem in problems] == ["no_records"]
    assert edition["text"] == "About us\nWe look after forests.\nWrite to us."
    assert read_rows(tmp_path / "out", "records") == []


def test_a_page_whose_date_stands_nowhere(tmp_path: Path) -> None:
    problems, edition = read_problems(GOOD, "progress.html", tmp_path)
    assert [problem["code"] for problem in problems] == ["undated"]
    assert (edition["as_at"], edition["as_at_source"]) == (None, None)
    assert edition["edition_id"] == f"p@undated~{edition['source_sha256'][:8]}"
    assert len(read_rows(tmp_path / "out", "records")) == 2


def test_an_encoding_that_does_not_exist(tmp_path: Path) -> None:
    problems, edition = read_problems(PAGE.replace("utf-8", "utf-ate").encode(), "2024-06.html", tmp_path)
    assert [problem["code"] for problem in problems] == ["encoding"]
    assert "'utf-ate'" in problems[0]["message"]
    assert "£2.5 million" in edition["text"]


@pytest.mark.parametrize("codec", ["hex", "undefined", "idna", "utf-16", "rot13"])
def test_an_encoding_that_is_none_for_pages(codec: str, tmp_path: Path) -> None:
    _, edition = read_problems(PAGE.replace("utf-8", codec).encode("cp1252"), "2024-06.html", tmp_path)
    assert "£2.5 million" in edition["text"]


@pytest.mark.parametrize("declared", ["iso-8859-1", "latin1", "windows-1252"])
def test_curly_quotes_of_a_word_processor(declared: str, tmp_path: Path) -> None:
    page = PAGE.replace("utf-8", declared).replace("Map every wood.", "Map “every” wood – now.")
    problems, edition = read_problems(page.encode("cp1252"), "2024-06.html", tmp_path)
    assert problems == []
    assert "Map “every” wood – now." in edition["text"]


def test_utf_8_under_another_declaration(tmp_path: Path) -> None:
    problems, edition = read_problems(PAGE.replace("utf-8", "iso-8859-1").encode(), "2024-06.html", tmp_path)
    assert [problem["code"] for problem in problems] == ["encoding"]
    assert "£2.5 million" in edition["text"]


def test_one_stray_byte_does_not_spoil_the_page(tmp_path: Path) -> None:
    content = GOOD.replace(b"Map every wood.", b"Map every wood\x92s edge.")
    problems, edition = read_problems(content, "2024-06.html", tmp_path)
    assert [problem["code"] for problem in problems] == ["encoding"]
    assert "£2.5 million" in edition["text"]
    assert "Map every wood’s edge." in edition["text"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-8-sig"])
def test_byte_order_marks(encoding: str, tmp_path: Path) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    problems, edition = read_problems((mark + PAGE).encode(encoding), "2024-06.html", tmp_path)
    assert problems == []
    assert edition["media_type"] == "text/html"
    assert not edition["text"].startswith("\ufeff")
    assert "£2.5 million" in edition["text"]
    assert len(read_rows(tmp_path / "out", "records")) == 2


@pytest.mark.parametrize("entity", ["&#xD800;", "&#0;", "&#x1F333;", "&#55357;&#56832;", "&nosuch;", "\x0b"])
def test_odd_characters_can_be_written(entity: str, tmp_path: Path) -> None:
    _, edition = read_problems(PAGE.replace("500", entity).encode(), "2024-06.html", tmp_path)
    assert "trees." in edition["text"]
    assert run_command(["check", str(tmp_path / "out")]) == 0


def test_a_name_in_no_encoding(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"p/2024-06.html": GOOD})
    (corpus / "p").rename(os.fsdecode(os.fsencode(corpus) + b"/p\xe9"))
    assert run_command(["run", str(corpus), "--out", str(tmp_path / "out")]) == 0
    (edition,) = read_rows(tmp_path / "out", "editions")
    assert edition["edition_id"] == "p\ufffd@2024-06"


# ---------------------------------------------------------------- folders and files beside the pages


def refuse(arguments: list[str | Path], capsys: pytest.CaptureFixture[str]) -> str:
    """What a command says that leaves with exit code 2."""
    capsys.readouterr()
    assert run_command(list(map(str, arguments))) == 2
    errors = capsys.readouterr().err
    assert len(errors.splitlines()) == 1
    return errors


def test_a_folder_without_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"p/README.md": b"nothing yet", "p/publication.toml": b""})
    errors = refuse(["run", corpus, "--out", tmp_path / "out"], capsys)
    assert "no pages in this folder" in errors
    assert not (tmp_path / "out").exists()


def test_what_is_neither_file_nor_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "neither a file nor a folder" in refuse(["run", os.devnull, "--out", tmp_path / "out"], capsys)
    assert "File name too long" in refuse(["show", "a" * 300], capsys)


def test_a_file_that_is_no_page_by_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    readme = write_corpus(tmp_path, {"p/README.md": b"# Notes"}) / "p" / "README.md"
    assert "not a page" in refuse(["run", readme, "--out", tmp_path / "out"], capsys)


def test_a_publication_that_does_not_exist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    errors = refuse(["run", CORPUS, "--out", tmp_path / "out", "--only", "forests"], capsys)
    assert "no publication 'forests'; there are care-homes-action-plan, federal-data-strategy" in errors


BESIDE = [
    ("p/publication.toml", b"title = Forest plan", "p/publication.toml: not a TOML file"),
    ("p/publication.toml", b"\xff\xfe", "p/publication.toml: not a TOML file"),
    ("p/publication.toml", b"title = 7", "p/publication.toml: title must be text, not 7"),
    ("p/2024-06.html.meta.toml", b"= 3", "2024-06.html.meta.toml: not a TOML file"),
    ("vocabulary.toml", b"[labels", "vocabulary.toml: not a TOML file"),
    ("p/vocabulary.toml", b"[colours]\nred = []", "no table [colours] in a vocabulary"),
    ("p/vocabulary.toml", b"[labels]\nnext_stops = ['Next']", "[labels] has no 'next_stops'"),
    ("p/vocabulary.toml", b"[labels]\nnext_steps = 'Next'", "must be a list of words"),
    ("organisations.toml", b"[", "organisations.toml: not a TOML file"),
]


@pytest.mark.parametrize(("name", "content", "words"), BESIDE)
def test_a_broken_file_beside_the_pages(
    name: str, content: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"p/2024-06.html": GOOD, name: content})
    assert words in refuse(["run", corpus, "--out", tmp_path / "out"], capsys)
    assert not (tmp_path / "out").exists()
    assert words in refuse(["show", corpus / "p" / "2024-06.html"], capsys)


def test_words_added_beside_the_pages_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages = {
        "p/2024-06.html": GOOD.replace(b"Next steps", b"Further down the path"),
        "vocabulary.toml": b"[labels]\nnext_steps = ['Further down the path']",
    }
    page = write_corpus(tmp_path / "corpus", pages) / "p" / "2024-06.html"
    assert run_command(["show", str(page), "--json"]) == 0
    assert [step["text"] for step in json.loads(capsys.readouterr().out)[0]["next_steps"]] == [
        "Plant the other 200 trees."
    ]


# ---------------------------------------------------------------- outputs that cannot be written


def test_outputs_under_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"p/2024-06.html": GOOD})
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert "cannot be written: Not a directory" in refuse(["run", corpus, "--out", tmp_path / "file" / "out"], capsys)
    assert "is a file, not a folder of tables" in refuse(["run", corpus, "--out", tmp_path / "file"], capsys)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_outputs_where_nobody_can_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"p/2024-06.html": GOOD})
    assert "/proc/outputs cannot be written" in refuse(["run", corpus, "--out", "/proc/outputs"], capsys)


def test_outputs_of_somebody_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"p/2024-06.html": GOOD})
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "holiday.jpg").write_bytes(b"mine")
    assert "was not written by a run: it holds holiday.jpg" in refuse(["run", corpus, "--out", folder], capsys)
    assert read_bytes(folder) == {"holiday.jpg": b"mine"}
