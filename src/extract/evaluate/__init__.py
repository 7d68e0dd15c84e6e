"""Tables against gold files: what was found, missed and invented, field by field.

How the gold format (the data model, "Gold files") is read where it leaves room:

- What an item does not state is not judged: a record without the key `owner` says nothing about the owner, `"owner":
  null` says that there is none. An edition without `mentions`, a file without `links` or `changes` likewise.
- Every field `x` may have `x_also`, a list of other fair values. Beside a list, `progress_also` and the like hold
  further texts that count neither as missed nor as invented; where one of them, or the other reading of an item, is
  found, the items whose words it holds are not missed.
- An optional change that names no words stands for any number of its kind.
- `optional` is true, or on a record a list of the fields that are optional. An optional item counts for nothing,
  found or not, nor do the fields of an optional record.
- A list item is an object with `text`, or the text alone. `parts` of a record are records of which only the action is
  asked. Our own parts and repeats need not be in the gold.
- An edition is found by its name; a digest after `~` may be left out. One that the run does not have counts as
  missed; a publication that is not in the run at all is skipped.
- Texts are equal when they are after joining white space; themes also without number, letter case and bracketed
  acronym; organisations by any of their names. Dates are ISO dates, amounts numbers in units of the currency.
- A mention has no place in the gold. It is paired with one of ours of the same label and record that has the same
  words, or that overlaps a place where these words stand.
- Links and changes are judged for the later editions that the gold names in them, for all when it names none. A link of
  several records is one link for each pair. A change is paired by editions, record and kind, a withdrawn or introduced
  field also by the field; `flag` and `flagged` are one; the words of a rewritten progress text are not compared.

Texts of lists that are merely alike count as wrong, not as one missed and one invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extract.errors import InputError
from extract.evaluate.gold import Item, read_gold
from extract.evaluate.links import judge_changes, judge_links
from extract.evaluate.mentions import judge_mentions
from extract.evaluate.outcomes import Comparison, Difference, Evaluation, Measure, Outcome, compare_evaluations
from extract.evaluate.predictions import EditionTables, Predictions, read_predictions
from extract.evaluate.records import judge_records, match_records

__all__ = [
    "Comparison",
    "Difference",
    "Evaluation",
    "Measure",
    "Outcome",
    "compare_evaluations",
    "evaluate_outputs",
]


def evaluate_outputs(outputs: Path, gold: Path) -> Evaluation:
    """Judge the tables of a run by a gold file, or by every `*.json` file of a folder.

    Raises:
        InputError: A table or gold file cannot be read, or the run has none of the gold's publications.
    """
    predictions, answers = read_predictions(outputs), read_gold(gold)
    known = [answer for answer in answers if predictions.has_publication(answer["publication"])]
    skipped = tuple(answer["publication"] for answer in answers if answer not in known)
    if not known:
        raise InputError(f"{outputs} has none of the publications of {gold}: {', '.join(skipped)}")
    judged = [_Judged(answer, predictions) for answer in known]
    return Evaluation(
        tuple(outcome for one in judged for outcome in one.judge()),
        tuple(name for one in judged for name in one.missing_editions),
        skipped,
    )


class _Judged:
    """One publication's gold beside the editions it is about."""

    def __init__(self, gold: Item, predictions: Predictions) -> None:
        self.gold = gold
        self.predictions = predictions
        found = {
            edition["edition"]: predictions.find_edition(gold["publication"], edition) for edition in gold["editions"]
        }
        ids = {name: f"{gold['publication']}@{name}" for name in found}
        self.missing_editions = tuple(ids[name] for name, tables in found.items() if tables is None)
        self.tables = {name: tables or EditionTables(ids[name], "", {}) for name, tables in found.items()}
        self.matched = {
            edition["edition"]: match_records(edition, self.tables[edition["edition"]]) for edition in gold["editions"]
        }

    def judge(self) -> Iterator[Outcome]:
        """Every outcome: edition by edition, then the links and changes between them."""
        tables = self.predictions.tables
        organisations = {row["organisation_id"]: row for row in tables["organisations"]}
        for edition in self.gold["editions"]:
            name = edition["edition"]
            yield from judge_records(edition, self.tables[name], self.matched[name])
            yield from judge_mentions(edition, self.tables[name], self.matched[name], organisations)
        names = {name: edition.edition_id for name, edition in self.tables.items()}
        keys = {names[name]: matched.keys_of for name, matched in self.matched.items()}
        if "links" in self.gold:
            yield from judge_links(self.gold, tables["links"], names, keys)
        if "changes" in self.gold:
            yield from judge_changes(self.gold, tables["changes"], names, keys)
