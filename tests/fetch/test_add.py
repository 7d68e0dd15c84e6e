"""Pages added to a corpus: what is kept, under which name, and what is not added twice."""

from __future__ import annotations

import fcntl
import json
import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extract.cli import run_command
from extract.corpus import hash_bytes
from tests.corpora import PAGE, read_rows, write_corpus
from tests.fetch.site import Site

OPTIONS = ("--private-host", "127.0.0.1", "--pause", "0")
CHANGED = PAGE.replace("300 trees", "400 trees")
# The same records as cards, under another heading of the site.
RESTYLED = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Forest plan</title></head><body>
<nav>Home</nav><h1>Forest plan: progress</h1><h2>Trees</h2>
<table class="new"><thead><tr><th>Action</th><th>Progress</th><th>Next steps</th><th>Target date</th></tr></thead>
<tbody><tr><td><p>Plant 500 trees.</p></td><td><p>The Forestry Agency planted 300 trees for £2.5 million.</p></td>
<td>Plant the  other 200 trees.</td><td>March 2025</td></tr>
<tr><td>Map every wood.</td><td>All woods were mapped.</td><td></td><td>Complete</td></tr></tbody></table>
</body></html>"""
TIMED = r"\d{8}T\d{6}Z"


def dated(page: str, day: str) -> str:
    return page.replace("<h2>", f"<p>Last updated: {day}</p><h2>", 1)


def add(*arguments: str | Path) -> int:
    return run_command(["add", *map(str, arguments), *OPTIONS])


def list_files(corpus: Path) -> list[str]:
    """Every file below a folder, the times at which pages were fetched as `TIME`."""
    found = (path.relative_to(corpus).as_posix() for path in corpus.rglob("*") if path.is_file())
    return sorted(re.sub(TIMED, "TIME", name) for name in found)


def read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def run_editions(corpus: Path, tmp_path: Path) -> list[dict[str, Any]]:
    assert run_command(["run", str(corpus), "--out", str(tmp_path / "out")]) == 0
    return read_rows(tmp_path / "out", "editions")


# ---------------------------------------------------------------- what is kept


def test_a_page_is_kept_as_it_was_served(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "corpus"
    page = PAGE.encode("cp1252").replace(b"utf-8", b"windows-1252").replace(b"\n", b"\r\n")
    address = site.serve("/plans/forest-plan.html", page, etag='"1a"')
    assert add(address, "--to", corpus, "--as-at", "2024-06-30") == 0
    assert capsys.readouterr().out == "forest-plan: added 2024-06-30.html, 2 records\n"
    assert list_files(corpus) == [
        "forest-plan/2024-06-30.html",
        "forest-plan/2024-06-30.html.meta.toml",
        "forest-plan/publication.toml",
    ]
    assert (corpus / "forest-plan" / "2024-06-30.html").read_bytes() == page
    assert read_toml(corpus / "forest-plan" / "publication.toml") == {"url": address}
    sidecar = read_toml(corpus / "forest-plan" / "2024-06-30.html.meta.toml")
    assert sidecar.pop("time").tzinfo is not None
    assert sidecar.pop("headers").items() >= {"content-type": "text/html; charset=utf-8", "etag": '"1a"'}.items()
    assert sidecar == {"address": address, "sha256": hash_bytes(page), "publication": "forest-plan"}
    (edition,) = run_editions(corpus, tmp_path)
    assert (edition["edition_id"], edition["url"]) == ("forest-plan@2024-06-30", address)


def test_the_page_says_its_date_itself(site: Site, tmp_path: Path) -> None:
    address = site.serve("/forest-plan", dated(PAGE, "18 December 2020"))
    assert add(address, "--to", tmp_path / "corpus") == 0
    assert "forest-plan/TIME.html" in list_files(tmp_path / "corpus")
    (edition,) = run_editions(tmp_path / "corpus", tmp_path)
    assert (edition["as_at"].isoformat(), edition["as_at_source"]) == ("2020-12-18", "page")
    assert edition["source_path"].startswith("forest-plan/")


def test_else_the_day_of_its_capture_is_its_date(site: Site, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    assert add(site.serve("/forest-plan", PAGE), "--to", corpus) == 0
    (sidecar,) = (corpus / "forest-plan").glob("*.meta.toml")
    (edition,) = run_editions(corpus, tmp_path)
    day = read_toml(sidecar)["time"].date()
    assert (edition["as_at"], edition["as_at_precision"], edition["as_at_source"]) == (day, "day", "sidecar")
    assert edition["edition_id"] == f"forest-plan@{day}~{edition['source_sha256'][:8]}"


def test_where_redirects_led_is_noted(site: Site, tmp_path: Path) -> None:
    page = site.serve("/new", PAGE)
    address = site.redirect("/forest-plan", "/new")
    assert add(address, "--to", tmp_path, "--as-at", "2024") == 0
    sidecar = read_toml(tmp_path / "forest-plan" / "2024.html.meta.toml")
    assert (sidecar["address"], sidecar["answered"]) == (address, page)


def test_a_file_is_added_byte_for_byte(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "Forest plan 2024-06.htm"
    page.write_bytes(b"\xef\xbb\xbf" + PAGE.encode())
    assert add(page, "--to", tmp_path / "corpus") == 0
    assert capsys.readouterr().out == "Forest-plan: added 2024-06.htm, 2 records\n"
    assert (tmp_path / "corpus/Forest-plan/2024-06.htm").read_bytes() == page.read_bytes()
    assert list_files(tmp_path / "corpus") == ["Forest-plan/2024-06.htm", "Forest-plan/2024-06.htm.meta.toml"]
    (edition,) = run_editions(tmp_path / "corpus", tmp_path)
    assert edition["edition_id"] == "Forest-plan@2024-06"


def test_what_is_noted_beside_a_file_goes_with_it(tmp_path: Path) -> None:
    page = write_corpus(tmp_path, {"saved/plan.html": PAGE.encode()}) / "saved" / "plan.html"
    noted = 'address = "https://www.gov.wales/forest-plan"\ntime = 2024-06-30T12:00:00Z\ncountry = "GB"\n'
    page.with_name("plan.html.meta.toml").write_text(f'{noted}publication = "woods"\n', encoding="utf-8")
    assert add(page, "--to", tmp_path / "corpus") == 0
    kept = read_toml(tmp_path / "corpus/woods/plan.html.meta.toml")
    assert kept.items() >= tomllib.loads(noted).items()
    (edition,) = run_editions(tmp_path / "corpus", tmp_path)
    assert (str(edition["as_at"]), edition["url"]) == ("2024-06-30", "https://www.gov.wales/forest-plan")


def test_an_edition_over_several_pages(site: Site, tmp_path: Path) -> None:
    """Each links to some of the others; the one that was asked for need not be the first."""
    first, second, tenth = (PAGE.replace("Plant 500", f"Plant {number}") for number in (1, 2, 10))
    site.serve("/forest-plan/pages/1/", first.replace("</h1>", '</h1><a href="../2/#trees">2</a>'))
    address = site.serve(
        "/forest-plan/pages/2/",
        second.replace(
            "</h1>", '</h1><a href="/forest-plan/pages/1/">1</a> <a href="../10/">10</a> <a href="/x/pages/3/">x</a>'
        ),
    )
    site.serve("/forest-plan/pages/10/", tenth)
    assert add(address, "--to", tmp_path / "corpus") == 0
    assert list_files(tmp_path / "corpus") == [
        *(f"forest-plan/TIME/{number}.html{end}" for number in (1, 2, 3) for end in ("", ".meta.toml")),
        "forest-plan/publication.toml",
    ]
    (edition,) = run_editions(tmp_path / "corpus", tmp_path)
    actions = [row["text"] for row in read_rows(tmp_path / "out", "actions") if row["text"].startswith("Plant")]
    assert actions == ["Plant 1 trees.", "Plant 2 trees.", "Plant 10 trees."]
    assert edition["as_at_source"] == "sidecar"
    assert {row["path"].count("/") for row in read_rows(tmp_path / "out", "sources")} == {2}


# ---------------------------------------------------------------- the API behind a page


def serve_api(site: Site, corpus: Path) -> str:
    """A page with an API behind it, as a line beside the corpus says."""
    corpus.mkdir()
    (corpus / "addresses.toml").write_text(
        f"[[api]]\npage = '{site.address}/(?P<path>plans/.+)'\nanswer = '{site.address}/api/{{path}}'\n",
        encoding="utf-8",
    )
    return site.serve("/plans/forest-plan", "<p>Drawn by scripts.</p>")


def test_the_api_behind_a_page_is_asked(site: Site, tmp_path: Path) -> None:
    address = serve_api(site, tmp_path / "corpus")
    body = PAGE.partition("<body>")[2].partition("</body>")[0]
    content = {"base_path": "/plans/forest-plan", "title": "Forest plan", "details": {"body": body}}
    api = site.serve("/api/plans/forest-plan", json.dumps(content), content_type="application/json")
    assert add(address, "--to", tmp_path / "corpus", "--as-at", "2024") == 0
    sidecar = read_toml(tmp_path / "corpus/forest-plan/2024.json.meta.toml")
    assert (sidecar["address"], sidecar["answered"]) == (address, api)
    (edition,) = run_editions(tmp_path / "corpus", tmp_path)
    assert (edition["media_type"], edition["url"]) == ("application/json", address)


@pytest.mark.parametrize("answer", [None, '{"base_path": "/plans/forest-plan", "details": {}}'])
def test_where_the_api_has_no_words_the_page_is_taken(site: Site, tmp_path: Path, answer: str | None) -> None:
    address = serve_api(site, tmp_path / "corpus")
    site.serve("/plans/forest-plan", PAGE)
    if answer is not None:
        site.serve("/api/plans/forest-plan", answer, content_type="application/json")
    assert add(address, "--to", tmp_path / "corpus", "--as-at", "2024") == 0
    assert (tmp_path / "corpus/forest-plan/2024.html").read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("[[api]\n", "not a TOML file"),
        ("[[apis]]\n", "no [[apis]] in a list of addresses; there are api, part, cdx, memento"),
        ("[api]\npage = 'x'\n", "api must be written as [[api]]"),
        ("[[api]]\npage = 'x'\n", "[[api]] needs answer as text, not None"),
        ("[[api]]\npage = '('\nanswer = 'x'\n", "is not a pattern"),
        ("[[api]]\npage = 'x'\nanswer = 'http://y/{path}'\n", "names no 'path', as in http://y/{path}: x"),
        ("[[part]]\npage = '(?P<number>1)'\n", "names no 'whole'"),
    ],
)
def test_lines_about_addresses_that_cannot_be_used(
    lines: str, said: str, site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "addresses.toml").write_text(lines, encoding="utf-8")
    assert add(site.serve("/forest-plan", PAGE), "--to", tmp_path) == 2
    assert said in capsys.readouterr().err
    assert list_files(tmp_path) == ["addresses.toml"]


# ---------------------------------------------------------------- which publication


@pytest.mark.parametrize(
    ("path", "publication"),
    [
        ("/plans/forest-plan.html", "forest-plan"),
        ("/plans/forest-plan/index.html", "forest-plan"),
        ("/forest-plan/", "forest-plan"),
        ("/cy/cynllun%20coed?lang=cy", "cynllun-coed"),
        ("/", "127.0.0.1"),
        ("/forest-plan/pages/2/", "forest-plan"),
    ],
)
def test_the_publication_is_told_from_the_address(path: str, publication: str, site: Site, tmp_path: Path) -> None:
    assert add(site.serve(path, PAGE), "--to", tmp_path, "--as-at", "2024") == 0
    assert [folder.name for folder in tmp_path.iterdir()] == [publication]


def test_a_page_goes_to_the_publication_that_has_its_address(site: Site, tmp_path: Path) -> None:
    address = site.serve("/forest-plan", PAGE)
    write_corpus(tmp_path, {"woods/2023.html": PAGE.encode(), "woods/publication.toml": f'url = "{address}"'.encode()})
    assert add(address, "--to", tmp_path, "--as-at", "2024") == 0
    assert "woods/2024.html" in list_files(tmp_path)


def test_another_address_of_the_same_name_is_asked_about(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(site.serve("/north/progress", PAGE), "--to", tmp_path, "--as-at", "2024") == 0
    before = list_files(tmp_path)
    other = site.serve("/south/progress", PAGE)
    assert add(other, "--to", tmp_path, "--as-at", "2024") == 2
    assert "--publication progress adds to it, another id begins anew" in capsys.readouterr().err
    assert list_files(tmp_path) == before
    assert add(other, "--to", tmp_path, "--as-at", "2024", "--publication", "south") == 0
    assert "south/2024.html" in list_files(tmp_path)


# ---------------------------------------------------------------- what is there already


def test_an_unchanged_page_is_not_sent_again(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = site.serve("/forest-plan", PAGE, etag='"1a"')
    assert add(address, "--to", tmp_path) == 0
    before = list_files(tmp_path)
    capsys.readouterr()
    assert add(address, "--to", tmp_path) == 0
    assert "the server says that nothing changed since" in capsys.readouterr().out
    assert [headers["If-None-Match"] for path, headers in site.asked if path == "/forest-plan"] == [None, '"1a"']
    assert list_files(tmp_path) == before


def test_the_same_bytes_are_not_added_twice(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = site.serve("/forest-plan", PAGE)
    assert add(address, "--to", tmp_path, "--as-at", "2024-06") == 0
    before = list_files(tmp_path)
    capsys.readouterr()
    assert add(address, "--to", tmp_path) == 0
    assert capsys.readouterr().out == "forest-plan: nothing added: 2024-06.html is the same, byte for byte\n"
    assert list_files(tmp_path) == before
    assert add(address, "--to", tmp_path, "--as-at", "2024-09") == 0
    assert "forest-plan/2024-09.html" in list_files(tmp_path), "who gives a date of his own is believed"


def test_another_page_of_the_same_date_stands_beside_the_first(site: Site, tmp_path: Path) -> None:
    assert add(site.serve("/forest-plan", PAGE), "--to", tmp_path, "--as-at", "2024-06") == 0
    assert add(site.serve("/forest-plan", CHANGED), "--to", tmp_path, "--as-at", "2024-06") == 0
    second = f"2024-06~{hash_bytes(CHANGED.encode())[:8]}.html"
    assert (tmp_path / "forest-plan" / "2024-06.html").read_text(encoding="utf-8") == PAGE
    assert (tmp_path / "forest-plan" / second).read_text(encoding="utf-8") == CHANGED
    assert (tmp_path / "forest-plan" / f"{second}.meta.toml").is_file()


# ---------------------------------------------------------------- what fails leaves nothing


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (b"%PDF-1.7", "application/pdf", "served as application/pdf, which is not read; only HTML, text and JSON are"),
        (b"\x89PNG", "image/png", "served as image/png, which is not read; only HTML, text and JSON are"),
        (b"%PDF-1.7", "text/html", "this is a PDF document, which is not read"),
        (b"", "text/html", "the file is empty"),
        (b'{"a": 1}', "application/json", "not a page of the GOV.UK Content API"),
    ],
)
def test_what_is_no_page_is_not_added(
    body: bytes, content_type: str, said: str, site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(site.serve("/forest-plan", body, content_type=content_type), "--to", tmp_path / "corpus") == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "corpus").exists()


def test_one_of_several_pages_is_missing(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"forest-plan/2023.html": PAGE.encode()})
    address = site.serve("/forest-plan/pages/1/", PAGE.replace("</h1>", '</h1><a href="../2/">2</a>'))
    assert add(address, "--to", corpus, "--publication", "forest-plan") == 2
    assert "/pages/2/: the server answered 404 (Not Found)" in capsys.readouterr().err
    assert list_files(corpus) == ["forest-plan/2023.html"]


def test_what_a_killed_program_left_is_no_part_of_the_corpus(site: Site, tmp_path: Path) -> None:
    write_corpus(tmp_path, {".adding-x/forest-plan/2023.html": PAGE.encode(), "woods/2023.html": PAGE.encode()})
    assert [edition["edition_id"] for edition in run_editions(tmp_path, tmp_path / "o")] == ["woods@2023"]
    assert add(site.serve("/forest-plan", PAGE), "--to", tmp_path, "--as-at", "2024") == 0
    assert not (tmp_path / ".adding-x").exists()


def test_two_programs_do_not_add_at_once(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    assert add(site.serve("/forest-plan", PAGE), "--to", tmp_path) == 2
    os.close(handle)
    assert capsys.readouterr().err == f"extract: another program is adding to {tmp_path}\n"
    assert site.asked == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.html",), "nowhere.html: there is no such file or folder"),
        (("ftp://www.gov.wales/plan",), "only addresses that begin with http:// or https:// are fetched"),
        (("http://www.gov.wales/plan", "--as-at", "2024-13"), "--as-at 2024-13: no date; write 2024, 2024-06"),
        (("http://www.gov.wales/plan", "--publication", "../x"), "--publication ../x: an id is of letters"),
        (("page.html", "--editions", "http://127.0.0.1/cdx"), "--editions goes with an address"),
        (("http://www.gov.wales/plan", "--contact", "x\r\ny"), "only letters, digits and signs of ASCII"),
    ],
)
def test_what_cannot_be_asked_for(
    arguments: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(*arguments, "--to", tmp_path / "corpus") == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "corpus").exists()


def test_a_publication_is_no_corpus(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = write_corpus(tmp_path, {"woods/2023.html": PAGE.encode()})
    assert add(site.serve("/forest-plan", PAGE), "--to", corpus / "woods") == 2
    assert "this is the folder of one publication; give the corpus that it lies in" in capsys.readouterr().err


# ---------------------------------------------------------------- earlier editions


def stamp(day: str) -> str:
    return f"{day.replace('-', '')}120000"


def serve_captures(site: Site, page: str, captures: dict[str, str]) -> list[list[str]]:
    """Captures of a page in an archive, and the rows of its CDX server about them."""
    rows = [["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]]
    for day, body in captures.items():
        site.serve(f"/web/{stamp(day)}id_/{page}", body)
        rows.append(["key", stamp(day), page, "text/html", "200", hash_bytes(body.encode())[:16], "1"])
    rows.append(["key", stamp("2020-01-01"), page, "text/html", "404", "X", "1"])
    rows.append(["key", stamp("2020-01-02"), page, "application/pdf", "200", "Y", "1"])
    return rows


CAPTURES = {
    "2022-01-01": PAGE,
    "2022-02-01": RESTYLED,
    "2022-03-01": CHANGED,
    "2022-04-01": CHANGED.replace("<body>", "<body><!-- another build -->"),
    "2022-05-01": PAGE.replace("<body>", "<body><!-- as it was at first -->"),
}
KEPT = ["20220101T120000Z.html", "20220301T120000Z.html", "20220501T120000Z.html"]


def list_pages(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.html"))


def as_table(rows: list[list[str]]) -> str:
    return json.dumps(rows)


def as_json_lines(rows: list[list[str]]) -> str:
    names = ["urlkey", "timestamp", "url", "mime", "status", "digest", "length"]
    return "".join(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in rows[1:])


def as_words(rows: list[list[str]]) -> str:
    return "".join(" ".join(row) + "\n" for row in rows[1:])


@pytest.mark.parametrize("form", [as_table, as_json_lines, as_words])
def test_earlier_editions_from_a_cdx_server(form: Callable[[list[list[str]]], str], site: Site, tmp_path: Path) -> None:
    address = site.serve("/forest-plan", CAPTURES["2022-05-01"])
    rows = serve_captures(site, address, CAPTURES)
    quoted = address.replace(":", "%3A").replace("/", "%2F")
    site.serve(f"/cdx/search/cdx?url={quoted}&output=json", form(rows))
    assert add(address, "--to", tmp_path / "corpus", "--editions", f"{site.address}/cdx/search/cdx") == 0
    assert list_pages(tmp_path / "corpus/forest-plan") == KEPT
    sidecar = read_toml(tmp_path / f"corpus/forest-plan/{KEPT[1]}.meta.toml")
    assert (sidecar["address"], sidecar["time"].isoformat()) == (address, "2022-03-01T12:00:00+00:00")
    assert sidecar["answered"] == f"{site.address}/web/20220301120000id_/{address}"
    editions = run_editions(tmp_path / "corpus", tmp_path)
    assert [row["as_at"].isoformat() for row in editions] == ["2022-01-01", "2022-03-01", "2022-05-01"]
    assert {row["url"] for row in editions} == {address}
    before = len(site.paths)
    assert add(address, "--to", tmp_path / "corpus", "--editions", f"{site.address}/cdx/search/cdx") == 0
    assert list_pages(tmp_path / "corpus/forest-plan") == KEPT, "a second time adds nothing"
    assert len(site.paths) > before


def test_earlier_editions_from_a_timemap(site: Site, tmp_path: Path) -> None:
    address = site.serve("/forest-plan", CAPTURES["2022-05-01"])
    serve_captures(site, address, CAPTURES)
    times = {"2022-01-01": "Sat, 01 Jan", "2022-03-01": "Tue, 01 Mar", "2022-05-01": "Sun, 01 May"}
    mementos = [
        f'<{site.address}/web/{stamp(day)}/{address}>; rel="{first}memento"; datetime="{time} 2022 12:00:00 GMT"'
        for first, (day, time) in zip(("first ", "", "last "), times.items(), strict=True)
    ]
    page = f'<{site.address}/more>; rel="timemap"; type="application/link-format"'
    own = [f'<{address}>; rel="original"', f'<{site.address}/timemap/link/{address}>; rel="self timemap"', page]
    site.serve(f"/timemap/link/{address}", ",\n".join([*own, *mementos[:2]]), content_type="application/link-format")
    site.serve("/more", ",\n".join([page, *mementos[1:]]), content_type="application/link-format")
    assert add(address, "--to", tmp_path / "corpus", "--editions", f"{site.address}/timemap/link/") == 0
    assert list_pages(tmp_path / "corpus/forest-plan") == KEPT


def test_a_capture_that_is_missing_stops_no_other(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And a page that is gone today is no reason not to have what it was."""
    address = f"{site.address}/forest-plan"
    rows = serve_captures(site, address, CAPTURES)
    site.answers.pop(f"/web/{stamp('2022-03-01')}id_/{address}")
    quoted = address.replace(":", "%3A").replace("/", "%2F")
    site.serve(f"/all/cdx?url={quoted}&output=json", as_json_lines(rows))
    for day in ("2022-01-01", "2022-04-01"):
        site.serve(f"/all/{stamp(day)}id_/{address}", CAPTURES[day])
    assert add(address, "--to", tmp_path / "corpus", "--editions", f"{site.address}/all/cdx") == 3
    assert list_pages(tmp_path / "corpus/forest-plan") == ["20220101T120000Z.html", "20220401T120000Z.html"]
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 4
    assert errors[-1] == f"extract: {address}: the server answered 404 (Not Found)"


@pytest.mark.parametrize("body", ["<html>Sorry</html>", '[["timestamp"], ["2022"]]', "[1, 2]", "{"])
def test_what_is_no_list_of_captures(body: str, site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = site.serve("/forest-plan", PAGE)
    quoted = address.replace(":", "%3A").replace("/", "%2F")
    site.serve(f"/cdx?url={quoted}&output=json", body)
    site.serve(f"/timemap/{address}", body)
    for endpoint in ("cdx", "timemap/"):
        assert add(address, "--to", tmp_path / "corpus", "--editions", f"{site.address}/{endpoint}") == 2
        assert site.address in capsys.readouterr().err
        assert not (tmp_path / "corpus").exists()
