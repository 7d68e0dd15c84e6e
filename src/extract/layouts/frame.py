"""The roles of blocks that no record holds: introduction, contents, headings, footnotes, site furniture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.data import Vocabulary
from extract.layouts.claims import Claim
from extract.layouts.headings import heading_levels, is_boilerplate, is_caption_number, words_of
from extract.model import Block, Document, Problem, ThemeHeading
from extract.values.themes import split_number
from extract.values.wording import fold_wording

# A line of the site below the records has no more words.
_WORDS_OF_A_FOOTER = 25
_LONGEST_CONTENTS = 40


def mark_site_lines(document: Document, vocabulary: Vocabulary) -> Document:
    """The document with lines such as "Skip to main content" and "Back to top" marked as the site's own."""
    blocks = tuple(
        replace(block, chrome=True) if not block.chrome and is_boilerplate(document.text, block, vocabulary) else block
        for block in document.blocks
    )
    return replace(document, blocks=blocks)


def assign_roles(
    document: Document, vocabulary: Vocabulary, claims: Sequence[Claim], themes: Sequence[ThemeHeading]
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """One role for every block, and a problem for what stands unexplained between the records."""
    claimed = _claimed_roles(claims)
    names = {fold_wording(split_number(document.text[theme.start : theme.end])[1]) for theme in themes}
    theme_blocks = {theme.block for theme in themes if theme.block >= 0}
    held = [number for claim in claims if claim.drafts for number in _blocks_of_records(claim)]
    first = min(held, default=len(document.blocks))
    last = max(held, default=-1)
    footer = _find_footer(document, last)
    roles = []
    section = ""
    contents_left = 0
    last_printed: dict[str, int] = {}
    file = ""
    for number, (block, level) in enumerate(zip(document.blocks, heading_levels(document), strict=True)):
        words = document.text[block.start : block.end]
        if level:
            section = _section_of(words, level, vocabulary)
        before, file = file, _file_of(block) if "#" in block.locator else ""
        if number and file != before:
            section = section or "introduction"
        if number in claimed or number in theme_blocks:
            role = claimed.get(number, "theme")
            if role == "theme" and fold_wording(split_number(words)[1]) not in names:
                role = "heading"  # no record stands under it
            section = section if role == "heading" else ""
        elif block.chrome or number >= footer:
            role = "boilerplate"
        elif (folded := fold_wording(words)) in vocabulary.contents:
            role, contents_left = "contents", _LONGEST_CONTENTS
            last_printed = last_printed or _find_last_printed(document)
        elif contents_left and last_printed[folded] > number:
            # A line of a contents list: its words stand again, alone, further down.
            role, contents_left = "contents", contents_left - 1
        else:
            contents_left = 0
            role = section or _plain_role(block, words, level, before=number < first)
            role = "heading" if level and section == "introduction" else role
        roles.append(role)
    return tuple(roles), tuple(_note_unexplained(document, roles, first, last))


def _find_footer(document: Document, last: int) -> int:
    """Where the site's own lines begin below the records of a text copy, or the number of blocks.

    A copy marks nothing: behind one line that is the site's, short lines alone are.
    """
    blocks = document.blocks
    first = next((number for number in range(last + 1, len(blocks)) if blocks[number].chrome), len(blocks))
    if last < 0 or document.media_type != "text/plain":
        return len(blocks)
    short = all(len(words_of(document, number).split()) <= _WORDS_OF_A_FOOTER for number in range(first, len(blocks)))
    return first if short else len(blocks)


def _find_last_printed(document: Document) -> dict[str, int]:
    """The last block of all that print the same words."""
    return {fold_wording(words_of(document, number)): number for number in range(len(document.blocks))}


def _file_of(block: Block) -> str:
    """The file of an edition over several; each begins with words of its own."""
    return block.locator.partition("#")[0]


def _claimed_roles(claims: Sequence[Claim]) -> dict[int, str]:
    roles: dict[int, str] = {}
    for claim in claims:
        roles.update(claim.roles)
        for draft in claim.drafts:
            for piece in draft.pieces:
                if piece.block >= 0 and not piece.shared:
                    roles.setdefault(piece.block, piece.role)
    return roles


def _blocks_of_records(claim: Claim) -> Iterator[int]:
    return (piece.block for draft in claim.drafts for piece in draft.pieces if piece.block >= 0 and not piece.shared)


def _section_of(words: str, level: int, vocabulary: Vocabulary) -> str:
    """The role that a heading gives to what follows it, until the next heading."""
    folded = fold_wording(words)
    if folded in vocabulary.footnotes:
        return "footnote"
    if folded in vocabulary.keys:
        return "key"
    return "introduction" if level == 1 or folded in vocabulary.not_themes else ""


def _plain_role(block: Block, words: str, level: int, *, before: bool) -> str:
    if level or block.kind == "caption" or is_caption_number(words):
        return "heading"
    if before:
        return "introduction"
    return "unassigned"


def _note_unexplained(document: Document, roles: Sequence[str], first: int, last: int) -> Iterator[Problem]:
    for number in range(first, last + 1):
        if roles[number] == "unassigned":
            block = document.blocks[number]
            words = " ".join(document.text[block.start : block.end].split())
            yield Problem(
                "unassigned_text", f"between records, explained by no layout: {words[:80]!r}", block.start, block.end
            )
