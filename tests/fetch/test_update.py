"""Publications asked for a new edition: what is new is added, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.cli import run_command
from tests.corpora import PAGE, write_corpus
from tests.fetch.site import Site
from tests.fetch.test_add import CHANGED, OPTIONS, RESTYLED, dated, list_files, read_toml, run_editions

EMPTY = "<!doctype html><html><body><h1>Forest plan</h1><p>We will be back soon.</p></body></html>"


@pytest.fixture
def corpus(site: Site, tmp_path: Path) -> Path:
    """One publication, fetched in June, with an edition of its own date."""
    address = f"{site.address}/forest-plan"
    return write_corpus(
        tmp_path / "corpus",
        {
            "forest-plan/2024-06-30.html": PAGE.encode(),
            "forest-plan/publication.toml": f'url = "{address}"\n'.encode(),
        },
    )


def update(corpus: Path, *arguments: str) -> int:
    return run_command(["update", str(corpus), *OPTIONS, *arguments])


def list_pages(corpus: Path) -> list[str]:
    return [name for name in list_files(corpus) if name.endswith(".html")]


def conditions(site: Site) -> list[str | None]:
    return [headers["If-None-Match"] for path, headers in site.asked if path != "/robots.txt"]


def test_a_new_edition(site: Site, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site.serve("/forest-plan", CHANGED)
    assert update(corpus) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("forest-plan: added ")
    assert printed[1:] == ["1 publication: 1 with a new edition"]
    assert list_pages(corpus) == ["forest-plan/2024-06-30.html", "forest-plan/TIME.html"]
    assert [row["as_at_source"] for row in run_editions(corpus, tmp_path)] == ["file_name", "sidecar"]
    capsys.readouterr()
    assert update(corpus) == 0
    assert capsys.readouterr().out == "1 publication: 1 unchanged\n"


@pytest.mark.parametrize("page", [PAGE, RESTYLED, PAGE.replace("Plant 500", "plant  500")])
def test_the_same_records_are_no_new_edition(
    page: str, site: Site, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.serve("/forest-plan", page)
    assert update(corpus) == 0
    assert capsys.readouterr().out == "1 publication: 1 unchanged\n"
    assert list_pages(corpus) == ["forest-plan/2024-06-30.html"]


def test_what_was_the_same_is_not_sent_again(site: Site, corpus: Path, tmp_path: Path) -> None:
    address = site.serve("/forest-plan", RESTYLED, etag='"new dress"')
    before = run_editions(corpus, tmp_path)
    assert update(corpus) == update(corpus) == update(corpus) == 0
    assert conditions(site) == [None, '"new dress"', '"new dress"']
    sidecar = read_toml(corpus / "forest-plan/2024-06-30.html.meta.toml")
    assert (sidecar["address"], sidecar["unchanged"]["etag"]) == (address, '"new dress"')
    assert run_editions(corpus, tmp_path) == before, "the note changes nothing of what is read"
    site.serve("/forest-plan", CHANGED, etag='"new words"')
    assert update(corpus) == 0
    assert list_pages(corpus) == ["forest-plan/2024-06-30.html", "forest-plan/TIME.html"]
    assert update(corpus) == 0
    assert conditions(site)[3:] == ['"new dress"', '"new words"']


def test_an_edition_stands_for_the_date_that_it_prints(site: Site, corpus: Path, tmp_path: Path) -> None:
    site.serve("/forest-plan", dated(CHANGED, "30 September 2024"))
    assert update(corpus) == 0
    _, edition = run_editions(corpus, tmp_path)
    assert (edition["as_at"].isoformat(), edition["as_at_source"]) == ("2024-09-30", "page")


@pytest.mark.parametrize("day", ["30 June 2024", "1 May 2024"])
def test_a_printed_date_that_did_not_move_on_is_not_that_of_the_new_edition(
    day: str, site: Site, corpus: Path, tmp_path: Path
) -> None:
    site.serve("/forest-plan", dated(CHANGED, day))
    assert update(corpus) == 0
    editions = run_editions(corpus, tmp_path)
    assert [row["as_at"].year >= 2026 for row in editions] == [False, True]
    assert editions[1]["as_at_source"] == "file_name"


def test_two_editions_in_one_day_stand_in_their_order(site: Site, corpus: Path, tmp_path: Path) -> None:
    for count in ("500 trees for", "600 trees for"):
        site.serve("/forest-plan", CHANGED.replace("400 trees for", count), etag=f'"{count}"')
        assert update(corpus) == 0
    assert update(corpus) == 0
    assert conditions(site) == [None, '"500 trees for"', '"600 trees for"']
    said = [row["text"] for row in run_editions(corpus, tmp_path)]
    assert ["300" in said[0], "500 trees for" in said[1], "600 trees for" in said[2]] == [True] * 3


def test_a_page_that_lost_its_records_is_shown_to_a_person(
    site: Site, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.serve("/forest-plan", EMPTY)
    assert update(corpus) == 3
    said, last = capsys.readouterr().out.splitlines()
    assert said.startswith("forest-plan: nothing added: the page has no records now, and 2024-06-30.html has 2;")
    assert last == "1 publication: 1 lost their records"
    assert list_pages(corpus) == ["forest-plan/2024-06-30.html"]


def test_one_that_cannot_be_asked_stops_no_other(site: Site, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site.serve("/forest-plan", CHANGED)
    write_corpus(
        corpus,
        {
            "a-gone/2024.html": PAGE.encode(),
            "a-gone/publication.toml": f'url = "{site.address}/gone"\n'.encode(),
            "b-pdf/2024.html": PAGE.encode(),
            "b-pdf/2024.html.meta.toml": f'address = "{site.address}/pdf"\n'.encode(),
            "woods/2024.html": PAGE.encode(),
        },
    )
    site.serve("/pdf", b"%PDF-", content_type="application/pdf")
    assert update(corpus) == 3
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        f"extract: a-gone: {site.address}/gone: the server answered 404 (Not Found)",
        f"extract: b-pdf: {site.address}/pdf: served as application/pdf, which is not read; "
        "only HTML, text and JSON are",
    ]
    last = "4 publications: 2 could not be asked, 1 with a new edition, 1 without an address"
    assert printed.out.splitlines()[-1] == last
    assert "forest-plan/TIME.html" in list_pages(corpus)
    assert len(list_pages(corpus)) == 5


def test_only_one_publication_is_asked(site: Site, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site.serve("/forest-plan", CHANGED)
    write_corpus(corpus, {"woods/2024.html": PAGE.encode(), "woods/2024.html.meta.toml": b'address = "http://x"\n'})
    assert update(corpus, "--only", "forest-plan") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 publication: 1 with a new edition"
    assert update(corpus, "--only", "meadows") == 2
    assert "no publication 'meadows'" in capsys.readouterr().err


def test_several_pages_of_one_edition(site: Site, tmp_path: Path) -> None:
    def serve(number: int, page: str) -> str:
        link = f'</h1><a href="../{3 - number}/">on</a>'
        return site.serve(f"/forest-plan/pages/{number}/", page.replace("</h1>", link), etag=f'"{hash(page)}"')

    address = serve(1, PAGE)
    serve(2, PAGE.replace("Plant", "Water"))
    assert run_command(["add", address, "--to", str(tmp_path), *OPTIONS]) == 0
    assert update(tmp_path) == 0
    assert all(conditions(site)[2:])
    assert len(conditions(site)) == 4
    serve(2, PAGE.replace("Plant", "Fell"))
    assert update(tmp_path) == 0
    folders = [path for path in (tmp_path / "forest-plan").iterdir() if path.is_dir()]
    assert len(folders) == 2
    first, second = run_editions(tmp_path, tmp_path / "o")
    assert ("Water" in first["text"], "Fell" in second["text"]) == (True, True)


def test_a_corpus_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert update(tmp_path / "corpus") == 2
    assert "there is no such folder" in capsys.readouterr().err
    (tmp_path / "corpus").mkdir()
    assert update(tmp_path / "corpus") == 2
    assert "no pages in this folder" in capsys.readouterr().err
