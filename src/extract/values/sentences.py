"""Where sentences begin and end, where an action ends and its progress begins, and how a text falls into steps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final

from extract.values.tense import has_finite_verb, is_command, read_tense
from extract.values.verbs import ONGOING, PREDICTED, PROMISED


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Never the end of a sentence: what follows belongs to them.
_TITLES: Final = _words(
    "mr mrs ms dr prof rev hon rt st messrs gen col sgt capt cllr sen rep lt vs viz cf approx e.g eg i.e ie ca"
)
# Only before a number: "No. 5", "p. 12", "Sept. 3", "art. 4".
_BEFORE_NUMBER: Final = _words(
    "no nos art arts sec secs s ss fig figs vol vols ch chap p pp par para paras ref refs rec recs reg regs est "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
# The end of a sentence only where the next word can hardly be part of a name: "Acme Ltd. We".
_MAY_END: Final = _words("etc inc ltd co corp plc dept gov govt bros jr sr al u.s u.k u.n e.u a.m p.m ph.d")
_OPENERS: Final = _words(
    "we the this these those it they our there in on at by as a an all "
    "following since further work to for from after during while"
)

# So many code points on either side of a possible border decide about it: more than any sentence between two borders.
_REACH: Final = 400

# A sentence with more possible borders than this is no sentence; the limit keeps hostile input quick.
_MOST_LOST_STOPS: Final = 12

_LINE: Final = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_BULLET: Final = re.compile(r"(?:[•·▪◦‣●○■□✓]+\s*|[-–—*]+\s+)(?=\S)")
_ENUMERATED: Final = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})[.)]\s")
_NUMBERING: Final = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zA-Z]|[ivxIVX]{1,5})")
_STOP: Final = re.compile(
    r"(?P<stop>[.!?…](?<![.!?…]{2})[.!?…]*+)(?P<closers>[\"'”’)\]]*+(?:\[\d{1,3}\]|[¹²³⁴-⁹]++|(?<=[a-z]{3}[.])\d{1,2}(?=\s))?)"
    r"(?:\s++(?=[\"'“‘(\[]*(?P<next>[£$€]|[^\W_a-z]\w*))|(?=(?P<glued>[A-Z](?:[a-z]+[ ,’']|[ ]))))"
)
_LETTERS_WITH_STOPS: Final = re.compile(r"(?:\w\.)+\w")
_LOST_STOP: Final = re.compile(r" (?=(?:An?|The|Th(?:is|ese|ey|ere)|We|Our|It) [a-z])(?<=[a-z0-9)%] )")
_CAPITAL: Final = re.compile(r"(?<=[a-z)])[ \t]+(?=(?P<word>[A-Z][a-z]+) (?P<next>\w+))")
# A capitalised word of these kinds opens a new noun phrase if the next word has no capital: "strategy Further events".
_NOUN_OPENERS: Final = _words(
    "further additional new continued ongoing final draft regular report work evaluation review roll-out rollout "
    "launch completion updated delivery second first next support guidance"
)
_ACTION_NOUN: Final = re.compile(r"[A-Z][a-z]+(?:tion|sion|ment)")
_BODIES: Final = _words(
    "Government Parliament Department Commission Federation Association Foundation Corporation Nation"
)
# No phrase ends in these, so what follows is a name.
_UNFINISHED: Final = _words("of the a an and or to in on for with by from at as our their its under via per called")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the span of a text, in code points, without white space and list bullet.

    tenses: see `read_tense`.
    """

    start: int
    end: int
    tenses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionCut:
    """Where the action ends in a text that holds an action and then its progress.

    end: the end of the action's words; equal to the end of the text's words when all of it is action.
    rest: where the progress begins (the length of the text when there is none).
    reason: why the cut is in doubt, else None: `lost_stop` (inside a sentence, at a full stop that was lost),
    `no_change` (the tense never changes, so nothing shows a border), `same_tense` (the sentences on both sides have
    the same tense), `no_verb` (the sentence behind the cut has no verb).
    """

    end: int
    rest: int
    reason: str | None = None

    @property
    def doubt(self) -> bool:
        """Whether a person should look at the cut."""
        return self.reason is not None


