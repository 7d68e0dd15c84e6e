"""Words as data, read from TOML and handed to the stages that need them."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from extract.data.label_words import LabelWords, read_label_words
from extract.data.status_words import StatusWords, read_status_words
from extract.errors import InputError
from extract.values.organisations import Gazetteer, read_gazetteer
from extract.values.sentences import split_sentences
from extract.values.status import LONGEST_PHRASE, Phrases, find_status, is_phrase, parse_status
from extract.values.wording import fold_wording

FIELDS = ("theme", "reference", "action", "response", "progress", "next_steps", "target_dates", "status", "owner")


# "(s)" and "/s" are plurals; a header cell of more than about twelve words is a header and its instructions.
_PLURAL = re.compile(r"\(s\)|/s\b", re.IGNORECASE)
_AS_AT = re.compile(r"\b(?:as (?:at|of|on)|at|to|since|for|in|on|from|during|by)\b.*\d.*$|[-–—(].*\d.*$", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*\(.*$")
_BEHIND_OPENING = re.compile(r"\s*[-–—:;,(]\s*")
_DIGIT = re.compile(r"\d")
_LONGEST_HEADING_WORDS = 12
_LONGEST_HEADING = 400
_LONGEST_WITH_SUBJECT = 80
# Of a line of the site that prose follows, so many characters are enough to know it.
_LONGEST_SITE_LINE = 120


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The words that mean something on a page; every key is folded to its letters and digits. It equals itself alone.

    labels: what a heading or label means, a field or `action_and_progress`, `owner_and_target_date`, `date_or_measure`,
    `other_field`, `ignore`; label_words: what the words of a label that is not listed say it means; statuses: a lone
    phrase to its canonical status, "none" where it says nothing; status_words: what the words of other ones tell.
    """

    labels: Mapping[str, str]
    label_words: LabelWords
    statuses: Phrases
    status_words: StatusWords
    key_explanations: tuple[tuple[re.Pattern[str], str], ...]
    empties: frozenset[str]
    status_subjects: frozenset[str]
    status_markers: frozenset[str]
    status_colours: frozenset[str]
    responses: frozenset[str]
    references: tuple[str, ...]
    no_references: frozenset[str]
    not_themes: frozenset[str]
    contents: frozenset[str]
    keys: frozenset[str]
    footnotes: frozenset[str]
    summaries: frozenset[str]
    periods: frozenset[str]
    boilerplate: tuple[str, ...]
    chrome_classes: frozenset[str]
    title_words: frozenset[str]
    as_at_labels: tuple[str, ...]
    as_at_metadata: tuple[str, ...]
    countries: Mapping[str, str]

    def with_key(self, key: Sequence[tuple[str, str]]) -> Vocabulary:
        """The vocabulary in which a page's own key, as (folded code, canonical status), has the last word."""
        return replace(self, statuses=Phrases({**self.statuses, **dict(key)})) if key else self

    def read_status(self, words: str, *, in_place: bool = False) -> str | None:
        """The canonical status that a lone phrase stands for, "none" where it says nothing; None for any other words.

        Args:
            in_place: The words stand where a status is printed, so that fewer of them need to be known.

        >>> vocabulary = load_vocabulary()
        >>> [vocabulary.read_status(words) for words in ("✔ Complete", "Well under way", "Behind", "Safer roads")]
        ['complete', 'in_progress', None, None]
        >>> vocabulary.read_status("Behind", in_place=True), vocabulary.read_status("Actions under way")
        ('delayed', 'in_progress')
        """
        return _read_status(self, words, in_place) if in_place or is_phrase(words) else None

    def is_status(self, words: str) -> bool:
        """Whether a printed value, such as a cell, is a status and nothing else.

        >>> [load_vocabulary().is_status(words) for words in ("Behind", "Not yet begun", "Two of three")]
        [True, True, False]
        """
        if not is_phrase(words):
            return False
        return parse_status(words, self.statuses) is not None or self.status_words.is_status(words, in_place=True)

    def is_site_line(self, words: str) -> bool:
        """Whether a line is, or begins as, one that belongs to the site: a skip link, "Back to top"."""
        folded = fold_wording(words[:_LONGEST_SITE_LINE])
        # Of lines in order, none of which begins another, only the last that is not behind these words can begin them.
        place = bisect_right(self.boilerplate, folded)
        return place > 0 and folded.startswith(self.boilerplate[place - 1])

    def is_response(self, words: str) -> bool:
        """Whether a printed value is an answer to a recommendation, such as "Agree in principle", and nothing else."""
        return len(words) <= LONGEST_PHRASE and fold_wording(words) in self.responses

    def explain_status(self, code: str, explanation: str) -> str | None:
        """The canonical status of a code, or of words used as one, that a key explains; None where neither tells.

        A status that the explanation states counts; then its first words, unless they tell less than the code; then,
        of a code that is not listed, what the rest of it says, unless that tells less; then the code itself.

        >>> explain = load_vocabulary().explain_status
        >>> explain("Progressing", "On track to finish"), explain("Behind", "Work has begun"), explain("B", "Blue sky")
        ('on_track', 'delayed', None)
        >>> explain("Watch", "We might not finish by the date")
        'at_risk'
        """
        stated = _read_statement(explanation, self.statuses)
        if stated is not None:
            return stated
        code_alone = self.read_status(code.replace(",", " "), in_place=True)
        listed = parse_status(code, self.statuses) is not None
        rest = next((status for pattern, status in self.key_explanations if pattern.search(explanation)), None)
        told = self.status_words.read_opening(explanation)
        told = told if listed else self.status_words.prefer(told, rest)
        return self.status_words.prefer(told, code_alone) or rest or self.status_words.guess_status(explanation)

    def guess_field(self, words: str, *, in_place: bool = False) -> str | None:
        """What a label that is not listed means by its words; None also for a listed one, a status or a sentence."""
        field = None if words.rstrip().endswith((".", ";")) else self.label_words.guess_field(words, in_place=in_place)
        return None if field is None or self.find_field(words) or self.read_status(words) else field

    def with_references(self, nouns: Sequence[str]) -> Vocabulary:
        """The vocabulary with the nouns that a page prints before the numbers of its records."""
        return replace(self, references=(*self.references, *nouns)) if nouns else self

    def with_labels(self, labels: Mapping[str, str]) -> Vocabulary:
        """The vocabulary with the labels that a page coins, as folded words and field; those that it has stay."""
        return replace(self, labels={**labels, **self.labels}) if labels else self

    def find_label(self, words: str) -> str | None:
        """What a label on a line of its own, or before its value, means, or None; plurals make no difference.

        >>> load_vocabulary().find_label("Next step(s)"), load_vocabulary().find_label("Target date by spring 2025")
        ('next_steps', None)
        """
        if len(words.split()) > _LONGEST_HEADING_WORDS:
            return None
        return self.labels.get(fold_wording(_unify_plural(words))) or self.labels.get(fold_wording(words))

    def find_field(self, heading: str) -> str | None:
        """What a column heading or a label means, or None.

        Plurals, as-at dates and a long legend behind the first line make no difference.

        >>> vocabulary = load_vocabulary()
        >>> vocabulary.find_field("Next step(s):"), vocabulary.find_field("Status as at 31 March 2023")
        ('next_steps', 'status')
        >>> vocabulary.find_field("Infection prevention and control") is None
        True
        """
        first_line = heading.strip().split("\n", 1)[0]
        if len(first_line) > _LONGEST_HEADING or len(first_line.split()) > _LONGEST_HEADING_WORDS:
            return None
        return next(filter(None, (self.labels.get(fold_wording(wording)) for wording in _spellings(first_line))), None)


