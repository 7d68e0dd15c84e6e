"""Web archives as inputs of a run: archives of every kind that crawlers write, and damaged ones."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter, GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from extract.cli import run_command
from extract.corpus import hash_bytes
from tests.corpora import PAGE, Row, read_bytes, read_rows, write_corpus

ADDRESS = "https://www.gov.wales/plans/forest-plan"
CHANGED = PAGE.replace("300 trees", "400 trees")


@dataclass(frozen=True)
class Capture:
    """A record of an archive: an answer of a server, unless another kind is named."""

    body: bytes = PAGE.encode()
    day: str = "2021-03-24"
    address: str = ADDRESS
    status: str = "200 OK"
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "response"

    def make_record(self) -> bytes:
        """The record as WARC/1.0 writes it (ISO 28500), the block not packed."""
        lines = [f"HTTP/1.1 {self.status}"]
        lines += [f"{name}: {value}" for name, value in {"Content-Type": "text/html", **self.headers}.items()]
        block = "\r\n".join([*lines, "", ""]).encode() + self.body
        head = [
            "WARC/1.0",
            f"WARC-Type: {self.kind}",
            f"WARC-Target-URI: {self.address}",
            f"WARC-Date: {self.day}T10:15:00Z",
            f"WARC-Record-ID: <urn:uuid:{zlib.crc32(block):032x}>",
            "Content-Type: application/http; msgtype=response",
            f"Content-Length: {len(block)}",
        ]
        return "\r\n".join([*head, "", ""]).encode() + block + b"\r\n\r\n"


def write_archive(path: Path, *captures: Capture) -> Path:
    """An archive by its ending: plain, or every record packed by itself."""
    records = [capture.make_record() for capture in captures]
    path.write_bytes(b"".join(map(gzip.compress, records) if path.suffix == ".gz" else records))
    return path


def run(out: Path, *inputs: Path | str, code: int = 0) -> list[Row]:
    """The editions that a run over some inputs makes."""
    assert run_command(["run", *map(str, inputs), "--out", str(out)]) == code
    return read_rows(out, "editions")


def describe(rows: list[Row]) -> list[tuple[str, str, str]]:
    return [(row["edition_id"].partition("~")[0], str(row["as_at"]), row["as_at_source"]) for row in rows]


# ---------------------------------------------------------------- what is read


@pytest.mark.parametrize("ending", ["warc", "warc.gz"])
def test_captures_of_one_address_are_editions_of_one_publication(ending: str, tmp_path: Path) -> None:
    archive = write_archive(
        tmp_path / f"crawl.{ending}",
        Capture(CHANGED.encode(), "2021-06-01"),
        Capture(PAGE.encode(), "2021-03-24"),
        Capture(PAGE.encode(), "2021-04-24", "http://WWW.gov.wales/plans/forest-plan/"),
        Capture(PAGE.encode(), "2021-03-24", "https://www.gov.wales/plans/other-plan?part=2"),
    )
    editions = run(tmp_path / "out", archive)
    assert describe(editions) == [
        ("forest-plan@2021-03-24", "2021-03-24", "capture"),
        ("forest-plan@2021-06-01", "2021-06-01", "capture"),
        ("other-plan@2021-03-24", "2021-03-24", "capture"),
    ]
    assert [row["url"] for row in editions[:2]] == [ADDRESS, ADDRESS]
    assert [row["source_sha256"] for row in editions[:2]] == [hash_bytes(PAGE.encode()), hash_bytes(CHANGED.encode())]
    for row in read_rows(tmp_path / "out", "sources"):
        publication_id, _, place = row["path"].partition("/")
        assert publication_id in ("forest-plan", "other-plan")
        assert place.startswith(f"crawl.{ending}@")
    changes = read_rows(tmp_path / "out", "changes")
    assert [row["kind"] for row in changes] == ["quantity_changed"]
    assert run_command(["check", str(tmp_path / "out")]) == 0
    assert run_command(["check", str(tmp_path / "out"), "--against", str(archive)]) == 0


def test_the_page_says_its_date_itself(tmp_path: Path) -> None:
    page = PAGE.replace("<h2>", "<p>Last updated: 18 December 2020</p><h2>", 1)
    (edition,) = run(tmp_path / "out", write_archive(tmp_path / "a.warc", Capture(page.encode())))
    assert (str(edition["as_at"]), edition["as_at_source"]) == ("2020-12-18", "page")


def test_an_archive_gives_what_its_pages_give_as_files(tmp_path: Path) -> None:
    """The same words, records and mentions; only where they came from differs."""
    pages = {"2021-03-24": PAGE, "2021-06-01": CHANGED}
    archive = write_archive(tmp_path / "a.warc.gz", *(Capture(page.encode(), day) for day, page in pages.items()))
    corpus = write_corpus(
        tmp_path / "corpus", {f"forest-plan/{day}.html": page.encode() for day, page in pages.items()}
    )
    run(tmp_path / "files", corpus)
    run(tmp_path / "archive", archive)
    for table, columns in {"records": ["action", "progress", "money"], "mentions": ["text", "start"]}.items():
        one, other = (
            [[row[column] for column in columns] for row in read_rows(tmp_path / out, table)]
            for out in ("files", "archive")
        )
        assert one == other
        assert one


def pack_brotli(data: bytes) -> bytes:
    stream = io.BytesIO()
    with BrotliWriter(stream) as writer:
        writer.write(data)
        writer.finish()
    return stream.getvalue()


ENCODED = {
    "gzip": ({"Content-Encoding": "gzip"}, gzip.compress(PAGE.encode())),
    "deflate": ({"Content-Encoding": "deflate"}, zlib.compress(PAGE.encode())),
    "bare deflate": ({"Content-Encoding": "deflate"}, zlib.compress(PAGE.encode(), wbits=-15)),
    "brotli": ({"content-encoding": "br"}, pack_brotli(PAGE.encode())),
    "chunked": ({"Transfer-Encoding": "chunked"}, b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE.encode()), PAGE.encode())),
    "undone by the crawler": ({"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}, PAGE.encode()),
    "with a charset": ({"Content-Type": "text/html; charset=utf-8"}, PAGE.encode()),
    "xhtml": ({"Content-Type": "application/xhtml+xml"}, PAGE.encode()),
}
PACKED = gzip.compress(PAGE.encode())
ENCODED["both"] = (
    {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"},
    b"%x\r\n%s\r\n0\r\n\r\n" % (len(PACKED), PACKED),
)


@pytest.mark.parametrize("encoding", ENCODED)
def test_what_was_done_to_a_page_for_the_way_is_undone(encoding: str, tmp_path: Path) -> None:
    headers, body = ENCODED[encoding]
    (edition,) = run(tmp_path / "out", write_archive(tmp_path / "a.warc", Capture(body, headers=headers)))
    assert edition["source_sha256"] == hash_bytes(PAGE.encode())


@pytest.mark.parametrize(
    "other",
    [
        Capture(status="404 Not Found"),
        Capture(status="301 Moved Permanently", headers={"Location": ADDRESS}),
        Capture(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}),
        Capture(b"body { }", headers={"Content-Type": "text/css"}),
        Capture(b"", kind="revisit"),
        Capture(kind="request"),
        Capture(kind="resource"),
        Capture(address="dns:www.gov.wales"),
        Capture(address="https://www.gov.wales/robots.txt", headers={"Content-Type": "text/plain"}),
    ],
    ids=lambda capture: f"{capture.kind} {capture.status} {capture.headers.get('Content-Type', '')} {capture.address}",
)
def test_what_is_no_answer_with_a_page_is_passed_over(other: Capture, tmp_path: Path) -> None:
    later = replace(other, day="2021-05-01")
    archive = write_archive(tmp_path / "a.warc.gz", replace(other, day="2021-01-01"), Capture(), later)
    assert describe(run(tmp_path / "out", archive)) == [("forest-plan@2021-03-24", "2021-03-24", "capture")]


def test_an_archive_as_fastwarc_writes_it(tmp_path: Path) -> None:
    """A writer other than the one of these tests: WARC/1.1, digests, every record packed by itself."""
    stream = io.BytesIO()
    for page, day in ((PAGE, "2021-03-24"), (CHANGED, "2021-06-01")):
        record = WarcRecord()
        record.init_headers(WarcRecordType.response)
        record.headers["WARC-Target-URI"] = f"<{ADDRESS}>"
        record.headers["WARC-Date"] = f"{day}T10:15:00.123456Z"
        record.headers["Content-Type"] = "application/http; msgtype=response"
        record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page.encode())
        with GzipWriter(stream) as writer:
            record.write(writer, checksum_data=True)
            writer.finish()
    (tmp_path / "a.warc.gz").write_bytes(stream.getvalue())
    assert [row["url"] for row in run(tmp_path / "out", tmp_path / "a.warc.gz")] == [ADDRESS, ADDRESS]


def test_addresses_that_end_alike_are_two_publications(tmp_path: Path) -> None:
    one, other = Capture(address="https://www.gov.wales/a/plan"), Capture(address="https://www.gov.wales/b/plan")
    names = [row["publication_id"] for row in run(tmp_path / "out", write_archive(tmp_path / "a.warc", one, other))]
    turned = run(tmp_path / "turned", write_archive(tmp_path / "b.warc", other, one))
    assert sorted(names) == sorted(row["publication_id"] for row in turned)
    assert len(set(names)) == 2
    assert all(name.startswith("plan-") for name in names)


# ---------------------------------------------------------------- several inputs


@pytest.fixture
def inputs(tmp_path: Path) -> list[Path]:
    corpus = write_corpus(
        tmp_path / "corpus", {"woods/2021.html": PAGE.encode(), "forest-plan/2020.html": b"<p>Old.</p>"}
    )
    return [
        write_archive(tmp_path / "2.warc.gz", Capture(CHANGED.encode(), "2021-06-01")),
        corpus,
        write_archive(tmp_path / "1.warc.gz", Capture()),
        write_corpus(tmp_path, {"loose/river-plan-2022-05.html": PAGE.encode()}) / "loose" / "river-plan-2022-05.html",
    ]


def test_several_inputs_are_one_run(inputs: list[Path], tmp_path: Path) -> None:
    editions = run(tmp_path / "out", *inputs)
    assert [row["edition_id"].partition("~")[0] for row in editions] == [
        "forest-plan@2020",
        "forest-plan@2021-03-24",
        "forest-plan@2021-06-01",
        "river-plan@2022-05",
        "woods@2021",
    ]
    run(tmp_path / "turned", *reversed(inputs), inputs[0], tmp_path / "corpus" / "woods")
    assert read_bytes(tmp_path / "out") == read_bytes(tmp_path / "turned"), "their order makes no difference"
    workers = tmp_path / "workers"
    assert run_command(["run", *map(str, inputs), "--out", str(workers), "--workers", "2"]) == 0
    assert read_bytes(tmp_path / "out") == read_bytes(workers)
    run(tmp_path / "only", *inputs, "--only", "woods")
    assert len(read_rows(tmp_path / "only", "editions")) == 1


def test_inputs_from_a_list(inputs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(map(str, inputs[1:])) + "\n\n"
    (tmp_path / "list.txt").write_text(text, encoding="utf-8")
    run(tmp_path / "out", *inputs)
    run(tmp_path / "listed", inputs[0], "--list", tmp_path / "list.txt")
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    run(tmp_path / "piped", inputs[0], "--list", "-")
    assert read_bytes(tmp_path / "out") == read_bytes(tmp_path / "listed") == read_bytes(tmp_path / "piped")


# ---------------------------------------------------------------- what is broken


def run_badly(tmp_path: Path, archive: Path, capsys: pytest.CaptureFixture[str]) -> tuple[list[Row], str]:
    """The editions of a run that leaves with 3, and what it says."""
    editions = run(tmp_path / "out", archive, code=3)
    return editions, capsys.readouterr().err


BROKEN: dict[str, tuple[Capture, str]] = {
    "gzip cut": (Capture(PACKED[:-20], headers={"Content-Encoding": "gzip"}), "it is cut short"),
    "deflate": (Capture(b"\x01\x02", headers={"Content-Encoding": "deflate"}), "the record is damaged"),
    "brotli": (Capture(b"\xff\xff", headers={"Content-Encoding": "br"}), "the record is damaged"),
    "chunks cut": (Capture(b"500\r\n<p>", headers={"Transfer-Encoding": "chunked"}), "the record is damaged"),
    "bomb": (Capture(gzip.compress(bytes(10**8)), headers={"Content-Encoding": "gzip"}), "which a page may have"),
    "empty": (Capture(b""), "the file is empty"),
    "binary": (Capture(b"%PDF-1.7"), "this is a PDF document"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_page_stops_no_other(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken, said = BROKEN[name]
    archive = write_archive(tmp_path / "a.warc.gz", replace(broken, day="2021-01-01"), Capture(), broken)
    editions, errors = run_badly(tmp_path, archive, capsys)
    assert describe(editions) == [("forest-plan@2021-03-24", "2021-03-24", "capture")]
    assert said in errors
    assert "forest-plan/a.warc.gz@0" in errors
    places = [row["path"] for row in read_rows(tmp_path / "out", "sources") if row["edition_id"] is None]
    assert "forest-plan/a.warc.gz@0" in places
    assert run_command(["check", str(tmp_path / "out")]) == 0


@pytest.mark.parametrize("ending", ["warc", "warc.gz"])
@pytest.mark.parametrize("kept", [0.3, 0.51, 0.6, 0.97])
def test_an_archive_that_breaks_off(
    ending: str, kept: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stands whole before the end is read, and that there was more is said."""
    archive = tmp_path / f"a.{ending}"
    write_archive(archive, *(Capture(PAGE.replace("300", f"30{n}").encode(), f"2021-0{n}-01") for n in range(1, 9)))
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * kept)])
    editions, errors = run_badly(tmp_path, archive, capsys)
    assert len(editions) == int(8 * kept)
    assert len(errors.splitlines()) == 1
    assert "breaks off in this record" in errors or "the archive is damaged" in errors


