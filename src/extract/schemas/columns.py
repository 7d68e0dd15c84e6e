"""What a column and a table are, and the columns that several tables share."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.types as arrow

from extract import vocabularies as words

TEXT = pa.string()
TEXTS = pa.list_(pa.string())
NUMBER = pa.int32()
DATE = pa.date32()
MONEY = pa.decimal128(18, 2)
YES_NO = pa.bool_()
SCORE = pa.float64()
MOMENT = pa.timestamp("ms", tz="UTC")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it holds and in which unit, whether it is always filled, and its vocabulary if that is closed."""

    name: str
    type: pa.DataType
    description: str
    required: bool = False
    vocabulary: tuple[str, ...] = ()

    @property
    def one_of(self) -> tuple[str, ...]:
        """All that may stand in it, where that is closed; nothing for a list, whose items no standard can restrict."""
        return () if arrow.is_list(self.type) else self.vocabulary


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table: what one row is, its columns, the columns that name a row, and the columns its rows are sorted by."""

    name: str
    one_row_is: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    order: tuple[str, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in the order they are written."""
        return tuple(column.name for column in self.columns)


def make_key(name: str, of: str) -> Column:
    """The column with the ids of a table's own rows."""
    return Column(name, TEXT, f"Id of the {of}; unique across all tables.", required=True)


def make_spans(prefix: str, of: str) -> tuple[Column, Column]:
    """The two columns of a span that may be missing."""
    return (
        Column(f"{prefix}start", NUMBER, f"Where {of} starts in the edition's text, in code points from 0."),
        Column(f"{prefix}end", NUMBER, f"Where {of} ends in the edition's text, in code points, exclusive."),
    )


PUBLICATION_ID = Column("publication_id", TEXT, "Id of the publication: the name of its folder.", required=True)
EDITION_ID = Column("edition_id", TEXT, "Id of the edition: `<publication_id>@<edition>`.", required=True)
AS_AT = Column("as_at", DATE, "The date the edition stands for: the last day of what is known.")
EDITION = (EDITION_ID, PUBLICATION_ID, AS_AT)
MAYBE_EDITION = (
    Column("edition_id", TEXT, "Id of the edition; null when the page could not be read."),
    PUBLICATION_ID,
    AS_AT,
)
ACTION_ID = Column("action_id", TEXT, "Id of the action whose record prints it.", required=True)
MAYBE_ACTION_ID = Column("action_id", TEXT, "Id of the action whose record prints it; null outside records.")
POSITION = Column("position", NUMBER, "Its place in the edition, counted from 1.", required=True)
POSITION_IN_RECORD = Column("position", NUMBER, "Its place in its record, counted from 1.", required=True)
WORDS = Column("text", TEXT, "The words as printed: the edition's text from start to end.", required=True)
START = Column("start", NUMBER, "Where the words start in the edition's text, in code points from 0.", required=True)
END = Column("end", NUMBER, "Where the words end in the edition's text, in code points, exclusive.", required=True)
SENTENCE = (
    Column("sentence_start", NUMBER, "Where the sentence around it starts in the edition's text.", required=True),
    Column(
        "sentence_end", NUMBER, "Where the sentence around it ends in the edition's text, exclusive.", required=True
    ),
)
LOCATOR = Column("locator", TEXT, "Where it stands in the file: XPath for HTML, `line N` for text.", required=True)
PAIR = (
    Column("earlier_edition_id", TEXT, "Id of the earlier edition.", required=True),
    Column("later_edition_id", TEXT, "Id of the later edition.", required=True),
    Column("earlier_as_at", DATE, "The date the earlier edition stands for."),
    Column("later_as_at", DATE, "The date the later edition stands for."),
)
EARLIER_ACTION = Column("earlier_action_id", TEXT, "Id of the action in the earlier edition; null when there is none.")
LATER_ACTION = Column("later_action_id", TEXT, "Id of the action in the later edition; null when there is none.")
INTERVAL = (
    Column("earliest", DATE, "First day of the interval, inclusive; null where no date is stated."),
    Column("latest", DATE, "Last day of the interval, inclusive: the deadline; null where no date is stated."),
    Column("precision", TEXT, "How finely the date is stated.", vocabulary=words.DATE_PRECISIONS),
)
EDTF = Column("edtf", TEXT, "The interval in ISO 8601-2 (EDTF) form, without the qualifier.")
PAGE_ORDER = ("publication_id", "as_at", "edition_id")
