"""Figures that are no money and no date: what was counted, and how many there are now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.compare.pairs import Finding, Group, Pair
from extract.compare.sentences import Sentences
from extract.compare.views import Line, RecordView, Words
from extract.compare.vocabulary import load_commitment_words
from extract.compare.words import find_stem
from extract.values.wording import fold_wording

_QUALIFIER = (
    r"(?:(?:over|more than|at least|up to|nearly|almost|around|about"
    r"|approximately|some|fewer than|less than|under)\s+)?"
)
_DIGITS = r"\d{1,3}(?:[,\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_YEAR = re.compile(r"(?:19|20)\d\d$")
# Words that may stand between a number and what it counts end here.
_NOUN = re.compile(r"\s*%|(?:\s+[^\W\d_][\w’'-]*){1,3}")
# "33 ➧ Agencies": a sign may stand between the number and what it counts.
_BEHIND_SIGN = re.compile(r"^[^\w.,;:()]+([^\W\d_]+)")
_NOT_COUNTED = re.compile(
    r"\s+(?:of|to|in|on|for|from|at|by|with|within|and|or|the|have|has|had|were|was|is|are|that|which|this|will|across|per|during|between|under|through|including|using|being|an?|[a-z]+ed)\b.*",
    re.DOTALL,
)
_MONEY_OR_REFERENCE = re.compile(
    r"(?:[£$€#§/.\-–]|\b(?:no\.?|number|section|action|milestone|phase|stage|page|article|part|tier|level|quarter|step"
    r"|annex|table|figure|groups?|recommendation))\s?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number with what it counts: words from the qualifier to the noun, its value, the stems of the noun."""

    words: Words
    value: float
    noun: frozenset[str]


def compare_quantities(pair: Pair, group: Group, sentences: Sentences) -> frozenset[int]:
    """Note the figures that changed in sentences that otherwise say the same.

    Returns:
        The numbers of the later sentences in which nothing else changed.
    """
    counted = set()
    for one, other, _ in sentences.reworded:
        before, after = _read_quantities(group.earlier, one), _read_quantities(group.later, other)
        for first, second in _match(before, after, same_form=one.masked == other.masked):
            if first.value != second.value:
                if one.masked == other.masked:
                    counted.add(other.number)
                name = other.field
                why = f"'{' '.join(first.words.text.split())}' became '{' '.join(second.words.text.split())}'."
                pair.note(
                    Finding(
                        "quantity_changed",
                        why,
                        field=name,
                        before=first.words,
                        after=second.words,
                        earlier_rows=(one.words.row_id,),
                        later_rows=(other.words.row_id,),
                    ),
                    group,
                )
    return frozenset(counted)


def _match(
    before: Sequence[_Quantity], after: Sequence[_Quantity], *, same_form: bool
) -> list[tuple[_Quantity, _Quantity]]:
    """The quantities that count the same: in sentences of one form by their place, else by their noun."""
    if same_form and len(before) == len(after):
        return list(zip(before, after, strict=True))
    pairs, left = [], list(after)
    for one in before:
        same = next((other for other in left if one.noun & other.noun), None)
        if same is not None:
            left.remove(same)
            pairs.append((one, same))
    return pairs


def _read_quantities(record: RecordView, line: Line) -> list[_Quantity]:
    text, offset = line.words.text, line.words.start
    barred = [
        (mention.start - offset, mention.end - offset)
        for mention in record.mentions
        if mention.label in ("DATE", "MONEY") and offset <= mention.start < line.words.end
    ]
    found = []
    for match in _number_pattern().finditer(text):
        start, end = match.span("number")
        if any(start < stop and begin < end for begin, stop in barred) or _is_no_count(text, start, end):
            continue
        value = _read_value(match["number"])
        if value is None:
            continue
        noun = _NOT_COUNTED.sub("", (_NOUN.match(text, end) or [""])[0])
        words = text[match.start() : end] + noun
        counted = noun.split() or _BEHIND_SIGN.findall(text[end : end + 40])
        span = Words(
            words, offset + match.start(), offset + match.start() + len(words), line.words.row_id, line.words.action_id
        )
        found.append(_Quantity(span, value, frozenset(find_stem(fold_wording(word)) or word for word in counted)))
    return found


def _number_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(load_commitment_words().numbers, key=len, reverse=True))
    written = rf"(?:an?\s+(?:hundred|thousand|million|dozen)|(?:{names})(?:[\s-]+(?:and\s+)?(?:{names}))*)"
    return re.compile(rf"{_QUALIFIER}(?<![\w.,/-])(?P<number>{_DIGITS}|{written})(?![\w/]|[-–.,]\d)", re.IGNORECASE)


def _is_no_count(text: str, start: int, end: int) -> bool:
    """Whether a number is a year, a reference, or part of a name."""
    return bool(_YEAR.match(text[start:end]) or _MONEY_OR_REFERENCE.search(text[:start]))


def _read_value(words: str) -> float | None:
    """The value of a number in figures or words.

    >>> _read_value("1,066"), _read_value("a thousand"), _read_value("Thirty-one"), _read_value("two hundred and six")
    (1066.0, 1000.0, 31.0, 206.0)
    """
    if words[0].isdigit():
        return float(re.sub(r"[,\u00a0 ]", "", words))
    numbers = load_commitment_words().numbers
    total, current = 0, 0
    for word in re.split(r"[\s-]+", words.casefold()):
        value = 1 if word in ("a", "an") else 12 if word == "dozen" else numbers.get(word)
        if word == "and":
            continue
        if value is None:
            return None
        if value == 100:
            current = max(current, 1) * value
        elif value >= 1000:
            total, current = total + max(current, 1) * value, 0
        else:
            current += value
    return float(total + current)
