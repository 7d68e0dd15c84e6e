"""What a page says, so that two pages can be told to say the same in another dress."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from extract.corpus import EditionFiles
from extract.model import Action, Edition
from extract.pages import PagesRead
from extract.pipeline import make_editions

# Quotes and dashes of every kind are one, as in docs/data-model.md ("Cosmetic differences").
_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "‐": "-"})

# A record as the words of its fields.
Record = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageWords:
    """What a page says.

    as_at: the date for which it stands; moment: the day on which it is known to have been so, that of its capture
    where this is known. records: of a page without any, its passages stand in their place.
    """

    files: EditionFiles
    sha256: str
    as_at: date | None
    language: str | None
    has_records: bool
    records: tuple[Record, ...]

    @property
    def moment(self) -> date:
        """When it was so: the day of its capture, else its date; what has neither is taken to be the oldest."""
        return self.files.captured or self.as_at or date.min

    def has_moved_on(self, before: PageWords) -> bool:
        """Whether the date for which it stands is later than that of the page before it, which it otherwise must be.

        Of a page that is dated by its name, that is for whoever named it to say.
        """
        if self.files.as_at is not None or before.as_at is None:
            return True
        return self.as_at is not None and self.as_at > before.as_at


def read_words(page: PagesRead) -> PageWords | None:
    """What a page that was read says; None where it could not be read."""
    if page.edition is None:
        return None
    editions = make_editions((page,))
    records = tuple(record for edition in editions for record in _list_records(edition))
    said = records or tuple(passage for edition in editions for passage in _list_passages(edition))
    identity, language = page.edition.identity, page.edition.readings[0].document.language
    return PageWords(
        page.files,
        identity.source_sha256,
        identity.as_at,
        language.partition("-")[0].casefold() if language else None,
        bool(records),
        said,
    )


def _list_records(edition: Edition) -> Iterable[Record]:
    themes = {theme.theme_id: theme.name for theme in edition.themes}
    return (_word_record(edition, action, themes.get(action.theme_id or "", "")) for action in edition.actions)


def _word_record(edition: Edition, action: Action, theme: str) -> Record:
    """The words of one record, by field; how many paragraphs or items a field is printed in makes no difference."""
    fields: tuple[Iterable[str | None], ...] = (
        (theme,),
        (action.reference,),
        (action.text,),
        (action.owner,),
        (action.response,),
        (action.status or action.status_text,),
        (row.text for row in edition.progress if row.action_id == action.action_id),
        (row.text for row in edition.next_steps if row.action_id == action.action_id),
        (row.text for row in edition.target_dates if row.action_id == action.action_id),
    )
    return tuple(_plain(" ".join(text or "" for text in texts)) for texts in fields)


def _list_passages(edition: Edition) -> Iterable[Record]:
    return (
        (_plain(edition.text[passage.start : passage.end]),)
        for passage in edition.passages
        if passage.role not in ("boilerplate", "contents")
    )


def _plain(text: str) -> str:
    """A text without what is only its dress.

    >>> _plain("Residents’  Well\u2011being") == _plain("residents' well-being"), _plain("£1.5m") == _plain("£15m")
    (True, False)
    """
    return " ".join(unicodedata.normalize("NFKC", text.translate(_SIGNS)).casefold().split())
