"""Where the name of a body ends in a run of capitalised words."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from extract.values.gazetteer import CAPITALISED, WordLists, kinds_of_bodies
from extract.values.name_book import Known, NameBook

_ITEM = rf"{CAPITALISED}(?: {CAPITALISED}){{0,5}}"
_LIST = re.compile(rf"(?:, ?{_ITEM}){{1,8}},? (?:and|&) {_ITEM}")

_INSIDE = re.compile(r"\b(?:across|around|in|near|outside|throughout|within) (?:the )?$", re.IGNORECASE)
_PLURAL = re.compile(r"(?:ies|s)$")
_AND = frozenset({"and", "&"})
_ABOUT = frozenset({"of", "for", "on"})
_LINKS = _AND | _ABOUT | {"the"}
_ENDS_GROUP = _ABOUT | {"the"}
# Longer than any body's name: such a run is a heading or several cells run together.
_LONGEST = 14


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of capitalised words with the small words between them.

    words: without possessive ending; starts: their offsets in the text; owns: whether the word had that ending.
    known: for every word the longest known name that begins there, and the offset of its end.
    """

    words: list[str]
    starts: list[int]
    owns: list[bool]
    known: list[Known | None]

    def end(self, index: int) -> int:
        """The offset behind a word."""
        return self.starts[index] + len(self.words[index])

    def behind(self, offset: int) -> int:
        """The index of the first word that begins at or behind an offset."""
        return bisect_left(self.starts, offset)


@dataclass(frozen=True, slots=True)
class BodyName:
    """A name by rule: `last` is the index behind its last word. firm: a head noun of its own makes it one."""

    last: int
    firm: bool
    ministry: bool = False


def read_phrase(text: str, start: int, end: int, book: NameBook) -> Phrase:
    """The words of a run of a text without line breaks, each with the known name that begins there, if any."""
    printed, starts = [], []
    run = text[start:end]
    for word in run.split(" "):
        if word:
            printed.append(word)
            starts.append(start)
        start += len(word) + 1
    words, owns = printed, [False] * len(printed)
    if "'" in run or "-" in run:
        words = [word[:-2] if word.endswith("'s") else word.rstrip("'-") for word in printed]
        owns = [len(bare) < len(word) for bare, word in zip(words, printed, strict=True)]
    firsts = book.firsts
    known = [
        book.find_known(text, word, begin)
        if word not in _LINKS and (word in firsts or word[-1] == "s" or not word.isalpha())
        else None
        for word, begin in zip(printed, starts, strict=True)
    ]
    return Phrase(words, starts, owns, known)


def is_link(word: str) -> bool:
    """Whether a word of a phrase only joins others: of, and, the, or a bracketed acronym."""
    return word in _LINKS or word.startswith("(")


def begins_group(phrase: Phrase, index: int, words: WordLists) -> bool:
    """Whether a noun group may begin with this word: no link, nor an opener, which New is not in New Zealand."""
    word = phrase.words[index]
    if word not in words.openers:
        return word not in _LINKS and word[0] != "("
    return word == "New" and not words.new_places.isdisjoint(phrase.words[index + 1 : index + 2])


def is_branch(phrase: Phrase, behind: int, body: BodyName, words: WordLists) -> bool:
    """Whether a country alone makes the body out of the known one before it: `RSPB` `Northern Ireland`."""
    rest = phrase.words[behind : body.last]
    of_country = bool(rest) and rest[-1] in words.countries and phrase.words[behind - 1] not in words.countries
    own = words.countries | words.country_modifiers
    return of_country and own.issuperset(rest)


def regional_end(phrase: Phrase, first: int, behind: int, words: WordLists) -> int | None:
    """The index behind the region of a body that names its branches so: `NHS` `Western Isles`; None for no region."""
    if behind - first != 1 or phrase.words[first] not in words.regional or phrase.owns[first]:
        return None
    last = behind
    while last < len(phrase.words) and not is_link(phrase.words[last]) and not phrase.owns[last - 1]:
        last += 1
    region = phrase.words[behind:last]
    named = bool(region) and words.plain_words.isdisjoint(region) and not any(map(str.isupper, region))
    return last if named and region[-1] not in words.not_heads | words.plural_heads | words.heads else None


def is_place(text: str, phrase: Phrase, first: int, words: WordLists) -> bool:
    """Whether "City of London" and the like is meant as a place, by the word before it."""
    return phrase.words[first] in words.place_heads and _INSIDE.search(text, 0, phrase.starts[first]) is not None


