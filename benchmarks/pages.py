"""Pages by seeded variation: no two share their words, so no cache of ours or of a library is of any help."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.furniture import page_foot, page_head
from benchmarks.wording import Wording

_THEMES = 6
_TABLE_ROWS = 3
_HEADINGS = (3, 3, 3, 3, 3, 4)  # records under each theme of a page of headings

# Every page is a publication of its own: its names are learned anew, which is the dearest case.
_PAGE_NAME = "2021-03-24.html"


def make_pages(first: int, count: int) -> list[bytes]:
    """So many pages, half of them theme tables, half of them headings with labelled achievements."""
    return [make_page(seed) for seed in range(first, first + count)]


def make_page(seed: int, *, times: int = 1) -> bytes:
    """One page of about 120 kB; even seeds make tables, odd ones headings. `times` multiplies its own words."""
    wording = Wording(seed)
    title = _make_title(wording)
    head = page_head().format(title=title, address=f"https://plans.example.uk/{seed}")
    return f"{head}{_make_words(wording, seed, title, _THEMES * times)}{page_foot()}".encode()


def make_bare_page(seed: int, themes: int) -> bytes:
    """A page of so many themes with nothing around its own words: about 5 kB a theme."""
    wording = Wording(seed)
    title = _make_title(wording)
    return f"<!DOCTYPE html>\n<main>\n{_make_words(wording, seed, title, themes)}</main>\n".encode()


def _make_title(wording: Wording) -> str:
    return f"{wording['place']} action plan: summary of progress"


def _make_words(wording: Wording, seed: int, title: str, themes: int) -> str:
    make_theme = _make_table if seed % 2 == 0 else _make_headings
    own = "".join(make_theme(wording, number) for number in range(themes))
    return f"<h1>{title}</h1>\n<p>{wording.told(2)}</p>\n{own}"


def write_corpus(pages: list[bytes], folder: Path) -> Path:
    """A corpus folder with a publication for each page."""
    for number, page in enumerate(pages):
        publication = folder / f"plan-{number:04}"
        publication.mkdir(parents=True)
        (publication / _PAGE_NAME).write_bytes(page)
    return folder


def _make_table(wording: Wording, number: int) -> str:
    rows = "".join(_make_row(wording) for _ in range(_TABLE_ROWS))
    return (
        f'<h2 id="theme-{number}">{wording.heading()}</h2>\n<div class="table-scroll"><table>\n'
        f'<caption>Table {number + 1}</caption>\n<thead><tr><th scope="col">Initial action and progress</th>'
        f'<th scope="col">Next steps</th><th scope="col">Target date</th></tr></thead>\n<tbody>\n{rows}</tbody>'
        "</table></div>\n"
    )


def _make_row(wording: Wording) -> str:
    progress = "".join(f"<p>{wording.told(2)} {wording.linked()}</p>\n" for _ in range(2))
    steps = _make_list(wording.step() for _ in range(wording.count(0, 2)))
    return (
        f"<tr><td><p>{wording.promised(2)}</p>\n{progress}</td>\n"
        f"<td><p>{wording.promised(2)}</p>\n<p>{wording.promised(1)} {wording.told(1)}</p>\n{steps}</td>\n"
        f"<td><p>{wording.target()}</p></td></tr>\n"
    )


def _make_headings(wording: Wording, number: int) -> str:
    records = "".join(_make_record(wording) for _ in range(_HEADINGS[number % len(_HEADINGS)]))
    return (
        f'<div class="accordion__section"><button type="button" class="accordion__button" aria-expanded="false">'
        f'<h2 class="accordion__heading">{number + 1}. {wording.heading()}</h2></button>\n'
        f'<div class="accordion__body">\n{records}</div></div>\n'
    )


def _make_record(wording: Wording) -> str:
    achievements = "".join(f"<p>{wording.told(2)} {wording.linked()}</p>\n" for _ in range(3))
    return (
        f"<h3>{wording.promised(1)}</h3>\n<p>{wording.promised(1)}</p>\n"
        f"<p><strong>Summary of achievements</strong></p>\n{achievements}"
        f"{_make_list(wording.told(1) for _ in range(wording.count(1, 2)))}"
    )


def _make_list(items: Iterator[str]) -> str:
    lines = "".join(f"<li>{item}</li>\n" for item in items)
    return f"<ul>\n{lines}</ul>\n" if lines else ""