# Every layout asks of the same lines.
@lru_cache(maxsize=1024)
def _read_status(vocabulary: Vocabulary, words: str, in_place: bool) -> str | None:
    for wording in dict.fromkeys((words, _without_subject(words, vocabulary.status_subjects))):
        known = parse_status(wording, vocabulary.statuses)
        if known is not None:
            return known
        if in_place or vocabulary.status_words.is_status(wording):
            return vocabulary.status_words.guess_status(wording)
    return None


def _read_statement(explanation: str, statuses: Phrases) -> str | None:
    """The status that an explanation is, begins with, or states of its action."""
    whole = parse_status(explanation, statuses)
    if whole is not None:
        return whole
    start, end = next(iter(split_sentences(explanation)), (0, 0))
    opening = _BEHIND_OPENING.split(explanation[start:end], maxsplit=1)[0]
    stated = find_status(explanation, statuses)
    return parse_status(opening, statuses) or (stated.status if stated else None)


def _without_subject(words: str, subjects: frozenset[str]) -> str:
    """A short phrase without the noun of what has the status ("Actions under way")."""
    if len(words) > _LONGEST_WITH_SUBJECT:
        return words
    return " ".join(word for word in words.split() if fold_wording(word) not in subjects)


def _spellings(heading: str) -> Iterator[str]:
    """A heading as it may stand in the vocabulary, the likeliest first."""
    plain = _unify_plural(heading)
    yield plain
    if plain != heading:
        yield heading
    if "&" in plain:
        yield plain.replace("&", " and ")
    if _DIGIT.search(plain):
        yield _AS_AT.sub("", plain)
    if "(" in plain:
        yield _BRACKETED.sub("", plain)


def _unify_plural(words: str) -> str:
    """ "Next step(s)" as "Next steps", "Action #" as "Action number"."""
    if "(" in words or "/" in words:
        words = _PLURAL.sub(lambda found: "s" if found[0] == "/s" else "", words)
    return words.replace("#", " number")


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold_wording(word) for word in words)


