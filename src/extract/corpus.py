"""Which files make which edition of which publication."""

from __future__ import annotations

import hashlib
import re
import tomllib
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from extract.archives import ArchivedPage, PageFile
from extract.errors import InputError
from extract.model import Publication

# 2020, 2020-12 or 2020-12-18, with a suffix such as ~cy for a second language.
_DATED = re.compile(r"(?P<date>\d{4}(?:-\d{2}(?:-\d{2})?)?)(?P<suffix>~[\w-]+)?$")
_DATE_IN_NAME = re.compile(r"[-_. ]*(?P<date>(?:19|20)\d\d-\d\d(?:-\d\d)?|(?:19|20)\d\d)$")
# What stands beside a page and says where it came from.
_SIDECAR = ".meta.toml"
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
    captured: the day on which it was fetched, for want of a better date.
    """

    publication: Publication
    name: str | None
    as_at: date | None
    as_at_precision: str | None
    paths: tuple[PageFile, ...]
    url: str | None = None
    words: tuple[Path, ...] = ()
    bodies: tuple[Path, ...] = ()
    captured: date | None = None

    @property
    def entry(self) -> Path:
        """The file or the folder that it is; of a page in an archive the archive."""
        page = self.paths[0]
        if isinstance(page, ArchivedPage):
            return page.archive
        return page.parent if len(self.paths) > 1 or page.parent.name == self.name else page


def find_editions(path: Path, *, only: str | None = None, may_be_empty: bool = False) -> tuple[EditionFiles, ...]:
    """The editions of a corpus folder, of one publication's folder, or of a single file.

    Args:
        only: The id of one publication; the others are passed over.
        may_be_empty: Whether a corpus that is still to be filled will do: then it has no editions.

    Raises:
        InputError: The path does not exist, holds no page, or its `publication.toml` is broken; or `only` is not there.
    """
    if may_be_empty and not path.exists():
        return ()
    return tuple(chain.from_iterable(find_publications(path, only=only, may_be_empty=may_be_empty)))


def find_publications(
    path: Path, *, only: str | None = None, may_be_empty: bool = False
) -> Iterator[tuple[EditionFiles, ...]]:
    """The editions of one publication after another, looked for as they are asked for; else as `find_editions`."""
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
    if found or may_be_empty:
        return
    if passed:
        raise InputError(f"{path}: no publication {only!r}; there are {', '.join(sorted(passed))}")
    raise InputError(f"{path}: no pages in this folder; a page is {path}/<publication>/<date>.html or .txt")


def _look_into(path: Path) -> Iterator[EditionFiles]:
    if path.is_file():
        yield from _read_single(path)
    elif path.is_dir():
        folders = [path] if is_publication(path) else sorted(filter(_may_be_publication, path.iterdir()))
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


def hash_file(path: PageFile) -> str:
    """The SHA-256 of a page, however large; empty where it cannot be read at all."""
    if isinstance(path, ArchivedPage):
        return path.sha256
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def place_of(files: EditionFiles, path: PageFile | None = None) -> str:
    """The path of a page from its publication's folder on: the same wherever the corpus lies.

    Args:
        path: One of the edition's; its first where none is given.
    """
    page = path or files.paths[0]
    folder = f"{name_of(page.parent)}/" if isinstance(page, Path) and page.parent == files.entry else ""
    return f"{files.publication.publication_id}/{folder}{name_of(page)}"


def name_of(path: PageFile) -> str:
    """The name of a file or folder as text that any table can hold, also where the disk has it in no encoding.

    >>> name_of(Path("2024-05.html"))
    '2024-05.html'
    """
    return path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_publication(folder: Path) -> bool:
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
    sidecar = read_sidecar(path)
    dated, named = read_as_at(path.stem) is not None, _text(sidecar, "publication")
    if named == folder.name or (dated and named is None):
        yield from _read_entry(path, _describe(folder), folder)
        return
    in_name = _DATE_IN_NAME.search(path.stem)
    plain = path.stem[: in_name.start()] if in_name else path.stem
    publication = Publication(make_slug(named or name_of(Path(plain))), country=_text(sidecar, "country"))
    name = path.stem if dated else in_name["date"] if in_name else ""
    yield _edition_files(publication, name, (path,), sidecar, find_beside(folder, folder))


def make_slug(text: str) -> str:
    """A text as the id of a publication.

    >>> make_slug("River plan: progress")
    'River-plan-progress'
    """
    return re.sub(r"[^\w.-]+", "-", text.strip()).strip("-") or "page"


def _read_publication(folder: Path) -> Iterator[EditionFiles]:
    publication = _describe(folder)
    for child in sorted(folder.iterdir(), key=_natural):
        yield from _read_entry(child, publication, folder)


def find_entry(entry: Path, folder: Path) -> EditionFiles:
    """The edition that one file or folder is, or would be if it lay in a publication's folder.

    Raises:
        InputError: It is none by its name.
    """
    for edition in _read_entry(entry, _describe(folder), folder):
        return edition
    raise InputError(f"{entry}: this is not an edition by its name")


def _read_entry(entry: Path, publication: Publication, folder: Path) -> Iterator[EditionFiles]:
    """The edition that a file or folder in a publication's folder is; nothing where it is none."""
    if entry.is_dir():
        paths = tuple(sorted(filter(_is_page, entry.iterdir()), key=_natural)) if _is_edition(entry) else ()
    else:
        paths = (entry,) if _is_page(entry) else ()
    if paths:
        sidecar = read_sidecar(entry) or read_sidecar(paths[0])
        address = _addresses(folder).get(entry.name)
        publication = replace(publication, country=publication.country or _text(sidecar, "country"))
        found = _edition_files(publication, _stem(entry), paths, sidecar, find_beside(folder.parent, folder))
        yield replace(found, url=address or found.url or publication.url)


