"""What became of each promised step: done, begun, still promised, moved to another record, or dropped."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.compare.pairs import Group, Pair
from extract.compare.sentences import REWORDED, Sentences
from extract.compare.views import Line, Words
from extract.compare.vocabulary import load_commitment_words
from extract.compare.words import find_stem, list_stems, mask_numbers, measure_likeness
from extract.model import NextStep
from extract.values.verbs import ACHIEVED, ACTING, ONGOING, PREDICTED, PROMISED, STATE
from extract.values.wording import fold_wording

# A later sentence tells of a step when so much of what the two say is shared, each word weighed by its rarity: the
# weakest true pair read in real editions had 0.30, the strongest false one 0.24.
TOLD = 0.27
# What a step makes is there: "A beta version covers 43 areas" tells that it was launched.
_THERE = 0.45
# Less is enough for a step about the same thing as another that is done.
_TOLD_WITH = 0.12
# A sentence that the earlier edition printed already, reworded or not, tells nothing new.
_KNOWN_BEFORE = 0.7
# The same promise in another record has nearly the same words.
_MOVED = 0.8
_RAREST_STEMS = 3
# A word that so many sentences hold finds nothing.
_TELLING = 200
_LEAST_LETTERS = 12
_ACT_STEMS = frozenset(find_stem(verb) for verb in ACTING)
_CONDITION = re.compile(r"\b(?:once|when|after|if|as soon as|subject to)\b.*", re.IGNORECASE | re.DOTALL)
_REFERS_BACK = re.compile(r"\b(?:the|this|that|our|its)\s+(?:\w+[\s-]+){0,2}?(\w+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a step.

    outcome: kept (the same words), reworded, slipped (promised again with another date), done, begun, moved,
    elsewhere (another record promised it already), dropped.
    later: the words that say so; later_step: the step row they are, if they are one.
    """

    step: NextStep
    outcome: str
    later: Words | None = None
    later_step: NextStep | None = None


def find_fates(pair: Pair, group: Group, sentences: Sentences) -> list[Fate]:
    """The fate of every step of the earlier record as far as the two records tell; unknown ones are `dropped`."""
    tracer = _Tracer(pair, group, sentences)
    fates = [tracer.trace(step) for step in group.earlier.steps]
    fates = [tracer.find_slip(fate) if fate.outcome == "dropped" else fate for fate in fates]
    return [tracer.find_done_with(fate, fates) if fate.outcome == "dropped" else fate for fate in fates]


def make_step_words(step: NextStep) -> Words:
    """A step as words where they stand."""
    return Words(step.text, step.start, step.end, step.next_step_id, step.action_id)


