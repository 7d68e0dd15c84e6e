"""Statuses: lone phrases ("✔ Complete*", "Ongong") and sentences that state one ("This milestone has been completed").

The words that mean a status are the caller's (`Phrases`). What is not among them is no status, and prose that merely
speaks of finished work never becomes "complete".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from extract.values.wording import fold_wording, has_words, split_words

# Nouns that a sentence may state the status of.
SUBJECTS = (
    *("action", "activity", "commitment", "deliverable", "goal", "initiative", "measure", "milestone", "objective"),
    *("output", "project", "proposal", "recommendation", "step", "target", "task", "workstream"),
)

LONGEST_PHRASE = 160  # characters: a lone status is a phrase, not a paragraph
_MOST_WORDS_OF_PHRASE = 12  # before a note: what is longer is a sentence
_MOST_WORDS = 8  # of a status phrase inside a sentence
_SHORTEST_TYPO = 6  # letters of a word that may be misspelt; one edit makes too many shorter words into others

_STATUS_LABEL = r"(?:(?:overall|current|delivery|rag)\s{1,3}){0,2}(?:status|rag)[^\S\n]{0,3}[:–—-]"
_LABEL = re.compile(rf"\W{{0,8}}{_STATUS_LABEL}", re.IGNORECASE)
_BRACKET = re.compile(r"[(\[]")
_NOTE = re.compile(r"\((?P<round>[^()]*)\)|\[(?P<square>[^\[\]]*)\]")
_DOUBT = re.compile(
    r"\b(?:not|part|partly|partial|partially|except|exceptions?|subject|nearly|almost)\b", re.IGNORECASE
)
_FOOTNOTE = re.compile(r"(?:\s?[*†‡§¹²³⁰⁴-⁹]|(?<=[^\W\d_])[0-9]{1,2})+(?=\s*[.;,]?\s*$)")
_FOOTNOTE_SIGNS = frozenset("*†‡§¹²³⁰⁴⁵⁶⁷⁸⁹0123456789")
_EMPTY_BOXES = ("☐", "[ ]")  # of a form where the true status is ticked
_ALTERNATIVES = re.compile(r"[/;,|\n]|\s[-–—]\s")
# A sign of each kind by which a phrase is read in parts: label, note, footnote, alternative, share.
_PARTS = re.compile(r"[:–—\-(\[*†‡§¹²³⁰⁴-⁹0-9/;,|\n%]")
_PERCENTAGE = re.compile(r"(?P<share>[0-9]{1,3}(?:[.,][0-9]{1,2})?)\.?\s?(?:%|per\s?cent\b)", re.IGNORECASE)

_SENTENCE_START = re.compile(r"(?:^|[.:;!?)\n–—•|]|\b(?:and|but|so|therefore|however),?\s)[)”’\"'*\s]*$", re.IGNORECASE)
# After a comma a sentence may go on from "Once the guidance is out": then it states what will be, not what is.
_CONDITION = re.compile(
    r"\b(?:once|when|if|until|unless|after|before|where|whether|while|provided|assuming|expect\w*|ensure|soon)\b",
    re.IGNORECASE,
)
_REACH_BEFORE = 160  # characters before a subject in which its sentence must be seen to begin
_ADVERBS = r"(?:\s+(?:now|already|since|also|just|recently|successfully|currently|still)){0,2}"
_WORD = re.compile(r"[\s“”\"'‘’*]*(?P<word>[^\W_][\w’'-]*)")
# What may stand behind a phrase and leave it what it is; not "complete coverage" nor "completed in part".
_GOES_ON = re.compile(
    r"\W{0,3}$|\s*[.;:!?)\n–—*†‡\[(\d]|,?[”’\"']?\s+(?:and|but(?!\s+for)|with(?!\s+\w+\s+exceptions?)|by|for|in(?!\s+part)"
    r"|as|on|since|at|of|to|until|due|because|although|though|while|following|pending|ahead|this|which|through)\b",
    re.IGNORECASE,
)
# "Is delivered by local authorities" says who does it, not how far it is.
_DESCRIBED = re.compile(r"\s+(?:by|through|via|within|across|with|at|as|in)\b", re.IGNORECASE)
_STATUS_LINE = re.compile(rf"(?:^|(?<=[\n.;|]))\W{{0,8}}{_STATUS_LABEL}(?P<rest>[^\n]{{1,200}})", re.IGNORECASE)
_LINE_PHRASE = re.compile(r"\W*(?P<words>[^\W_](?:[^(\[*†.;|]*[^\W_])?)")


class Phrases(dict[str, str]):
    """The canonical status of every phrase that means one, by `fold_wording(phrase)`; never changed once it is used.

    >>> Phrases(done="complete", ongoing="ongoing").of_about(6)
    ['ongoing']
    """

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        by_length: dict[int, list[str]] = {}
        for phrase in self:
            by_length.setdefault(len(phrase), []).append(phrase)
        return by_length

    @cached_property
    def longest(self) -> int:
        """How many letters the longest phrase has."""
        return max(self._by_length, default=0)

    def of_about(self, letters: int) -> list[str]:
        """The phrases that have so many letters, or one more or less: one edit makes no others of them."""
        return [phrase for length in range(letters - 1, letters + 2) for phrase in self._by_length.get(length, ())]


@dataclass(frozen=True, slots=True)
class StatusSpan:
    """A status that a text states. start, end: its words alone; status: the canonical word."""

    start: int
    end: int
    status: str


def parse_status(text: str, phrases: Phrases) -> str | None:
    """The canonical status that a lone phrase stands for; None for anything else and for what can be read in two ways.

    Icons, bullets, footnote marks, closing stops, a leading "Status:" and bracketed notes are looked through; a word of
    six letters or more may hold one typing error.

    >>> phrases = Phrases(complete="complete", ongoing="ongoing", ontrack="on_track", offtrack="delayed")
    >>> [parse_status(text, phrases) for text in ("✔ Complete*", "🙂 On track", "Ongong", "Complete (June 2021).")]
    ['complete', 'on_track', 'ongoing', 'complete']
    >>> [parse_status(text, phrases) for text in ("Of track", "Complete / Ongoing", "Complete (in part)", "☐ Complete")]
    [None, None, None, None]

    Of a word that is followed by the shares of its parts, the word counts:

    >>> parse_status("Ongoing 70% complete 30% ongoing", phrases)
    'ongoing'
    """
    if len(text) > LONGEST_PHRASE or any(box in text for box in _EMPTY_BOXES):
        return None
    folded = fold_wording(text)
    if known := phrases.get(folded):
        return known
    if len(folded) > phrases.longest + 1 and not _PARTS.search(text) and "cent" not in folded:
        return None  # what has no parts is known as a whole, or one edit away from what is
    # Most texts are none of what the patterns look for; to see that is much quicker than to search.
    plain = _LABEL.sub("", text, count=1) if "status" in folded or "rag" in folded else text
    plain = _without_footnote(plain)
    if "(" in plain or "[" in plain:
        if _notes_disagree(plain, phrases):
            return None
        plain = _NOTE.sub(" ", plain)
    plain = _without_footnote(plain)
    if ("%" in plain or "cent" in folded) and _PERCENTAGE.search(plain):
        return _parse_shares(plain, phrases)
    return _parse_words(plain, phrases)


def _without_footnote(text: str) -> str:
    last = text.rstrip().rstrip(".;,").rstrip()[-1:]
    return _FOOTNOTE.sub("", text) if last in _FOOTNOTE_SIGNS else text


def is_phrase(text: str) -> bool:
    """Whether a text is short enough to be a lone status: a few words, and perhaps a note in brackets behind them.

    >>> is_phrase("On track (a first draft is with the board, which meets every second week until the end of May)")
    True
    """
    return len(text) <= LONGEST_PHRASE and len(_BRACKET.split(text, 1)[0].split()) <= _MOST_WORDS_OF_PHRASE


def find_status(text: str, phrases: Phrases, subjects: tuple[str, ...] = SUBJECTS) -> StatusSpan | None:
    """The status that a text states of its own action, in a line "Status: ..." or a sentence "This action is now ...".

    Two statements that disagree give None. subjects: the nouns, in the singular, that stand for the action.

    >>> phrases = Phrases(completed="complete", partiallycompleted="in_progress", delayed="delayed")
    >>> find_status("This milestone has been partially COMPLETED.", phrases)
    StatusSpan(start=24, end=43, status='in_progress')
    >>> find_status("This milestone has not been completed.", phrases) is None
    True
    >>> find_status("We have completed the review of the milestone plan.", phrases) is None
    True
    """
    lines = _status_lines(text, phrases) if _may_hold_status_line(text) else ()
    stated = [*lines, *_status_sentences(text, phrases, subjects)]
    return stated[0] if len({span.status for span in stated}) == 1 else None


def may_state_status(text: str, subjects: tuple[str, ...] = SUBJECTS) -> bool:
    """Whether `find_status` could find anything in a text: a quick no for most.

    >>> may_state_status("This milestone has been completed."), may_state_status("Trees were planted.")
    (True, False)
    """
    return _subject(subjects).search(text) is not None or _may_hold_status_line(text)


# ---------------------------------------------------------------- lone phrases


def _parse_words(text: str, phrases: Phrases) -> str | None:
    """The status of a phrase without notes and marks: as known, said twice in agreeing words, or misspelt."""
    if known := phrases.get(fold_wording(text)):
        return known
    parts = [part for part in _ALTERNATIVES.split(text) if has_words(part)]
    if len(parts) > 1:
        said = phrases.get(fold_wording(parts[0]))
        return said if said and all(phrases.get(fold_wording(part)) == said for part in parts[1:]) else None
    return read_misspelt(text, phrases)


def read_misspelt(text: str, phrases: Phrases) -> str | None:
    """What the known phrases one edit away mean, if all mean the same and the edit looks like a typing error.

    >>> phrases = Phrases(ongoing="ongoing", complete="complete", completed="complete")
    >>> [read_misspelt(word, phrases) for word in ("Ongong", "Compelted", "Complex", "Outgoing")]
    ['ongoing', 'complete', None, None]
    """
    folded = fold_wording(text)
    if len(folded) < _SHORTEST_TYPO or not folded.isalpha():
        return None
    known = phrases.of_about(len(folded))
    if not known:
        return None
    near = [phrase for phrase, _, _ in process.extract(folded, known, scorer=OSA.distance, score_cutoff=1, limit=None)]
    if not near:
        return None
    words = split_words(text)
    meanings = {phrases[phrase] for phrase in near}
    return meanings.pop() if len(meanings) == 1 and any(_is_typo(words, phrase) for phrase in near) else None


def _is_typo(words: list[str], phrase: str) -> bool:
    """Whether the first letter that differs from a phrase stands inside a word long enough to be a typing error."""
    differs = Prefix.similarity("".join(words), phrase)
    for word in words:
        if differs <= len(word):
            return differs > 0 and len(word) >= _SHORTEST_TYPO
        differs -= len(word)
    return False


def _notes_disagree(text: str, phrases: Phrases) -> bool:
    """Whether a bracketed note takes back what the phrase says: by a word of doubt, or by another status."""
    said = phrases.get(fold_wording(_NOTE.sub(" ", text)))
    for match in _NOTE.finditer(text):
        note = match["round"] or match["square"] or ""
        if _DOUBT.search(note) or phrases.get(fold_wording(note), said) != said:
            return True
    return False


def _parse_shares(text: str, phrases: Phrases) -> str | None:
    """The status of a phrase with percentages: the word before a mix of shares, or one share of one word."""
    shares = [float(match["share"].replace(",", ".")) for match in _PERCENTAGE.finditer(text)]
    words = [part for part in _PERCENTAGE.sub("\0", text).split("\0") if fold_wording(part)]
    if not words:
        return None
    said = _parse_words(words[0].strip(" \t\n:–—-("), phrases)
    if len(words) == len(shares) + 1:
        return said
    if len(words) > 1 or len(shares) > 1:
        return None
    if shares == [100.0]:
        return said
    # Some of it done is work in progress; a share of any other status says nothing of the rest.
    return "in_progress" if said == "complete" and 0 < shares[0] < 100 else None


# ---------------------------------------------------------------- statements in a text


def _may_hold_status_line(text: str) -> bool:
    """Whether a text holds a sign and one of the words that every label of a status line (`_STATUS_LABEL`) ends in."""
    if not (":" in text or "-" in text or "–" in text or "—" in text):
        return False
    folded = text.casefold()
    return "status" in folded or "rag" in folded


def _status_lines(text: str, phrases: Phrases) -> Iterator[StatusSpan]:
    """What lines such as "Status: ✔ Complete" state."""
    for match in _STATUS_LINE.finditer(text):
        phrase = _LINE_PHRASE.match(match["rest"])
        status = phrase and (parse_status(match["rest"], phrases) or parse_status(phrase["words"], phrases))
        if phrase and status:
            offset = match.start("rest")
            yield StatusSpan(offset + phrase.start("words"), offset + phrase.end("words"), status)


def _status_sentences(text: str, phrases: Phrases, subjects: tuple[str, ...]) -> Iterator[StatusSpan]:
    """What sentences such as "This milestone has been completed" state."""
    for match in _statement(subjects).finditer(text):
        if not _begins_a_clause(text, match.start()):
            continue
        span = _phrase_at(text, match.end(), phrases)
        if span is None or not _GOES_ON.match(text, span.end):
            continue
        is_participle = text[span.end - 2 : span.end].casefold() == "ed"
        if match["is"] and is_participle and _DESCRIBED.match(text, span.end):
            continue
        yield span


@lru_cache(maxsize=8)
def _subject(subjects: tuple[str, ...]) -> re.Pattern[str]:
    """What every statement holds behind its first letter, which is left out: a pattern is found soonest by a letter."""
    nouns = "|".join(
        re.escape(noun[:-1]) + "(?:y|ies)" if noun.endswith("y") else re.escape(noun) + "s?" for noun in subjects
    )
    return re.compile(rf"h(?:is|ese|e)\s+(?i:{nouns})")


@lru_cache(maxsize=8)
def _statement(subjects: tuple[str, ...]) -> re.Pattern[str]:
    """A subject with its verb: "this action is now", "these milestones have been", "the target 2.1 remains"."""
    return re.compile(
        rf"[Tt]{_subject(subjects).pattern}(?:\s+[0-9][\w.]{{0,8}})?\s+"
        rf"(?i:(?:has|have){_ADVERBS}(?:\s+been)?|(?P<is>is|are|remains?))(?i:{_ADVERBS})(?=\s)"
    )


def _begins_a_clause(text: str, position: int) -> bool:
    """Whether a statement of its own begins here: a sentence, or what follows a comma that ends no condition."""
    if _SENTENCE_START.search(text, max(0, position - 24), position):
        return True
    before = re.split(r"[.!?\n]\s", text[max(0, position - _REACH_BEFORE) : position])[-1]
    return before.rstrip().endswith(",") and not _CONDITION.search(before)


def _phrase_at(text: str, position: int, phrases: Phrases) -> StatusSpan | None:
    """The longest known phrase that begins at a place."""
    longest = start = None
    end = position
    for _ in range(_MOST_WORDS):
        word = _WORD.match(text, end)
        if word is None:
            break
        start = word.start("word") if start is None else start
        end = word.end()
        if status := phrases.get(fold_wording(text[start:end])):
            longest = StatusSpan(start, end, status)
    return longest