def group_end(phrase: Phrase, first: int, words: WordLists) -> int:
    """The index behind the noun group: its words are joined by `and` unless a body ends before or begins behind it."""
    for index, word in enumerate(phrase.words[first + 1 :], first + 1):
        if word in _ENDS_GROUP or (phrase.owns[index - 1] and _owner_ends(phrase, first, index, words)):
            return index
        if (word in _AND or word[0] == "(") and _link_ends(phrase, first, index, words):
            return index
    return len(phrase.words)


def _link_ends(phrase: Phrase, first: int, index: int, words: WordLists) -> bool:
    """Whether at this `and` or bracketed acronym another noun group begins."""
    word, following = phrase.words[index], phrase.words[index + 1]
    known = word in _AND and phrase.known[index + 1] is not None
    already = word == "and" and "&" in phrase.words[first:index]
    person = phrase.words[index - 1] in words.ministers  # "Housing Lead and Wendle Trust"
    return known or already or person or is_link(following) or _is_body(phrase, first, index, words)


def portfolio_end(phrase: Phrase, last: int, words: WordLists) -> int | None:
    """The index behind what a minister is for, `Minister` `for Health and Care`; None if no minister is meant."""
    if phrase.words[last - 1] not in words.ministers or last == len(phrase.words):
        return None
    of_state = phrase.words[last : last + 2] == ["of", "State"]
    if not of_state and phrase.words[last] != "for":
        return None
    index = last
    while index < len(phrase.words) and not (phrase.words[index] in _AND and phrase.words[index + 1] == "the"):
        index += 1
    return index


def read_body(phrase: Phrase, first: int, last: int, words: WordLists, plural: bool = False) -> BodyName | None:
    """The name of a body that begins with the noun group from `first` to `last`, or None.

    It ends in a head noun (`Clinical Leadership Group`), in a head noun with what it is about (`Office for Students`)
    or in a country (`Sport Wales`). plural: whether plural head nouns count.
    """
    if last - first > _LONGEST:
        return None
    if last + 1 < len(phrase.words) and phrase.words[last] in _ABOUT and not phrase.owns[last - 1]:
        about = _about_end(phrase, first, last, words)
        if about is not None:
            return about
    kind = body_kind(phrase, first, last, words, plural)
    if kind is not None:
        return BodyName(last, kind == "head")
    if phrase.words[last - 1] in words.not_heads or phrase.words[last - 1] in words.plural_heads:
        return None
    # The head noun of a body may qualify something else: "Primary Care Board Members". Of two words it is too often
    # a kind of body: "Health Board Directors".
    for end in range(last - 1, first + 2, -1):
        if body_kind(phrase, first, end, words) == "head":
            return BodyName(end, True)
    return None


def body_kind(phrase: Phrase, first: int, last: int, words: WordLists, plural: bool = False) -> str | None:
    """What makes the words from `first` to `last` a body: head, weak (an anchored weak head), country; else None."""
    if not 1 < last - first <= _LONGEST or phrase.words[last - 2] in _AND:
        return None
    head, before = phrase.words[last - 1], phrase.words[first : last - 1]
    if head in words.countries:
        return "country" if _names_body_of_country(before, words) else None
    if _is_generic(phrase.words[first:last], words, plural):
        return None
    if head in words.heads or (plural and head in words.plural_heads):
        return "head"
    anchored = not words.anchors.isdisjoint(before) or not words.peoples.isdisjoint(before)
    if head in words.weak_heads and anchored and head not in before:
        return "weak"
    proper = before[-1] not in words.plain_words and not words.plain_words.issuperset(before)
    return "weak" if head in words.trades and proper and head not in before else None


def ministry_end(text: str, phrase: Phrase, body: BodyName, words: WordLists) -> int | None:
    """Where a ministry's name ends that goes on after a comma, or None: `Department for Digital` `, Culture and Sport`.

    None too where the list may be one of bodies or places.
    """
    end = phrase.end(body.last - 1)
    if not body.ministry or body.last < len(phrase.words) or phrase.owns[-1]:
        return None
    match = _LIST.match(text, end)
    if match is None:
        return None
    for item in re.split(r", ?|,? (?:and|&) ", match[0])[1:]:
        listed = item.split()
        if listed and (
            _is_head(listed[-1], words) or listed[-1] in words.countries or listed[0] in words.opening_heads
        ):
            return None
    return match.end()


