"""Every type that travels from stage to stage. Read this first.

A page is read once into a `Document`: one text and, over it, blocks, tables and containers, each with its span.
Layouts turn it into a `Reading` of record drafts; cutting and naming turn that into an `Edition`, whose rows carry
the columns of the written tables; editions are lined up in a `History` of links, commitments and changes. Spans are
half open, in code points of the one text: `text[start:end]` are the words. A stage builds new values from those given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Mark:
    """Something the markup says about a stretch inside a block.

    kind: bold, italic, struck, inserted, class, abbreviation, image, footnote, link.
    value: the class tokens, an abbreviation's full name, an image's file, a link's address; else empty.
    """

    kind: str
    start: int
    end: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the page that stands by itself: a heading, a paragraph, a list item.

    kind: heading, paragraph, item, caption, term, description, image or other.
    level: of a heading 1 to 6; of an item its depth from 1; else 0.
    start, end: the words without surrounding white space or list bullet; a line feed inside is a line break.
    locator: XPath for HTML, `line N` for text.
    container: index in `Document.containers` of the innermost container (0: the page).
    cell: index in `Document.cells`, or -1 outside tables.
    chrome: whether it belongs to the site (navigation, banner, footer), not to the publication.
    gap: blank lines before it in a text copy, rules across the page (`<hr>`) in HTML.
    marks: what the markup says inside it, by start.
    """

    kind: str
    level: int
    start: int
    end: int
    locator: str
    container: int = 0
    cell: int = -1
    chrome: bool = False
    gap: int = 0
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Container:
    """An element that holds blocks (a section, division, list, details); number 0 is the page itself.

    parent: index of the container around it, -1 for the page; first, last: its blocks, as a half open range of indices.
    """

    tag: str
    classes: tuple[str, ...]
    identifier: str
    parent: int
    first: int
    last: int
    locator: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, once, however many rows and columns it spans.

    table: index in `Document.tables`; row, column: of its first place, from 0; rows, columns: how many it spans.
    first, last: its blocks, as a half open range of indices; equal when it is empty. start, end: its words, from the
    first block's to the last block's; empty cells keep their place. header: printed as one (`<th>`, above dashes).
    lost_tail: its last lines are missing from the copy; signs: classes and titles in the markup of a wordless cell.
    """

    table: int
    row: int
    column: int
    rows: int
    columns: int
    first: int
    last: int
    start: int
    end: int
    header: bool = False
    lost_tail: bool = False
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `grid[row][column]` is an index in `Document.cells`, or -1 where the page prints no cell.

    first, last: the blocks from its first to its last cell, its caption among them, as a half open range.
    header_rows: how many rows at the top are headers; caption: index of the caption's block, or -1.
    dialect: how the table reached us: html, D1, D2 and so on (docs/layouts.md).
    """

    grid: tuple[tuple[int, ...], ...]
    first: int
    last: int
    header_rows: int
    caption: int
    dialect: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should know about a page. `code` is a word of the data model; `message` one sentence."""

    code: str
    message: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date by which the page says it was published, updated or stands: `label` is the word it was printed with."""

    label: str
    value: date
    precision: str


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A page as it was read: one text, and everything else as spans of it. It equals itself alone."""

    text: str
    blocks: tuple[Block, ...]
    containers: tuple[Container, ...]
    cells: tuple[Cell, ...]
    tables: tuple[Table, ...]
    media_type: str
    title: str | None = None
    language: str | None = None
    url: str | None = None
    dates: tuple[PrintedDate, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a record and what it is.

    role: a passage role of the data model, or `action_and_progress` for a cell that holds both, still uncut.
    shared: printed once for several records (a spanned cell, a heading above them); not part of the record's own words.
    value: what the markup says where the words do not (a status by class or icon); else empty.
    block: index of the block it lies in, or -1.
    """

    role: str
    start: int
    end: int
    block: int = -1
    shared: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One record as printed: its pieces in page order, before action and progress are cut apart.

    theme: index in `Reading.themes`, or -1.
    """

    pieces: tuple[Piece, ...]
    theme: int = -1


@dataclass(frozen=True, slots=True)
class ThemeHeading:
    """A theme where it is first printed. start, end: the heading with its number; block: where it stands."""

    start: int
    end: int
    block: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A document explained: its records as drafts and a role for every block outside them.

    layout: the codes of the layouts that won, joined by `+`; fields: those that these layouts print at all.
    roles: one role for every block; that of a block inside a record is refined by the record's pieces.
    key: what the page's own codes mean, as (folded code, canonical status).
    as_at: the date (YYYY, YYYY-MM or YYYY-MM-DD) of the history column that it stands for, None for the whole page.
    """

    document: Document
    layout: str
    themes: tuple[ThemeHeading, ...]
    drafts: tuple[Draft, ...]
    roles: tuple[str, ...]
    fields: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    key: tuple[tuple[str, str], ...] = ()
    as_at: str | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A series that a publisher keeps up; from `publication.toml` where there is one."""

    publication_id: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    licence: str | None = None
    country: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read. start, end: where its text stands in the edition's; edition_id None: unreadable."""

    source_id: str
    edition_id: str | None
    position: int
    path: str
    sha256: str
    url: str | None
    media_type: str | None
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme, at its first printing; `name` is the heading without its number."""

    theme_id: str
    position: int
    number: str | None
    name: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Action:
    """An action in an edition, with what its record prints once: reference, owner, response and status."""

    action_id: str
    theme_id: str | None
    part_of_action_id: str | None
    repeat_of_action_id: str | None
    position: int
    reference: str | None
    reference_start: int | None
    reference_end: int | None
    text: str
    start: int
    end: int
    locator: str
    owner: str | None
    owners: tuple[str, ...]
    owner_start: int | None
    owner_end: int | None
    response: str | None
    response_start: int | None
    response_end: int | None
    status: str | None
    status_text: str | None
    status_start: int | None
    status_end: int | None
    status_origin: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A printed progress statement: a paragraph or a list item. `position` counts from 1 within its record."""

    progress_id: str
    action_id: str
    position: int
    text: str
    start: int
    end: int
    locator: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step still to be taken. origin: printed (own column or label) or inferred (a promise in the progress text)."""

    next_step_id: str
    action_id: str
    position: int
    text: str
    start: int
    end: int
    locator: str
    origin: str


@dataclass(frozen=True, slots=True)
class TargetDate:
    """A printed target date as an interval, both ends inclusive; None where no date is stated."""

    target_date_id: str
    action_id: str
    next_step_id: str | None
    position: int
    text: str
    start: int
    end: int
    locator: str
    kind: str
    earliest: date | None
    latest: date | None
    precision: str | None
    qualifier: str | None
    edtf: str | None
    year_inferred: bool
    pairing: str | None
    origin: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A tagged amount, date or organisation. Outside records action_id, field and row_id are None."""

    mention_id: str
    action_id: str | None
    field: str | None
    row_id: str | None
    label: str
    text: str
    start: int
    end: int
    unit_start: int | None = None
    unit_end: int | None = None
    part_of_mention_id: str | None = None
    currency: str | None = None
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    qualifier: str | None = None
    per: str | None = None
    earliest: date | None = None
    latest: date | None = None
    precision: str | None = None
    edtf: str | None = None
    organisation_id: str | None = None
    method: str = "rule"


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation named in a publication, with every form it was named by."""

    organisation_id: str
    name: str
    acronym: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the page's text with one role; passages tile the text."""

    position: int
    role: str
    row_id: str | None
    start: int
    end: int
    locator: str