def _is_edition(folder: Path) -> bool:
    """Whether a folder in a publication's folder is one edition: by its name, or since what lies in it was fetched."""
    return read_as_at(folder.name) is not None or any(child.name.endswith(_SIDECAR) for child in folder.iterdir())


def sidecar_path(page: Path) -> Path:
    """Where it is written where a page came from.

    >>> sidecar_path(Path("plan/2024-06.html")).name
    '2024-06.html.meta.toml'
    """
    return page.with_name(page.name + _SIDECAR)


def read_sidecar(page: Path) -> Mapping[str, Any]:
    """What stands beside a page about where it came from; nothing where nobody wrote it.

    Raises:
        InputError: It is not TOML.
    """
    return _read_toml(sidecar_path(page))


def _address(sidecar: Mapping[str, Any]) -> str | None:
    return _text(sidecar, "address") or _text(sidecar, "url")


def _text(table: Mapping[str, Any], key: str) -> str | None:
    value = table.get(key)
    return value if isinstance(value, str) else None


def _edition_files(
    publication: Publication,
    name: str,
    paths: tuple[Path, ...],
    sidecar: Mapping[str, Any],
    words: tuple[tuple[Path, ...], tuple[Path, ...]],
) -> EditionFiles:
    as_at, precision = read_as_at(name) or (None, None)
    url, captured = _address(sidecar), _read_day(paths[0], sidecar)
    return EditionFiles(publication, name if as_at else None, as_at, precision, paths, url, *words, captured)


def _read_day(page: Path, sidecar: Mapping[str, Any]) -> date | None:
    """The day, in UTC, of the time at which a page was fetched."""
    time = sidecar.get("time")
    if isinstance(time, str):
        try:
            time = datetime.fromisoformat(time)
        except ValueError:
            raise InputError(f"{sidecar_path(page)}: time must be a date and time, not {time!r}") from None
    if isinstance(time, datetime):
        return (time.astimezone(UTC) if time.tzinfo else time).date()
    return time if isinstance(time, date) else None


def find_beside(corpus: Path, folder: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The files of words and of organisations that people added beside a corpus and beside a publication."""
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
