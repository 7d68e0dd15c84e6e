"""When a sentence says that things happen: promised, predicted, achieved, ongoing or simply so.

No statistical model: every word gets a class of one letter, and the finite verbs of the main clauses are read off
the string of letters. Words inside relative and other subordinate clauses decide nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from extract.values.verbs import (
    ACHIEVED,
    ACTING,
    AGENT_NOUNS,
    ALSO_NOUNS,
    AS_PREPOSITION,
    BARE_PARTICIPLES,
    BEFALLING,
    BEHIND_FOLLOW,
    CLASS_OF,
    CONSIDERED,
    DELIVERABLE,
    DONE,
    NOT_AS_SPELLED,
    ONGOING,
    OTHER_LANGUAGES,
    OWN_PAGE,
    PLANNING,
    PREDICTED,
    PROMISED,
    SERVING,
    STATE,
    STATIVE_PASSIVE,
    SUFFIX_CLASS,
    UNDERWAY,
    WAITING,
)

# A command is looked for behind so many labels and opening phrases, which keeps hostile input linear.
_MOST_OPENINGS = 6

_TOKEN = re.compile(r"\w+(?:-\w+)*|['’]\w+|[^\w\s]")
_BRACKETED = re.compile(r"\([^()]*\)")
_GROUP = re.compile(
    r"""(?=[RUAQCWMHhBbDPvciEVkjz;,])(?:
    (?P<done> R[aN]*[fz] | R[doGE]+f(?=[WMHB]) | U[aN]*[fzo])   # a relative clause with its verb: "that help"
    | (?P<finite> [WM][aN]*H? | [Bb][aN]* | [Pvci]              # a verb that surely is one ...
        | (?<!T)(?<!Ta)(?:[Hh][aN]*(?:n[aN]*[GE]?|[Eh])?|D)     # ... unless it is "to have", "to do"
        | (?:(?<=S)|(?<=S[aN]))[kjVE] | (?<=[RU])[EV] | (?<=[ofEG])k)
    | (?P<weak> [EVj])                                          # a verb, a participle or a noun
    | (?P<opens> R(?:S[aN]*i(?=[WMB]))? | [UA] | Q(?=S))        # a clause opens; "which we hope" is one opening
    | (?P<joins> [C;]) | (?P<closes> ,) | (?P<secures> z[aN]*R?) )""",
    re.VERBOSE,
)
_NEW_SUBJECT = re.compile(",[aN]?S")
_OPENING_PHRASES = re.compile("(?:,|[pATQ][^,]*+,)+")
_FINITE = re.compile(r"[WMHhBbDPvci]")
# What sentences without a sure verb look like, in the order of trust: "to be held", "Trained 200 staff", "being
# developed", and the present of a plural subject, which has no ending: "we work", "partners meet regularly".
_WITHOUT_VERB = (
    (re.compile("T[aN]*e"), PROMISED),
    (re.compile("^Ed"), ACHIEVED),
    (re.compile("^a*gE|[of]gE"), ONGOING),
    (re.compile("S[aN]?[of]|ofa(?:[pdC]|$)|(?<!T)f;$"), STATE),
)
# Without one of these no sentence is read as a promise.
_PROMISING = frozenset(
    {word.lstrip("'") for word, letter in CLASS_OF.items() if letter in "Wij"}
    | {word for word, tense in OTHER_LANGUAGES.items() if tense == PROMISED}
    | CONSIDERED
    | PLANNING
    | set("planned scheduled committed intended proposed due expected anticipated projected set going".split())
)
_WORD = re.compile(r"\w+")
_TO_BE = re.compile(r"\bto\s+(?:\w+ly\s+)?be\b")
_UNDER_WAY = {("under", "way"), ("under", "development"), ("in", "progress"), ("in", "train"), ("in", "preparation")}
_BULLET = re.compile(r"^\s*(?:[-–—•·*▪◦‣●○■□✓]\s*|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s+)+")
_OPEN_LEAD = re.compile(
    r"\b(?:will|shall|to|have|has|are|is|be|been|by)(?: (?:also|then|now|therefore|continue to))?\s*:?\s*$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 16)
def _word_class(word: str) -> str:
    if word in NOT_AS_SPELLED:
        return "o"
    folded = word.lower().replace("’", "'")
    if letter := CLASS_OF.get(folded):
        return letter
    if folded in ACTING or folded in SERVING or folded in BEFALLING:
        return "f"
    if folded[0].isdigit():
        return "d"
    return next((letter for suffix, letter in SUFFIX_CLASS if folded.endswith(suffix) and len(folded) > 4), "o")


# A page is asked for the tense of one sentence by several of its fields.
@lru_cache(maxsize=4096)
def read_tense(sentence: str, lead: str | None = None) -> tuple[str, ...]:
    """What the main clauses of a sentence say, each of five words once, in the order of the clauses.

    promised: somebody commits to do something; predicted: future, but nobody's promise; achieved: it happened or
    was so; ongoing: it is being done; state: anything else in the present. Empty where no finite verb is found: a
    noun phrase, an imperative. A list item without a verb of its own, or behind a lead-in that stops at "will:",
    has the tense of its lead-in.

    Args:
        sentence: One sentence, with or without a list bullet.
        lead: The sentence that leads in the list that this one is an item of.

    >>> read_tense("The first pods have now been delivered and we will continue working with suppliers.")
    ('achieved', 'promised')
    >>> read_tense("- publish the guide", lead="By March we will:")
    ('promised',)
    >>> read_tense("Vaccination will be paramount."), read_tense("Publication of the strategy")
    (('predicted',), ())
    >>> read_tense("Trained 200 staff."), read_tense("Work is under way.")
    (('achieved',), ('ongoing',))
    >>> read_tense("Once the guide is out, we will consult."), read_tense("Officials plan to report in May.")
    (('promised',), ('promised',))
    >>> read_tense("Options are being considered."), read_tense("It is expected that costs will grow.")
    (('promised',), ('predicted',))
    """
    if lead is not None and _OPEN_LEAD.search(lead[-60:]):
        return read_tense(lead)
    body = _BULLET.sub("", sentence, count=1)
    if "(" in body:
        body = _BRACKETED.sub(" ", body)
    tenses = _read_clauses(body).tenses()
    return read_tense(lead) if not tenses and lead is not None else tenses


def may_promise(text: str) -> bool:
    """Whether any word of a text can make a promise: a quick no for the most of what has been achieved.

    >>> may_promise("The guide was published in May."), may_promise("We will publish the guide.")
    (False, True)
    """
    low = text.lower()
    return not _PROMISING.isdisjoint(_WORD.findall(low)) or _TO_BE.search(low) is not None


def has_finite_verb(sentence: str) -> bool:
    """Whether a main clause has a verb that surely is one, "will", "has been" or "continues" for instance.

    >>> has_finite_verb("Publication of the strategy"), has_finite_verb("The strategy is out")
    (False, True)
    """
    return bool(_read_clauses(sentence).main_verbs(0)[0])


def is_command(sentence: str) -> bool:
    """Whether a sentence is an imperative.

    >>> is_command("Work with the boards to find out."), is_command("Work with the boards has begun.")
    (True, False)
    """
    return _read_clauses(_BULLET.sub("", sentence, count=1)).is_imperative()


# A next step is asked for its verb, its tense and whether it is a command.
@lru_cache(maxsize=1024)
def _read_clauses(sentence: str) -> _Clauses:
    return _Clauses(_TOKEN.findall(sentence))


class _Clauses:
    """The words of one sentence with their classes, and the readings that need both."""

    __slots__ = ("classes", "words")

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.classes = "".join(map(_word_class, words))

    def tenses(self) -> tuple[str, ...]:
        if self.is_imperative():
            return ()
        strong, weak = self.main_verbs(self._after_opening_clause())
        found = [ACHIEVED] if strong and self._is_joined_to_past(strong[0], weak) else []
        found += [self._tense_at(start, strong) for start in strong]
        return tuple(dict.fromkeys(found)) if found else self._tense_without_auxiliary(weak)

    def word(self, at: int) -> str:
        return self.words[at].lower() if at < len(self.words) else ""

    def skip(self, at: int) -> int:
        """The first place from `at` on that holds no adverb."""
        while self.classes[at : at + 1] in ("a", "N") or (self.word(at) == "no" and self.word(at + 1) == "longer"):
            at += 1
        return at

    def is_imperative(self) -> bool:
        """Whether a command stands at its start, or behind a label or an opening phrase: "By May, publish ..."."""
        verb = _FINITE.search(self.classes)
        opening = self.classes[: verb.start()] if verb else self.classes
        starts = [0]
        if ";" in opening:
            starts += [at for at, word in enumerate(self.words[: len(opening)], 1) if word == ":"]
        if opening.startswith("p"):
            starts += [at for at, letter in enumerate(opening, 1) if letter == ","]
        return any(self._commands(start) for start in starts[:_MOST_OPENINGS])

    def _commands(self, at: int) -> bool:
        """Whether the word is the base form of a verb: a noun of that form would be followed by its verb."""
        following = self.classes[at + 1 : at + 2]
        if self.word(at) in ALSO_NOUNS:
            return following == "d" or (following not in ("E", "P", "") and not _FINITE.search(self.classes, at))
        return self.classes[at : at + 1] in ("f", "k", "z") and following not in ("W", "H", "B", "b", "h")

    def _after_opening_clause(self) -> int:
        """Where the main clause begins when the sentence opens with "Once ...," or "As ...,"."""
        if self.classes[:1] not in ("R", "Q", "A", "U") or self._is_preposition(0):
            return 0
        comma = self.classes.find(",")
        return comma if comma > 0 and _FINITE.search(self.classes, comma) else 0

    def main_verbs(self, begin: int) -> tuple[list[int], list[int]]:
        """Where the finite verbs of main clauses stand, and the words that may be one or a participle."""
        strong: list[int] = []
        weak: list[int] = []
        waiting, joint, inside, secured = 0, -1, False, False
        for match in _GROUP.finditer(self.classes, begin):
            start, kind = match.start(), match.lastgroup
            if kind in ("joins", "closes"):
                joint = start if kind == "joins" else joint
                ends_clause = self.classes[start] == ";" or _NEW_SUBJECT.match(self.classes, start)
                waiting, secured = 0 if ends_clause else waiting, False
            elif kind == "opens":
                waiting += not self._is_preposition(start)
            elif kind == "weak":
                weak += [] if waiting else [start]
            elif kind in ("done", "secures"):
                inside, secured = inside or kind == "done", kind == "secures"
            elif secured or waiting or self._is_bare_relative(start):
                waiting, secured, inside = max(0, waiting - (not secured)), False, True
            elif not (inside and self._is_joined_directly(start)) and (not strong or joint > strong[-1]):
                strong.append(start)
                inside = False
        return strong, weak

    def _is_bare_relative(self, at: int) -> bool:
        """Whether it is the verb of "the support they would deliver", a relative clause without its pronoun."""
        return self.word(at - 1) == "they" and self.classes[max(0, at - 2)] in "oEGfV"

    def _is_preposition(self, at: int) -> bool:
        if self.classes[at] != "A":
            return False
        return self.word(at + 1) in AS_PREPOSITION or self.classes[at + 1 : at + 2] in ("E", "p", "T", "")

    def _is_joined_directly(self, at: int) -> bool:
        """Whether "and" stands just before: the verb then shares its subject, and its clause, with the one before."""
        before = self.classes[:at].rstrip("aN") if at < 4 else self.classes[at - 4 : at].rstrip("aN")
        return before.endswith("C") and not before.endswith(",C")

    def _is_joined_to_past(self, at: int, weak: list[int]) -> bool:
        """Whether "published ..." before "and will report" is a verb of the main clause too."""
        if not weak or weak[0] > at or self.classes[weak[0]] != "E":
            return False
        joint = self.classes.rfind("C", weak[0], at)
        takes_object = self.classes[weak[0] + 1 : weak[0] + 2] in ("d", "R", "S")
        joined = joint >= 0 and (self._is_joined_directly(at) or (takes_object and at - joint < 6))
        return joined and self._may_be_past(weak[0])

    def _may_be_past(self, at: int) -> bool:
        if at == 0:
            return False
        before = self.words[at - 1]
        is_name = at > 1 and before[0].isupper()
        return self.classes[at - 1] in "oafSjGV" or is_name or before.isdigit() or before.lower() in ("this", "these")

    def _tense_without_auxiliary(self, weak: list[int]) -> tuple[str, ...]:
        tense = next((tense for at in weak if (tense := self._tense_of_weak(at))), None)
        if tense is None and self.word(0) in WAITING:
            return (ONGOING,)  # "Waiting for the lease to be renewed."
        if tense is None:
            tense = next((tense for pattern, tense in _WITHOUT_VERB if pattern.search(self.classes)), None)
        if tense is None:
            tense = next((tense for word in self.words if (tense := OTHER_LANGUAGES.get(word.lower()))), None)
        return (tense,) if tense else ()

    def _tense_of_weak(self, at: int) -> str | None:
        """The tense of a word that may be a finite verb, or None where it is a noun or a participle."""
        following = self.classes[at + 1 : at + 2]
        if at == 0:
            return None
        if self.classes[at] == "j":
            return self._tense_of_aim(at, []) if following == "T" else None
        if self.classes[at] == "V":
            return STATE if self.classes[at - 1] in "oaSfjEG" and following else None
        return ACHIEVED if self._may_be_past(at) else None

    # ------------------------------------------------ the tense of one finite verb

    def _tense_at(self, at: int, strong: list[int]) -> str:
        letter = self.classes[at]
        after = self.skip(at + 1)
        if letter == "W":
            return self._tense_of_will(after, self._clause_start(at, strong), at)
        if letter == "H":
            return self._tense_of_have(after)
        if letter == "B":
            return self._tense_of_be(at, after, strong)
        if letter in "ij":
            return self._tense_of_aim(at, strong)
        if letter in "hbPE" or self.word(at) in ("did", "didn"):
            return ACHIEVED
        return ONGOING if letter in "ck" else STATE

    def _tense_of_have(self, after: int) -> str:
        if self.classes[after : after + 1] == "n":
            participle = self.skip(after + 1)
            return ONGOING if self.classes[participle : participle + 1] == "G" else ACHIEVED
        return ACHIEVED if self.classes[after : after + 1] in ("E", "h", "", ";") else STATE

    def _tense_of_aim(self, at: int, strong: list[int]) -> str:
        """plans to, intends to, expects to ...: a promise of whoever acts; what a thing aims at is a state."""
        word = self.word(at)
        if word.startswith(("hope", "anticipate")) or self.classes[at + 1 : at + 2] != "T":
            return PREDICTED if self.classes[at] == "i" else STATE
        if word.startswith(("aim", "seek")) and not self._acts(self._clause_start(at, strong), at):
            return STATE
        return PROMISED

    def _tense_of_be(self, at: int, after: int, strong: list[int]) -> str:
        letter, word, following = self.classes[after : after + 1], self.word(after), self.word(after + 1)
        if letter == "g":
            return PROMISED if self.word(self.skip(after + 1)) in CONSIDERED else ONGOING
        if word in UNDERWAY or (word, following) in _UNDER_WAY:
            return ONGOING
        if letter == "G":
            return self._tense_of_going(after)
        if letter == "T":
            acting = self.classes[after + 1 : after + 2] == "e" or self._acts(self._clause_start(at, strong), at)
            return PROMISED if acting else STATE
        if letter == "E" or word == "due":
            return self._tense_of_expected(at, after)
        return ACHIEVED if word == "complete" else STATE

    def _tense_of_going(self, after: int) -> str:
        word, following = self.word(after), self.classes[after + 1 : after + 2]
        if following == "T" and word in PLANNING:
            return PROMISED
        if following == "T" and word == "going":
            return self._tense_of_verb(after + 2)
        return PREDICTED if word == "hoping" else ONGOING

    def _tense_of_expected(self, at: int, after: int) -> str:
        """is planned, is due to be published, is expected to grow, is intended to help, is completed."""
        word, following = self.word(after), self.skip(after + 1)
        to_verb = self.classes[following : following + 1] == "T"
        if word in ("planned", "scheduled") or (word == "committed" and to_verb):
            return STATE if self.word(0) == "no" else PROMISED  # "No further action is planned."
        if word in ("intended", "proposed"):
            return PROMISED if at > 0 and self.word(at - 1) == "it" else STATE
        if word == "due":
            is_cause = to_verb and self.classes[following + 1 : following + 2] not in ("e", "f", "z")
            return STATE if is_cause else PROMISED
        if word in ("expected", "anticipated", "projected", "set"):
            if to_verb:
                return self._tense_of_verb(following + 1)
            return PROMISED if self.classes[following : following + 1] == "p" else PREDICTED
        return ACHIEVED if word in DONE else STATE

    def _tense_of_will(self, after: int, begin: int, at: int) -> str:
        if "N" in self.classes[at:after] or self._is_about_its_page():
            return PREDICTED  # what will not be done is no promise, nor is what happens to the page itself
        if self.word(after) in ("continue", "continuing") and self.classes[after + 1 : after + 2] == "T":
            after = self.skip(after + 2)
        word = self.word(after)
        if word in ("follow", "take") and self._tense_of_verb(after) == PROMISED:
            return PROMISED
        if word in SERVING or self.classes[after : after + 1] in ("", ";") or word == "have":
            if word == "have" and self.classes[after + 1 : after + 2] not in ("n", "E"):
                return PREDICTED
            return PROMISED if self._acts(begin, at) else PREDICTED
        if word == "need" and self._subject_of(begin, at)[:1] == ["we"]:
            return PROMISED
        return self._tense_of_verb(after)

    def _is_about_its_page(self) -> bool:
        """Whether the sentence speaks of the page that it stands on: "Updates will be posted to this page."."""
        return any(self.word(at + 1) in OWN_PAGE for at, word in enumerate(self.words) if word.lower() == "this")

    def _tense_of_verb(self, at: int) -> str:
        """The future of a verb in its base form, whoever the subject is."""
        word, following = self.word(at), self.word(at + 1)
        if (word == "take" and following in ("part", "place")) or (word == "follow" and self._ends_with_follow(at)):
            return PROMISED
        if word != "be":
            return PREDICTED if word in BEFALLING or word in SERVING or word == "have" else PROMISED
        what = self.skip(at + 1)
        if self.word(what) in STATIVE_PASSIVE:
            return PREDICTED
        done = self.classes[what : what + 1] in ("E", "G") or self.word(what) in DELIVERABLE | BARE_PARTICIPLES
        return PROMISED if done else PREDICTED

    def _ends_with_follow(self, at: int) -> bool:
        """Whether nothing is followed: "A review will follow.", "Regulations will follow when the Bill is law"."""
        return self.classes[at + 1 : at + 2] in ("", ";") or self.word(at + 1) in BEHIND_FOLLOW

    def _clause_start(self, at: int, strong: list[int]) -> int:
        """Where the clause of the verb at `at` begins: behind the word that joins it to the one before."""
        position = bisect_left(strong, at)
        if position == 0:
            return self._after_opening_clause()
        previous = strong[position - 1]
        return max(self.classes.rfind("C", previous, at), self.classes.rfind(";", previous, at), previous) + 1

    def _subject_of(self, begin: int, end: int) -> list[str]:
        """The words of the subject before a verb; of a pronoun that word alone, in lower case.

        A clause that leaves its subject out ("and will ...") has that of the first verb.
        """
        if not self.classes[begin:end].strip("aN"):
            begin, end = self._after_opening_clause(), self._first_verb()
        classes = re.split("[RU]", self.classes[begin:end].rstrip("aN"))[0]
        if opening := _OPENING_PHRASES.match(classes):
            begin, classes = begin + opening.end(), classes[opening.end() :]
        if "S" in classes:
            return [self.word(begin + classes.rindex("S"))]
        return self.words[begin : begin + len(classes)]

    def _acts(self, begin: int, end: int) -> bool:
        """Whether the subject is somebody who can act: we, a public body by its noun or by its capital letters."""
        words = self._subject_of(begin, end)
        if not words:
            return False
        if words[0] in ("we", "i", "they", "he", "she", "it", "you"):
            return words[0] not in ("it", "you")
        subject = "".join(map(_word_class, words))
        noun_phrase = re.match(r"[^pEGT,]+", subject)
        head = words[: noun_phrase.end()] if noun_phrase else words[-3:]
        if head[-1].lower() in AGENT_NOUNS or head[-1].lower().removesuffix("s") in AGENT_NOUNS:
            return True
        named = head[1:] if head[0].lower() == "the" else head
        if len(named) == 1:
            return sum(letter.isupper() for letter in named[0]) > 1  # "the DfE"
        return subject[0] != "d" and all(word[0].isupper() for word in head)

    def _first_verb(self) -> int:
        match = _FINITE.search(self.classes)
        return match.start() if match else 0
