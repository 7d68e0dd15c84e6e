"""Which files make which edition of which publication."""

from __future__ import annotations

import hashlib
import re
import tomllib
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from extract.errors import InputError
from extract.model import Publication

# 2020, 2020-12 or 2020-12-18, with a suffix such as ~cy for a second language.
_DATED = re.compile(r"(?P<date>\d{4}(?:-\d{2}(?:-\d{2})?)?)(?P<suffix>~[\w-]+)?$")
_DATE_IN_NAME = re.compile(r"[-_. ]*(?P<date>(?:19|20)\d\d-\d\d(?:-\d\d)?|(?:19|20)\d\d)$")
# What people keep beside the pages.
_BESIDE = frozenset(("readme", "licence", "license", "notice", "changelog"))
_NOT_PAGES = frozenset((".toml", ".sqlite", ".sqlite-wal", ".sqlite-shm", ".parquet"))
# A folder that holds this is what a run wrote, not a publication.
_RUN_FILE = "run.json"
# BCP 47's primary subtag: two or three letters.
_LANGUAGE = re.compile(r"~(?P<language>[a-z]{2,3})(?:-\w+)?$")


@dataclass(frozen=True, slots=True)
class EditionFiles:
    """The files of one edition, in natural order.

    name: as the file or folder says it (`2020-12`), None when it holds no date; as_at is then None too.
    names: of each file, what locators begin with when there are several.
    """

    publication: Publication
    name: str | None
    as_at: date | None
    as_at_precision: str | None
    paths: tuple[Path, ...]
    url: str | None = None
    words: tuple[Path, ...] = ()
    bodies: tuple[Path, ...] = ()


def find_editions(path: Path, *, only: str | None = None) -> tuple[EditionFiles, ...]:
    """The editions of a corpus folder, of one publication's folder, or of a single file.

    Args:
        only: The id of one publication; the others are passed over.

    Raises:
        InputError: The path does not exist, holds no page, or its `publication.toml` is broken; or `only` is not there.
    """
    return tuple(chain.from_iterable(find_publications(path, only=only)))


def find_publications(path: Path, *, only: str | None = None) -> Iterator[tuple[EditionFiles, ...]]:
    """The editions of one publication after another, as `find_editions` has them, looked for as they are asked for.

    Raises:
        InputError: As `find_editions`; where there is no page, or not the one publication, at the end.
    """
    passed: set[str] = set()
    found = False
    try:
        for publication_id, editions in groupby(_look_into(path), lambda one: one.publication.publication_id):
            if only in (None, publication_id):
                found = True
                yield tuple(editions)
            else:
                passed.add(publication_id)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    if not found and passed:
        raise InputError(f"{path}: no publication {only!r}; there are {', '.join(sorted(passed))}")
    if not found:
        raise InputError(f"{path}: no pages in this folder; a page is {path}/<publication>/<date>.html or .txt")


def _look_into(path: Path) -> Iterator[EditionFiles]:
    if path.is_file():
        yield from _read_single(path)
    elif path.is_dir():
        folders = [path] if _is_publication(path) else sorted(filter(_may_be_publication, path.iterdir()))
        for folder in folders:
            yield from _read_publication(folder)
    elif path.exists():
        raise InputError(f"{path}: neither a file nor a folder")
    else:
        raise InputError(f"{path}: there is no such file or folder")


def read_as_at(name: str) -> tuple[date, str] | None:
    """The last day of what a name says, and its precision; None when it says no date.

    >>> read_as_at("2020-12"), read_as_at("2021-03-24~cy"), read_as_at("notes"), read_as_at("2020-13")
    ((datetime.date(2020, 12, 31), 'month'), (datetime.date(2021, 3, 24), 'day'), None, None)
    """
    found = _DATED.fullmatch(name)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in [*found["date"].split("-"), "", ""][:3])
    if year is None or not 1900 <= year <= 2200 or (month is not None and not 1 <= month <= 12):
        return None
    if month is None:
        return date(year, 12, 31), "year"
    last = monthrange(year, month)[1]
    if day is None:
        return date(year, month, last), "month"
    return (date(year, month, day), "day") if 1 <= day <= last else None


def read_language(name: str) -> str | None:
    """The language that the suffix of an edition's name says, if any.

    >>> read_language("2024-06-30~cy"), read_language("2024-06-30~1a2b3c4d"), read_language("2024-06-30")
    ('cy', None, None)
    """
    found = _LANGUAGE.search(name)
    return found["language"] if found else None


def hash_bytes(data: bytes) -> str:
    """The SHA-256 of a file's content, in hex."""
    return hashlib.sha256(data).hexdigest()


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's content, however large; empty where it cannot be read at all."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def name_of(path: Path) -> str:
    """The name of a file or folder as text that any table can hold, also where the disk has it in no encoding.

    >>> name_of(Path("2024-05.html"))
    '2024-05.html'
    """
    return path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def place_of(files: EditionFiles, path: Path) -> str:
    """A file's path from its publication's folder on: the same wherever the corpus lies."""
    inside = f"{files.name}/{name_of(path)}" if path.parent.name == files.name else name_of(path)
    return f"{files.publication.publication_id}/{inside}"


