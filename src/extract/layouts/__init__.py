"""Document to Reading: every layout proposes, the claims that explain most of the page win.

A layout is a module with one function `propose(document, vocabulary) -> Iterator[Claim]`. It claims ranges of blocks
that it can explain as records (or as a key, or a table of counts). Adding one is a new file and its name in LAYOUTS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from extract.data import FIELDS, Vocabulary
from extract.layouts import cards, headed, keys, label_value, labelled, listed, log, run_in, sections, tables
from extract.layouts.claims import Claim, choose_claims
from extract.layouts.coined import coin_labels, coin_references, coin_statuses
from extract.layouts.frame import assign_roles, mark_site_lines
from extract.layouts.headings import folded_as_at_labels
from extract.layouts.keys import read_key
from extract.layouts.losses import find_lost_lists
from extract.layouts.narrative import find_themes
from extract.layouts.overviews import check_counts, join_overviews
from extract.model import Document, Draft, Piece, Problem, Reading, ThemeHeading
from extract.values.themes import split_number
from extract.values.wording import fold_wording

Layout = Callable[[Document, Vocabulary], Iterator[Claim]]

# Where two readings are equally good, the one named first wins.
LAYOUTS: tuple[Layout, ...] = (
    keys.propose,
    label_value.propose,
    tables.propose,
    cards.propose,
    labelled.propose,
    headed.propose,
    sections.propose,
    run_in.propose,
    listed.propose,
    log.propose,
)

_ACTIONS = ("action", "action_and_progress")
_FIELD_OF_ROLE = {"next_step": "next_steps", "target_date": "target_dates"}


def split_records(document: Document, vocabulary: Vocabulary) -> Reading:
    """Explain a page: its records as drafts, and a role for every block.

    >>> from extract.data import load_vocabulary
    >>> from extract.read import read_page
    >>> page = b"<h1>Plan</h1><h2>Water</h2><table><tr><th>Action<th>Progress<tr><td>Fix pipes.<td>All fixed.</table>"
    >>> reading = split_records(read_page(page, load_vocabulary()), load_vocabulary())
    >>> reading.layout, [piece.role for piece in reading.drafts[0].pieces], reading.fields
    ('L1', ['action', 'progress'], ('theme', 'action', 'progress'))
    """
    document = mark_site_lines(document, vocabulary)
    key = read_key(document, vocabulary)
    vocabulary = vocabulary.with_key(key).with_references(coin_references(document, vocabulary))
    vocabulary = vocabulary.with_key(coin_statuses(document, vocabulary))
    vocabulary = vocabulary.with_labels(coin_labels(document, vocabulary))
    proposed = [
        _keep_records(document, claim, vocabulary) for layout in LAYOUTS for claim in layout(document, vocabulary)
    ]
    claims = join_overviews(document, choose_claims(document, proposed))
    themes, drafts = _join_themes(document, claims)
    if not drafts:
        themes = find_themes(document, vocabulary)
    roles, problems = assign_roles(document, vocabulary, claims, themes)
    return Reading(
        document=document,
        layout="+".join(dict.fromkeys(claim.layout for claim in claims if claim.drafts)) or "L18",
        themes=themes,
        drafts=drafts,
        roles=roles,
        key=key,
        fields=_printed_fields(claims, drafts),
        problems=(
            *document.problems,
            *(problem for claim in claims for problem in claim.problems),
            *problems,
            *check_counts(document, vocabulary, claims),
            *find_lost_lists(document, _closing_roles(roles, drafts)),
            *_note_no_records(drafts),
        ),
    )


def _closing_roles(roles: Sequence[str], drafts: Sequence[Draft]) -> list[str]:
    """The role in which every block ends: a status may open a paragraph of progress."""
    closing = list(roles)
    for draft in drafts:
        for piece in sorted(draft.pieces, key=lambda piece: piece.end):
            if piece.block >= 0 and not piece.shared:
                closing[piece.block] = piece.role
    return closing


def _keep_records(document: Document, claim: Claim, vocabulary: Vocabulary) -> Claim:
    """A claim without the drafts that neither print nor name an action: a record is what is said about one.

    What pages print before their own date ("First published") names none, nor does a heading over a key or a status
    ("3 Completed").
    """
    dating = folded_as_at_labels(vocabulary)
    named = (*_ACTIONS, "reference") if "action" not in claim.fields else _ACTIONS

    def names_action(piece: Piece) -> bool:
        if piece.end == piece.start or piece.role not in named:
            return False
        words = document.text[piece.start : piece.end]
        folded = fold_wording(words)
        return folded not in vocabulary.keys and folded not in dating and vocabulary.read_status(words) is None

    kept = tuple(draft for draft in claim.drafts if any(map(names_action, draft.pieces)))
    return claim if len(kept) == len(claim.drafts) else replace(claim, drafts=kept)


def _join_themes(document: Document, claims: Sequence[Claim]) -> tuple[tuple[ThemeHeading, ...], tuple[Draft, ...]]:
    """The themes that records stand under, each once where it is first printed, and the drafts with their places."""
    used = {claim.themes[draft.theme] for claim in claims for draft in claim.drafts if draft.theme >= 0}
    first: dict[str, ThemeHeading] = {}
    for theme in sorted(used, key=lambda theme: (theme.start, theme.end)):
        first.setdefault(_name_theme(document, theme), theme)
    place = {name: number for number, name in enumerate(first)}
    drafts = tuple(
        Draft(draft.pieces, place[_name_theme(document, claim.themes[draft.theme])] if draft.theme >= 0 else -1)
        for claim in claims
        for draft in claim.drafts
    )
    return tuple(first.values()), drafts


def _name_theme(document: Document, theme: ThemeHeading) -> str:
    """A theme without what makes no other theme of it: number, case, hyphens."""
    return fold_wording(split_number(document.text[theme.start : theme.end])[1])


def _printed_fields(claims: Sequence[Claim], drafts: Sequence[Draft]) -> tuple[str, ...]:
    """The fields that have a column, a label or a printed value, in the order of the data model."""
    printed = {field for claim in claims if claim.drafts for field in claim.fields}
    for draft in drafts:
        printed.update(_FIELD_OF_ROLE.get(piece.role, piece.role) for piece in draft.pieces)
        if draft.theme >= 0:
            printed.add("theme")
    if "action_and_progress" in printed:
        printed |= {"action", "progress"}
    return tuple(field for field in FIELDS if field in printed)


def _note_no_records(drafts: Sequence[Draft]) -> tuple[Problem, ...]:
    if drafts:
        return ()
    return (Problem("no_records", "no layout finds records on this page"),)