@dataclass(frozen=True, slots=True)
class EditionProblem:
    """A `Problem` with its identity and the record it is about, if any."""

    problem_id: str
    action_id: str | None
    code: str
    message: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Edition:
    """One publication as it stood at one date, with all its rows in page order.

    as_at is the last day of what is known (precision day, month or year), None for an undated page.
    Progress, next steps and target dates of a record hang on its first action, also when the record holds two.
    """

    edition_id: str
    publication: Publication
    title: str | None
    as_at: date | None
    as_at_precision: str | None
    as_at_source: str | None
    url: str | None
    language: str | None
    layout: str
    media_type: str
    source_path: str
    source_sha256: str
    text: str
    fields: tuple[str, ...]
    sources: tuple[Source, ...] = ()
    themes: tuple[Theme, ...] = ()
    actions: tuple[Action, ...] = ()
    progress: tuple[Statement, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    target_dates: tuple[TargetDate, ...] = ()
    mentions: tuple[Mention, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    passages: tuple[Passage, ...] = ()
    problems: tuple[EditionProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An action matched with the last earlier edition that reported its commitment.

    relation: same, reworded, split, merged, added (no earlier action) or not_reported (no later action).
    score: 0 to 1; reasons: why they were matched, in words.
    """

    link_id: str
    earlier_edition_id: str
    later_edition_id: str
    earlier_action_id: str | None
    later_action_id: str | None
    relation: str
    score: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commitment:
    """An action through its editions; `text` is the latest wording."""

    commitment_id: str
    text: str
    first_edition_id: str
    last_edition_id: str
    editions: tuple[str, ...]
    split_from_commitment_id: str | None = None
    merged_into_commitment_id: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One typed difference between what two editions say about a commitment.

    before and after are the words at their spans in the earlier and the later edition, save for status (the
    canonical word) and organisations (the name). amount_delta is in units of the currency, days in days.
    """

    change_id: str
    commitment_id: str | None
    earlier_edition_id: str
    later_edition_id: str
    earlier_action_id: str | None
    later_action_id: str | None
    kind: str
    cause: str
    severity: str
    flagged: bool
    why: str
    field: str | None = None
    earlier_row_ids: tuple[str, ...] = ()
    later_row_ids: tuple[str, ...] = ()
    before: str | None = None
    after: str | None = None
    before_start: int | None = None
    before_end: int | None = None
    after_start: int | None = None
    after_end: int | None = None
    sentences_gone: tuple[str, ...] = ()
    sentences_new: tuple[str, ...] = ()
    amount_delta: Decimal | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A publication's editions in order, lined up and compared; commitment_of: that of every action, by action_id."""

    publication: Publication
    editions: tuple[Edition, ...]
    links: tuple[Link, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    commitment_of: tuple[tuple[str, str], ...] = ()
    changes: tuple[Change, ...] = ()