def _is_publication(folder: Path) -> bool:
    """Whether a folder is one publication's: it has its description or a page of its own in it."""
    return (folder / "publication.toml").exists() or any(read_as_at(_stem(child)) for child in folder.iterdir())


def _may_be_publication(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".") and not (path / _RUN_FILE).exists()


def _stem(path: Path) -> str:
    return path.name if path.is_dir() else path.stem


def _is_page(path: Path) -> bool:
    plain = path.is_file() and not path.name.startswith(".") and path.suffix.lower() not in _NOT_PAGES
    return plain and path.stem.lower() not in _BESIDE


def _natural(path: Path) -> tuple[tuple[int, str], ...]:
    """2.html before 10.html."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", path.name.lower()))


def _read_single(path: Path) -> Iterator[EditionFiles]:
    """One page: with its publication's description where it lies in a publication's folder, else by itself."""
    if not _is_page(path):
        raise InputError(f"{path}: this is not a page by its name")
    folder = path.resolve().parent
    sidecar = _read_toml(path.with_name(path.name + ".meta.toml"))
    dated, named = read_as_at(path.stem) is not None, _text(sidecar, "publication")
    if dated and named is None:
        yield from _read_entry(path, _describe(folder), folder)
        return
    in_name = _DATE_IN_NAME.search(path.stem)
    plain = path.stem[: in_name.start()] if in_name else path.stem
    publication = Publication(_slug(named or name_of(Path(plain))), country=_text(sidecar, "country"))
    name = path.stem if dated else in_name["date"] if in_name else ""
    yield _edition_files(publication, name, (path,), _address(sidecar), _beside(folder, folder))


def _slug(text: str) -> str:
    return re.sub(r"[^\w.-]+", "-", text.strip()).strip("-") or "page"


def _read_publication(folder: Path) -> Iterator[EditionFiles]:
    publication = _describe(folder)
    for child in sorted(folder.iterdir(), key=_natural):
        yield from _read_entry(child, publication, folder)


def _read_entry(entry: Path, publication: Publication, folder: Path) -> Iterator[EditionFiles]:
    """The edition that a file or folder in a publication's folder is; nothing where it is none."""
    if entry.is_dir():
        dated = read_as_at(entry.name) is not None
        paths = tuple(sorted(filter(_is_page, entry.iterdir()), key=_natural)) if dated else ()
    else:
        paths = (entry,) if _is_page(entry) else ()
    if paths:
        sidecar = _read_toml(entry.with_name(entry.name + ".meta.toml"))
        url = _addresses(folder).get(entry.name) or _address(sidecar) or publication.url
        publication = replace(publication, country=publication.country or _text(sidecar, "country"))
        yield _edition_files(publication, _stem(entry), paths, url, _beside(folder.parent, folder))


def _address(sidecar: Mapping[str, Any]) -> str | None:
    return _text(sidecar, "address") or _text(sidecar, "url")


def _text(table: Mapping[str, Any], key: str) -> str | None:
    value = table.get(key)
    return value if isinstance(value, str) else None


def _edition_files(
    publication: Publication,
    name: str,
    paths: tuple[Path, ...],
    url: str | None,
    words: tuple[tuple[Path, ...], tuple[Path, ...]],
) -> EditionFiles:
    as_at, precision = read_as_at(name) or (None, None)
    return EditionFiles(publication, name if as_at else None, as_at, precision, paths, url, *words)


def _beside(corpus: Path, folder: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The words and the organisations that people added beside a corpus and beside a publication."""
    folders = dict.fromkeys((corpus, folder))
    return (
        tuple(place / "vocabulary.toml" for place in folders if (place / "vocabulary.toml").exists()),
        tuple(place / "organisations.toml" for place in folders if (place / "organisations.toml").exists()),
    )


def _describe(folder: Path) -> Publication:
    known = _read_toml(folder / "publication.toml")
    texts = {key: known.get(key) for key in ("title", "publisher", "url", "licence", "country", "language")}
    for key, value in texts.items():
        if value is not None and not isinstance(value, str):
            raise InputError(f"{folder}/publication.toml: {key} must be text, not {value!r}")
    return Publication(name_of(folder.resolve()), **texts)


def _addresses(folder: Path) -> dict[str, str]:
    """The address of each file that `publication.toml` names under [[source]]."""
    sources = _read_toml(folder / "publication.toml").get("source", [])
    entries: Sequence[Any] = sources if isinstance(sources, list) else []
    return {
        str(entry["file"]): str(entry["url"])
        for entry in entries
        if isinstance(entry, dict) and {"file", "url"} <= set(entry)
    }


def _read_toml(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a TOML file: {error}") from error