def split_sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of a text, without white space and list bullets around them.

    A line feed ends a sentence. Abbreviations, initials, decimals, addresses and numbering ("1.2.") do not; a full
    stop ends one also where the space behind it is missing.

    >>> text = "Costs rose, e.g. by £1.5m this time.This engagement has shown that:\\n- visits are missed"
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Costs rose, e.g. by £1.5m this time.', 'This engagement has shown that:', 'visits are missed']
    """
    return [span for start, end, _ in _lines(text) for span in _spans(text, start, end)]


def read_sentences(text: str, lead: str | None = None) -> list[Sentence]:
    """The sentences of a text with their tenses.

    A line that ends in a colon leads in the list items behind it (lines with a bullet, a number or a small letter at
    their start); the first sentence of each inherits what it does not say itself.

    Args:
        text: Prose, list items on lines of their own.
        lead: The sentence that leads in the whole text, if it is itself a list item.

    >>> [sentence.tenses for sentence in read_sentences("We met partners. We will:\\n- publish the guide")]
    [('achieved',), ('promised',), ('promised',)]
    """
    return list(_read_one_by_one(text, lead))


def _read_one_by_one(text: str, lead: str | None = None) -> Iterator[Sentence]:
    for start, end, led_by in _led_sentences(text, lead):
        yield Sentence(start, end, read_tense(text[start:end], led_by))


def read_sentence_at(text: str, place: int) -> Sentence | None:
    """The sentence of a text in which a place lies, with its tenses; None between two sentences.

    >>> read_sentence_at("We met partners. We will:\\n- publish the guide", 30)
    Sentence(start=28, end=45, tenses=('promised',))
    """
    for start, end, led_by in _led_sentences(text, None):
        if start <= place < end:
            return Sentence(start, end, read_tense(text[start:end], led_by))
    return None


def find_lost_stops(text: str, start: int = 0, end: int | None = None) -> tuple[int, ...]:
    """Where a second sentence may begin inside `text[start:end]`, the full stop before it lost.

    That is before a capitalised article or pronoun in the middle of the line, with a finite verb on either side.
    Only a possible border: titles and lettered parts ("Schedule A") look alike.

    >>> find_lost_stops("We will support the workforce A well-being network has been established.")
    (30,)
    """
    end = len(text) if end is None else end
    found: list[int] = []
    for match in islice(_LOST_STOP.finditer(text, start, end), _MOST_LOST_STOPS):
        before = found[-1] if found else start
        after = min(end, match.end() + _REACH)
        first = text[max(before, match.start() - _REACH) : match.start()]
        if read_tense(first) and read_tense(text[match.end() : after]):
            found.append(match.end())
    return tuple(found)


def split_action(text: str) -> ActionCut:
    """Where the action ends in a cell that holds an action and then its progress.

    The first sentence is the action's whatever its tense ("We continue to supply ..."); further sentences are
    while they promise or predict; the first that tells what was done, goes on or is so begins the progress.

    >>> text = "We will publish a guide. Copies will be sent out. A draft has been agreed."
    >>> text[: split_action(text).end]
    'We will publish a guide. Copies will be sent out.'
    """
    last: Sentence | None = None
    read = 0
    for sentence in _read_one_by_one(text):
        read += 1
        if last is not None and not _goes_on(last, sentence):
            return ActionCut(last.end, sentence.start, _doubt_about(last, sentence))
        if cut := _cut_at_lost_stop(text, sentence):
            return cut
        last = sentence
    end = last.end if last else 0
    return ActionCut(end, len(text), "no_change" if read > 1 else None)


def split_steps(text: str) -> list[tuple[int, int]]:
    """The spans of the steps in a next-steps text.

    A step is a list item, else a sentence that makes a promise of its own; one that makes none goes with the step
    before it, and a lead-in with the step behind it. Standing among next steps, a command ("Publish the guide.") and
    a noun phrase are promises. A line without a finite verb is split where a new noun phrase begins with a capital.

    >>> text = "Publication of the strategy Further events to be held in June"
    >>> [text[start:end] for start, end in split_steps(text)]
    ['Publication of the strategy', 'Further events to be held in June']
    """
    steps: list[tuple[int, int]] = []
    open_start: int | None = None
    in_list = False
    for start, end, is_item in _lines(text):
        if in_list and not is_item and text[start].islower():
            steps[-1] = (steps[-1][0], end)
            continue
        in_list = is_item
        for piece_start, piece_end in [(start, end)] if is_item else _pieces(text, start, end):
            words = text[piece_start:piece_end]
            if not is_item and (words.endswith(":") or (not steps and not _promises(words))):
                open_start = piece_start if open_start is None else open_start
            elif is_item or open_start is not None or _promises(words) or not steps:
                steps.append((piece_start if open_start is None else open_start, piece_end))
                open_start = None
            else:
                steps[-1] = (steps[-1][0], piece_end)
    if open_start is not None:
        steps.append((open_start, len(text.rstrip())))
    return steps


# ---------------------------------------------------------------- lines and borders


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """The lines that hold words: start and end without white space and bullet, and whether it is a list item."""
    for match in _LINE.finditer(text):
        start, end = _stripped(text, match.start(), match.end())
        if start == end:
            continue
        bullet = _BULLET.match(text, start, end)
        yield bullet.end() if bullet else start, end, bool(bullet or _ENUMERATED.match(text, start, end))


def _led_sentences(text: str, lead: str | None) -> Iterator[tuple[int, int, str | None]]:
    """The spans of the sentences, those that begin an item with the sentence that leads it in."""
    is_first = True
    for line_start, line_end, is_item in _lines(text):
        if not (is_item or lead is None or text[line_start : line_start + 1].islower() or is_first):
            lead = None
        is_first = False
        spans = _spans(text, line_start, line_end)
        for position, (start, end) in enumerate(spans):
            yield start, end, lead if position == 0 else None
        if spans and text[line_start:line_end].endswith(":"):
            lead = text[spans[-1][0] : line_end]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip()) if words.strip() else start


def _spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of the line `text[start:end]`."""
    return [(start + first, start + last) for first, last in _split_line(text[start:end])]