def test_an_archive_that_is_damaged_in_the_middle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = [
        Capture(day=f"2021-0{number}-01", body=PAGE.replace("300", f"{number}").encode()) for number in (1, 2, 3)
    ]
    packed = [bytearray(gzip.compress(record.make_record())) for record in records]
    packed[1][20:60] = bytes(40)
    (tmp_path / "a.warc.gz").write_bytes(b"".join(packed))
    editions, errors = run_badly(tmp_path, tmp_path / "a.warc.gz", capsys)
    assert [str(row["as_at"]) for row in editions] == ["2021-01-01"]
    assert "behind this place the archive is damaged, and the rest of it is not read" in errors


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "there are no pages in these files"),
        (b"this is no archive at all, only some words", "this is not a web archive"),
        (gzip.compress(Capture().make_record() + Capture(CHANGED.encode()).make_record()), "packed as a whole"),
        (gzip.compress(Capture(status="404 Not Found").make_record()), "there are no pages in these files"),
    ],
)
def test_archives_that_cannot_be_used(
    content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.warc.gz").write_bytes(content)
    assert run_command(["run", str(tmp_path / "a.warc.gz"), "--out", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.warc.gz"], "nowhere.warc.gz: cannot be read: No such file or directory"),
        ([], "what is to be read? give a corpus, pages, or --list"),
        (["--list", "nowhere.txt"], "nowhere.txt: this list cannot be read: No such file or directory"),
        (
            ["one/2021.html", "two/one/2021.html"],
            "two files are one/2021.html: one/2021.html and two/one/2021.html; give",
        ),
        (["one/2021.html", "two", "--only", "plan"], "no publication 'plan'; there are one"),
    ],
)
def test_inputs_that_cannot_be_used(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    write_corpus(tmp_path, {"one/2021.html": PAGE.encode(), "two/one/2021.html": CHANGED.encode()})
    if "--only" in arguments:
        (tmp_path / "two/one/2021.html").rename(tmp_path / "two/one/2022.html")
    assert run_command(["run", *arguments, "--out", "out"]) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()