def _is_body(phrase: Phrase, first: int, last: int, words: WordLists) -> bool:
    known = phrase.known[first]
    if known is not None and phrase.behind(known[1]) == last:
        return True
    return body_kind(phrase, first, last, words) is not None


def _owner_ends(phrase: Phrase, first: int, last: int, words: WordLists) -> bool:
    """Whether a possessive before `last` is that of a body or a place: not so in "Women's Safety Council".

    Nor is the possessive of a name another's owner: "Barnardo's NI".
    """
    owner, known = phrase.words[last - 1], phrase.known[first]
    if known is not None and known[1] > phrase.end(last - 1):
        return False
    places = (words.countries, words.places, words.peoples)
    if owner.isupper() or owner in words.ministers or any(owner in listed for listed in places):
        return True
    return _is_body(phrase, first, last, words)


def _about_end(phrase: Phrase, first: int, last: int, words: WordLists) -> BodyName | None:
    """A head noun and what it is about: `Department for the Economy`, `Older People's Commissioner for Wales`."""
    size, head = len(phrase.words), phrase.words[last - 1]
    begin = last + 1 + (phrase.words[last + 1] == "the")
    if begin >= size or is_link(phrase.words[begin]) or phrase.words[begin] in words.never_about:
        return None
    of_country = phrase.words[last] != "on" and phrase.words[begin] in words.countries
    if head not in words.opening_heads and not (head in words.place_heads and last - first == 1):
        named = of_country and last - first > 1 and _is_head(head, words)
        generic = named and _is_generic(phrase.words[first:last], words, False)
        return BodyName(begin + 1, True) if named and not generic else None
    if phrase.known[begin] is not None and not of_country:
        return None
    end, limit = begin, min(size, first + _LONGEST + 1)
    while end < limit and not phrase.owns[end - 1] and not _another_body(phrase, end, words):
        end += 1
    return BodyName(end, True, ministry=head in words.ministries) if end - first <= _LONGEST else None


def _another_body(phrase: Phrase, index: int, words: WordLists) -> bool:
    """Whether at this link something new begins: `and the`, a bracketed acronym, `and` before a body."""
    if not is_link(phrase.words[index]):
        return False
    if phrase.words[index].startswith("(") or phrase.words[index] not in _AND:
        return phrase.words[index].startswith("(")
    begin = index + 1
    if is_link(phrase.words[begin]) or phrase.known[begin] is not None:
        return True
    end = begin
    while end < len(phrase.words) and not is_link(phrase.words[end]) and end - begin < _LONGEST:
        end += 1
    opens = end < len(phrase.words) and phrase.words[end - 1] in words.opening_heads
    return (opens or phrase.words[end - 1] in words.heads) and not _is_generic(phrase.words[begin:end], words, False)


def _is_head(word: str, words: WordLists) -> bool:
    return word in words.heads or word in words.weak_heads


def _names_body_of_country(before: list[str], words: WordLists) -> bool:
    """Whether these words before a country's name make a body of it: not directions, plans or printed codes."""
    if all(word in words.country_modifiers or is_link(word) for word in before[_behind_and(before) :]):
        return False
    nearest = before[-1]
    return not is_link(nearest) and nearest not in words.not_heads and not any(map(str.isdigit, nearest))


def _is_generic(name: list[str], words: WordLists, plural: bool) -> bool:
    """Whether the words, or those behind their last `and`, are a kind of body and not the name of one."""
    if _is_kind(name, words, plural):
        return True
    behind = _behind_and(name)
    return bool(behind) and len(name) - behind > 1 and _is_kind(name[behind:], words, plural)


def _is_kind(name: list[str], words: WordLists, plural: bool) -> bool:
    """Whether the words, or their singular, are on the lists of kinds."""
    folded = " ".join(name).lower()
    if "(" in folded:
        folded = " ".join([word for word in folded.split() if word[0] != "("])
    listed = words.never if plural else kinds_of_bodies(words)
    return folded in listed or (folded.endswith("s") and _PLURAL.sub(_to_singular, folded) in listed)


def _behind_and(name: list[str]) -> int:
    """The index behind the last `and` of a name, 0 without one."""
    if _AND.isdisjoint(name):
        return 0
    return max([index + 1 for index, word in enumerate(name) if word in _AND])


def _to_singular(ending: re.Match[str]) -> str:
    return "y" if ending[0] == "ies" else ""