# The action's end, the steps, the tense of a date and the sentence around a value are all looked for in the same lines.
@lru_cache(maxsize=1024)
def _split_line(line: str) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    start = 0
    for border in (*_borders(line), len(line)):
        _add_span(spans, line, start, border)
        start = border
    return tuple(spans)


def _add_span(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    start, end = _stripped(text, start, end)
    if start < end:
        spans.append((start, end))


def _borders(line: str) -> Iterator[int]:
    """Where in a line a sentence ends and another begins."""
    start = 0
    for match in _STOP.finditer(line):
        if _ends_sentence(line, start, match):
            start = match.end("closers")
            yield start


def _ends_sentence(line: str, start: int, match: re.Match[str]) -> bool:
    before = line[max(start, match.start() - 40) : match.start()].split()
    word = before[-1].strip("\"'“‘([") if before else ""
    following = match["next"] or match["glued"]
    if match["glued"] is not None and not (word.isalnum() and len(word) > 1):
        return False
    if match["stop"] != ".":
        return True
    if _NUMBERING.fullmatch(line[start : match.start()].strip()):
        return False
    return not _is_abbreviation(word, following)


def _is_abbreviation(word: str, following: str) -> bool:
    """Whether the full stop behind a word is an abbreviation's and ends no sentence before the word that follows."""
    folded = word.lower()
    if folded in _TITLES:
        return True
    if folded in _BEFORE_NUMBER:
        return following[0].isdigit()
    if folded in _MAY_END or _LETTERS_WITH_STOPS.fullmatch(word):
        return following.lower() not in _OPENERS
    is_initial = len(word) == 1 and word.isupper()
    return is_initial and (len(following) == 1 or following.lower() not in _OPENERS)


# ---------------------------------------------------------------- the end of an action


def _goes_on(last: Sentence, sentence: Sentence) -> bool:
    """Whether the action goes on: with a promise or prediction, or in a list of commands with the next of them."""
    if not sentence.tenses:
        return not last.tenses
    return sentence.tenses[0] in (PROMISED, PREDICTED)


def _doubt_about(last: Sentence, sentence: Sentence) -> str | None:
    if not sentence.tenses:
        return "no_verb"
    return "same_tense" if last.tenses[-1:] == sentence.tenses[:1] else None


def _cut_at_lost_stop(text: str, sentence: Sentence) -> ActionCut | None:
    """A cut inside a sentence: at the first lost full stop behind which the tense is no longer that of a promise."""
    for border in find_lost_stops(text, sentence.start, sentence.end):
        tenses = read_tense(text[border : min(sentence.end, border + _REACH)])
        if tenses and tenses[0] not in (PROMISED, PREDICTED):
            _, end = _stripped(text, sentence.start, border)
            return ActionCut(end, border, "lost_stop")
    return None


# ---------------------------------------------------------------- steps


def _promises(words: str) -> bool:
    """Whether words among next steps promise something: also a command, a noun phrase, and what continues."""
    tenses = read_tense(words)
    return not tenses or PROMISED in tenses or (ONGOING in tenses and "continu" in words)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a line, cut where a full stop was lost or, without a verb, where a noun phrase begins."""
    for first, last in _spans(text, start, end):
        borders = [first, *_inner_borders(text, first, last), last]
        yield from (_stripped(text, *piece) for piece in pairwise(borders))


def _inner_borders(text: str, start: int, end: int) -> list[int]:
    if has_finite_verb(text[start:end]):
        candidates = [match.end() for match in islice(_LOST_STOP.finditer(text, start, end), _MOST_LOST_STOPS)]
        return [border for border in candidates if PROMISED in read_tense(text[border : min(end, border + _REACH)])]
    return [match.end() for match in _CAPITAL.finditer(text, start, end) if _opens_phrase(text, match, end)]


def _opens_phrase(text: str, match: re.Match[str], end: int) -> bool:
    """Whether the capitalised word behind a gap begins a noun phrase or a command of its own, and not a name."""
    before = text[max(0, match.start() - 40) : match.start()].rsplit(maxsplit=1)[-1]
    if before[0].isupper() or before in _UNFINISHED:
        return False
    word, following = match["word"], match["next"]
    if is_command(text[match.end() : min(end, match.end() + 80)]):
        return True
    if following[0].isupper() or word in _BODIES:
        return False
    if word.lower() in _NOUN_OPENERS or _ACTION_NOUN.fullmatch(word):
        return True
    return word.endswith("ing") and following == "of"
