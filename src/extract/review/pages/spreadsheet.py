"""The queue as a spreadsheet (XLSX), for those who ask for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

from xlsxwriter import Workbook

from extract.fragments import link_to_words
from extract.review.decisions import REASONS
from extract.review.pages.material import Material
from extract.review.pages.queue import Item, Standing

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# A cell of a spreadsheet holds no more than this.
_MOST_CHARACTERS = 32_767
# Title and width, in characters, of every column.
_COLUMNS = (
    ("Severity", 9),
    ("Kind", 22),
    ("What changed", 60),
    ("Before", 40),
    ("After", 40),
    ("Days", 8),
    ("Amount", 14),
    ("Publication", 24),
    ("Theme", 24),
    ("Earlier edition", 14),
    ("Later edition", 14),
    ("Action, earlier", 40),
    ("Action, later", 40),
    ("Earlier page", 14),
    ("Later page", 14),
    ("State", 11),
    ("Decision", 12),
    ("Reason", 24),
    ("Right value", 24),
    ("Note", 30),
    ("Reviewer", 16),
    ("Change", 26),
)
_LINKED = ("Earlier page", "Later page")

Value = str | float | None


def make_spreadsheet(material: Material, items: Sequence[Item], standing: Standing) -> bytes:
    """A workbook with one sheet: a row for each item, in order, with links to the words on the live pages.

    What pages print is written as text, never as a formula. What somebody else decided is left out where this reviewer
    is asked for a blind second opinion.
    """
    buffer = BytesIO()
    workbook = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = workbook.add_worksheet("Changes")
    head = workbook.add_format({"bold": True, "bottom": 1})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for place, (title, width) in enumerate(_COLUMNS):
        sheet.set_column(place, place, width, wrapped)
        sheet.write_string(0, place, title, head)
    write: dict[type, Callable[..., object]] = {str: sheet.write_string, float: sheet.write_number}
    for line, item in enumerate(items, 1):
        values = _list_values(material, item, standing)
        for place, (title, _) in enumerate(_COLUMNS):
            value = values.get(title)
            if value is None:
                continue
            if title in _LINKED:
                sheet.write_url(line, place, str(value), string="live page")
            else:
                write[type(value)](line, place, value[:_MOST_CHARACTERS] if isinstance(value, str) else value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(items), len(_COLUMNS) - 1)
    workbook.close()
    return buffer.getvalue()


def _list_values(material: Material, item: Item, standing: Standing) -> dict[str, Value]:
    row = item.row
    states = standing.list_states(item.change_id)
    decisions = () if standing.asks_second(item.change_id) else standing.outcome.agreed.get(item.change_id, ())
    decision = decisions[0] if decisions else None
    about: dict[str, Value] = {
        "Severity": row["severity"],
        "Kind": row["kind"],
        "What changed": row["why"],
        "Before": row["before"],
        "After": row["after"],
        "Days": None if row["days"] is None else float(row["days"]),
        "Amount": None if row["amount_delta"] is None else float(row["amount_delta"]),
        "Publication": row["publication_id"],
        "Theme": item.theme,
        "Earlier edition": row["earlier_edition_id"].partition("@")[2],
        "Later edition": row["later_edition_id"].partition("@")[2],
        "State": next(state for state in ("disputed", "decided", "skipped", "undecided") if state in states),
        "Change": item.change_id,
    }
    for side, words in (("earlier", "before"), ("later", "after")):
        action = material.actions.get(row[f"{side}_action_id"])
        about[f"Action, {side}"] = action["text"] if action else None
        printed = row[words] or (action["text"] if action else None)
        about[f"{side.capitalize()} page"] = (
            link_to_words(material.editions[row[f"{side}_edition_id"]]["url"], printed) if printed else None
        )
    if decision is not None:
        about |= {
            "Decision": decision.verdict,
            "Reason": REASONS[decision.reason] if decision.reason else None,
            "Right value": decision.correction.value if decision.correction else None,
            "Note": decision.note,
            "Reviewer": decision.reviewer,
        }
    return about