def _shortest(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines in order, without those that begin with another of them."""
    kept: list[str] = []
    for line in sorted(filter(None, lines)):
        if not (kept and line.startswith(kept[-1])):
            kept.append(line)
    return tuple(kept)


def _by_word(*tables: Mapping[str, list[str]]) -> dict[str, str]:
    """The meaning of every word; of a word with two, the one that the last table gives it."""
    return {fold_wording(word): meaning for table in tables for meaning, words in table.items() for word in words}


def _merge(base: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Lists grow, tables merge, single values are replaced; the words added last win."""
    merged = dict(base)
    for key, value in more.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[key] = _merge(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            merged[key] = [*old, *value]
        else:
            merged[key] = value
    return merged


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a TOML file: {error}") from error


@cache
def _own_words(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))


def load_words(*added: Path) -> Mapping[str, Mapping[str, Any]]:
    """The tables of vocabulary.toml as they are written, with the words of further files of the same form added.

    Raises:
        InputError: A file is not TOML, or names a field or a status that does not exist.
    """
    words = _own_words("vocabulary.toml")
    for path in added:
        more = _read_toml(path)
        _check_words(path, more, words)
        words = _merge(words, more)
    return words


@cache
def load_vocabulary(*added: Path) -> Vocabulary:
    """The package's vocabulary with the words of further files of the same form added.

    Raises:
        InputError: A file is not TOML, or names a field or a status that does not exist.
    """
    words = load_words(*added)
    files = (_own_words("vocabulary.toml"), *map(_read_toml, added))
    headings = words["headings"]
    return Vocabulary(
        labels=_by_word(*(file.get("labels", {}) for file in files)),
        label_words=read_label_words(words["label_words"]),
        statuses=Phrases(_by_word(*(file.get("statuses", {}) for file in files))),
        status_words=read_status_words(words["status_words"]),
        key_explanations=tuple(
            (re.compile(pattern, re.IGNORECASE), status)
            for status, patterns in words["key_explanations"].items()
            for pattern in patterns
        ),
        empties=_folded(words["empties"]["words"]),
        status_subjects=frozenset(words["status_subjects"]["words"]),
        status_markers=_folded(words["status_subjects"]["markers"]),
        status_colours=_folded(words["status_subjects"]["colours"]),
        responses=_folded(words["responses"]["words"]),
        references=tuple(words["references"]["words"]),
        no_references=_folded(words["references"]["never"]),
        not_themes=_folded(headings["not_themes"]),
        contents=_folded(headings["contents"]),
        keys=_folded(headings["key"]),
        footnotes=_folded(headings["footnotes"]),
        summaries=_folded(headings["summary"]),
        periods=_folded(headings["period"]),
        boilerplate=_shortest(_folded(words["boilerplate"]["lines"])),
        chrome_classes=frozenset(words["boilerplate"]["classes"]),
        title_words=frozenset(words["boilerplate"]["titles"]),
        as_at_labels=tuple(words["as_at"]["labels"]),
        as_at_metadata=tuple(words["as_at"]["metadata"]),
        countries=words["countries"],
    )


def _check_words(path: Path, more: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    for table, words in more.items():
        if table not in own:
            raise InputError(f"{path}: no table [{table}] in a vocabulary; there are {', '.join(own)}")
        if not isinstance(words, Mapping):
            raise InputError(f"{path}: [{table}] must be a table, not {words!r}")
        if table == "countries":
            continue
        for key, value in words.items():
            if key not in own[table]:
                raise InputError(f"{path}: [{table}] has no {key!r}; there are {', '.join(own[table])}")
            if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
                raise InputError(f"{path}: [{table}] {key} must be a list of words, not {value!r}")


@cache
def load_gazetteer(*added: Path) -> Gazetteer:
    """The package's organisations with those of further files of the same form added.

    Raises:
        InputError: A file is not TOML, or holds a name or list that cannot be used.
    """
    try:
        return read_gazetteer(_own_words("organisations.toml"), *(_read_toml(path) for path in added))
    except ValueError as error:
        raise InputError(f"{', '.join(map(str, added))}: {error}") from error


def find_country(url: str | None, vocabulary: Vocabulary) -> str | None:
    """The country of an address by its domain's ending (ISO 3166 code), or None.

    >>> find_country("https://www.gov.wales/plan", load_vocabulary())
    'GB'
    """
    host = re.sub(r"^[a-z+]+://|[/:?#].*$", "", url or "", flags=re.IGNORECASE).lower()
    endings = (host[match.end() :] for match in re.finditer(r"^|\.", host))
    return next((vocabulary.countries[ending] for ending in endings if ending in vocabulary.countries), None)