class _Tracer:
    """The steps of one group, traced one after another; a later step continues one earlier step only."""

    def __init__(self, pair: Pair, group: Group, sentences: Sentences) -> None:
        self.pair, self.group = pair, group
        self.taken: set[str] = set()
        bodies = (one.text for one in group.earlier.mentions if one.label == "ORG")
        self.names = frozenset(stem for name in bodies for stem in list_stems(name))
        # What was promised in prose is not told yet when it is promised.
        known = [line for line in group.earlier.lines if line.field == "progress" and PROMISED not in line.tenses]
        self.news = [
            line
            for line in (*sentences.new, *(later for _, later, _ in sentences.reworded))
            if not any(_tells_the_same(one, line) for one in known)
        ]

    def trace(self, step: NextStep) -> Fate:
        later = self.group.later
        folded = fold_wording(step.text)
        same = next((one for one in later.steps if fold_wording(one.text) == folded), None)
        if same is not None:
            return self._take(step, "kept", make_step_words(same), same)
        if len(folded) >= _LEAST_LETTERS and later.holds(folded):
            holder = self._find_holder(folded)
            return self._take(step, "kept", *holder)
        reworded, done = self._find_reworded(step), self._find_done(step)
        if reworded and done and self._tells_more(step, done, reworded):
            reworded = None
        found = reworded or done or self._find_begun(step) or Fate(step, "dropped")
        return self._take(step, found.outcome, found.later, found.later_step)

    def _tells_more(self, step: NextStep, done: Fate, reworded: Fate) -> bool:
        """Whether the sentence that reports a step done is nearer to it than the next promise in the same form."""
        stems = list_stems(step.text)
        told, promised = (list_stems(fate.later.text if fate.later else "") for fate in (done, reworded))
        return self.pair.measure_overlap(stems, told) > self.pair.measure_overlap(stems, promised)

    def _take(self, step: NextStep, outcome: str, words: Words | None, later_step: NextStep | None) -> Fate:
        if later_step is not None:
            self.taken.add(later_step.next_step_id)
        return Fate(step, outcome, words, later_step)

    def _find_holder(self, folded: str) -> tuple[Words | None, NextStep | None]:
        """The later step or sentence that a step's words stand in."""
        for step in self.group.later.steps:
            if folded in fold_wording(step.text):
                return make_step_words(step), step
        line = next((line for line in self.group.later.lines if folded in line.folded), None)
        return (line.words, None) if line else (None, None)

    def _find_reworded(self, step: NextStep) -> Fate | None:
        masked = mask_numbers(step.text)
        scored = [
            (measure_likeness(masked, mask_numbers(one.text)), -one.position, one)
            for one in self.group.later.steps
            if one.next_step_id not in self.taken
        ]
        best = max(scored, key=lambda found: found[:2], default=None)
        if best is not None and best[0] >= REWORDED:
            return Fate(step, "reworded", make_step_words(best[2]), best[2])
        lines = [
            (measure_likeness(masked, line.masked), -line.number, line)
            for line in self.group.later.lines
            if PROMISED in line.tenses or (ONGOING in line.tenses and ACHIEVED not in line.tenses)
        ]
        found = max(lines, key=lambda one: one[:2], default=None)
        if found is not None and found[0] >= _KNOWN_BEFORE:
            return Fate(step, "reworded", found[2].words)
        return None

    def _find_done(self, step: NextStep) -> Fate | None:
        words = self._find_told(step, ACHIEVED) or self._find_told(step, STATE, _THERE)
        return Fate(step, "done", words) if words else self._find_done_by_status(step)

    def _find_begun(self, step: NextStep) -> Fate | None:
        """A step that is being taken is neither done nor gone: "A survey is under way"."""
        words = self._find_told(step, ONGOING)
        return Fate(step, "begun", words) if words else None

    def _find_told(self, step: NextStep, tense: str, least: float = TOLD) -> Words | None:
        """The new sentence in a tense that shares most with a step, if that is enough to be about it."""
        stems, own = list_stems(step.text), frozenset(list_stems(_CONDITION.sub("", step.text)))
        own -= self.names
        scored = [
            (self.pair.measure_overlap(stems, list_stems(line.words.text)), -line.number, line)
            for line in self.news
            # That a condition was met, or what the same body did, does not say that the step was taken.
            if tense in line.tenses and own & line.stems
        ]
        best = max(scored, key=lambda found: found[:2], default=None)
        return best[2].words if best is not None and best[0] >= least else None

    def _find_done_by_status(self, step: NextStep) -> Fate | None:
        """A record that is reported complete now has done what it promised."""
        done = load_commitment_words().done
        before, after = self.group.earlier.main, self.group.later.main
        if after.status not in done or before.status in done or after.status_start is None or after.status_end is None:
            return None
        text = after.status_text or ""
        return Fate(step, "done", Words(text, after.status_start, after.status_end, after.action_id, after.action_id))

    def find_slip(self, fate: Fate) -> Fate:
        """A promise with a date that comes back, by its noun, with another: "We will evaluate" to "The evaluation"."""
        if not list(find_dates(self.group, fate.step)):
            return fate
        acts = {stem for stem in list_stems(fate.step.text) if stem in _ACT_STEMS and len(stem) >= 4}
        others = Counter(stem for one in self.group.earlier.steps for stem in set(list_stems(one.text)))
        own = {stem for stem in acts if others[stem] == 1}
        for line in self.news:
            dated = any(True for _ in find_later_dates(self.group, line.words.start, line.words.end))
            nouns = {find_stem(fold_wording(found[1])) for found in _REFERS_BACK.finditer(line.words.text)}
            if not dated or not own & nouns:
                continue
            steps = self.group.later.steps
            inside = next((one for one in steps if one.start < line.words.end and line.words.start < one.end), None)
            if inside or PROMISED in line.tenses or PREDICTED in line.tenses:
                return Fate(fate.step, "slipped", line.words, inside)
        return fate

    def find_done_with(self, fate: Fate, fates: Sequence[Fate]) -> Fate:
        """A step about the same thing as another that is done, if the sentence that says so speaks of it as well."""
        stems = list_stems(fate.step.text)
        for one in fates:
            if one.outcome != "done" or one.later is None or one.step is fate.step:
                continue
            alike = self.pair.measure_overlap(stems, list_stems(one.step.text))
            told = self.pair.measure_overlap(stems, list_stems(one.later.text))
            if alike >= _TOLD_WITH and told >= _TOLD_WITH:
                return Fate(fate.step, "done", one.later)
        return fate


