"""A corpus in a store of objects: read as if it lay here, and only what changed is copied."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from extract.cli import run_command
from extract.mirrors import open_inputs
from tests.corpora import PAGE, read_bytes, write_corpus

PAGES = {
    "forest-plan/2020.html": PAGE.encode(),
    "forest-plan/2021.html": PAGE.replace("300", "400").encode(),
    "forest-plan/publication.toml": b'title = "Our forest plan"\n',
    "forest-plan/2022-06/1.html": PAGE.encode(),
}


def copy(address: str, cache: Path | None) -> dict[str, bytes]:
    """What is read in the place of an address."""
    with open_inputs([address], cache) as (folder,):
        return read_bytes(folder)


@pytest.mark.parametrize("kept", [True, False])
def test_a_run_over_a_store_is_that_over_its_files(kept: bool, tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", PAGES)
    options = ["--cache", str(tmp_path / "cache")] if kept else ["--no-cache"]
    assert run_command(["run", str(corpus), "--out", str(tmp_path / "here"), *options]) == 0
    assert run_command(["run", corpus.as_uri(), "--out", str(tmp_path / "there"), *options]) == 0
    assert read_bytes(tmp_path / "here") == read_bytes(tmp_path / "there")


def test_only_what_changed_is_copied(tmp_path: Path) -> None:
    corpus, cache = write_corpus(tmp_path / "corpus", PAGES), tmp_path / "cache"
    assert copy(corpus.as_uri(), cache) == PAGES
    (copied,) = cache.glob("corpora/*/corpus/forest-plan/2020.html")
    # What was copied is taken as it is, for as long as size and time are what they were.
    copied.write_bytes(b"Mine.")
    assert copy(corpus.as_uri(), cache)["forest-plan/2020.html"] == b"Mine."
    os.utime(corpus / "forest-plan" / "2020.html", (1, 1))
    (corpus / "forest-plan" / "2021.html").unlink()
    (corpus / "forest-plan" / "2023.html").write_bytes(b"<p>New.</p>")
    copied.with_name("publication.toml").unlink()
    changed = {name: page for name, page in PAGES.items() if "2021" not in name}
    assert copy(corpus.as_uri(), cache) == changed | {"forest-plan/2023.html": b"<p>New.</p>"}


def test_a_page_or_an_archive_may_be_named_alone(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", PAGES)
    with open_inputs([str(corpus), (corpus / "forest-plan/2020.html").as_uri()], tmp_path / "cache") as (one, other):
        assert one == corpus
        assert (other.name, other.read_bytes()) == ("2020.html", PAGE.encode())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("memory://nothing/here", ": there are no files at this address"),
        ("nowhere://nothing/here", " cannot be reached: "),
    ],
)
def test_addresses_without_files(address: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["run", address, "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith(f"extract: {address}{said}")