def _tells_the_same(one: Line, other: Line) -> bool:
    """Whether a sentence tells what an earlier one told: nearly the same words, and the same figures."""
    return measure_likeness(one.masked, other.masked) >= _KNOWN_BEFORE and one.figures == other.figures


def find_dates(group: Group, step: NextStep) -> Iterator[Words]:
    """The dates, with an interval, that a step of the earlier record is promised for."""
    for date in group.earlier.dates:
        own = date.next_step_id == step.next_step_id or (date.next_step_id is None and date.pairing == "single")
        if own and date.latest is not None:
            yield Words(date.text, date.start, date.end, date.target_date_id, date.action_id)
    for mention in group.earlier.mentions:
        if mention.label == "DATE" and mention.latest is not None and step.start <= mention.start < step.end:
            yield Words(mention.text, mention.start, mention.end, mention.mention_id, step.action_id)


def find_later_dates(group: Group, start: int, end: int) -> Iterator[Words]:
    """The dates with an interval inside a stretch of the later record."""
    for mention in group.later.mentions:
        if mention.label == "DATE" and mention.latest is not None and start <= mention.start < end:
            yield Words(mention.text, mention.start, mention.end, mention.mention_id, mention.action_id or "")


# ---------------------------------------------------------------- other records


class Elsewhere:
    """The promises and sentences of the whole later edition, by their rare stems, to find a step that moved."""

    def __init__(self, pair: Pair, groups: Sequence[Group]) -> None:
        self.pair = pair
        self.group_of = {
            action.action_id: group for group in groups for action in (*group.later.actions, *group.later.parts)
        }
        self.lines: defaultdict[str, list[Line]] = defaultdict(list)
        for action in pair.later.list_records():
            for line in pair.later.view(action.action_id).lines:
                for stem in sorted(line.stems):
                    self.lines[stem].append(line)

    def find(self, fate: Fate, group: Group) -> Fate:
        """Where a step went that its own record no longer promises; the fate as it is when it went nowhere."""
        own = {action.action_id for action in (*group.later.actions, *group.later.parts)}
        masked = mask_numbers(fate.step.text)
        told = [stem for stem in set(list_stems(fate.step.text)) if len(self.lines[stem]) <= _TELLING]
        stems = sorted(told, key=lambda stem: (len(self.lines[stem]), stem))
        candidates = {
            line.words.row_id + str(line.number): line for stem in stems[:_RAREST_STEMS] for line in self.lines[stem]
        }
        scored = [
            (measure_likeness(masked, line.masked), -line.words.start, line)
            for line in candidates.values()
            if line.words.action_id not in own
        ]
        best = max(scored, key=lambda found: found[:2], default=None)
        if best is None or best[0] < _MOVED:
            return fate
        line = best[2]
        other = self.group_of.get(line.words.action_id)
        known_before = other is not None and other.earlier.holds(line.folded)
        step = self._find_step(line)
        words = make_step_words(step) if step else line.words
        return Fate(fate.step, "elsewhere" if known_before else "moved", words, step)

    def _find_step(self, line: Line) -> NextStep | None:
        view = self.pair.later.view(line.words.action_id)
        inside = (step for step in view.steps if step.start <= line.words.start < step.end)
        return next(inside, None)
