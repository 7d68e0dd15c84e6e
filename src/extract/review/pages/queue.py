"""The changes in the order in which they are to be decided, and those of them that a reviewer looks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from urllib.parse import urlencode

from extract.review.outcome import Outcome
from extract.review.pages.material import Material
from extract.rows import Row
from extract.vocabularies import SEVERITIES

STATES = ("undecided", "decided", "mine", "skipped", "disputed", "all")
_MONEY = "money"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reviewer looks for; every one of them is part of the address. An empty word lets everything through.

    state: a word of `STATES`; notes: whether changes that ask for no decision are listed too; text: words to be found.
    """

    publication: str = ""
    theme: str = ""
    kind: str = ""
    severity: str = ""
    money: str = ""
    notes: str = ""
    state: str = "undecided"
    text: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Filters:
        """The filters that an address names; what it says wrongly is left out.

        >>> Filters.read({"kind": "money_added", "state": "lost", "page": "2"})
        Filters(publication='', theme='', kind='money_added', severity='', money='', notes='', \
state='undecided', text='')
        """
        known = {field.name: asked[field.name].strip() for field in fields(cls) if field.name in asked}
        filters = cls(**known)
        return filters if filters.state in STATES else replace(filters, state="undecided")

    @property
    def query(self) -> str:
        """These filters as the query of an address, with only what differs from the usual.

        >>> Filters(kind="money_added", state="all").query
        'kind=money_added&state=all'
        """
        usual = Filters()
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return urlencode({name: value for name, value in said.items() if value != getattr(usual, name)})


@dataclass(frozen=True, slots=True)
class Item:
    """A change as the queue sees it: its row, its theme, its words in lower case; the lowest rank goes first."""

    row: Row
    theme: str
    words: str
    rank: tuple[object, ...]

    @property
    def change_id(self) -> str:
        """The change it stands for."""
        return str(self.row["change_id"])

    @property
    def about_money(self) -> bool:
        """Whether the change is about an amount."""
        return str(self.row["kind"]).startswith(_MONEY)


@dataclass(frozen=True, slots=True)
class Found:
    """The items that the filters let through, in order, and how many others there are, by why they are not shown.

    shown + other_state + other_filters + notes is the number of all changes.
    """

    items: tuple[Item, ...]
    other_state: int
    other_filters: int
    notes: int


def make_queue(material: Material) -> tuple[Item, ...]:
    """Every change, highest consequence first.

    By severity; within it money by its amount, then deadlines by the days they slipped, then the rest as printed.
    """
    items = (_make_item(row, material) for row in material.changes.values())
    return tuple(sorted(items, key=lambda item: item.rank))


def _make_item(row: Row, material: Material) -> Item:
    actions = [row["later_action_id"], row["earlier_action_id"]]
    theme = next((name for action_id in actions if (name := material.find_theme(action_id))), "")
    records = [material.actions[action_id]["text"] for action_id in actions if action_id]
    said = [row["why"], row["before"], row["after"], *row["sentences_gone"], *row["sentences_new"], theme, *records]
    words = "\n".join(" ".join(text.split()) for text in said if text).casefold()
    return Item(row, theme, words, _rank(row))


def _rank(row: Row) -> tuple[object, ...]:
    amount = abs(row["amount_delta"] or Decimal(0))
    days = abs(row["days"] or 0)
    sort = 0 if str(row["kind"]).startswith(_MONEY) else 1 if days else 2
    place = (row["publication_id"], str(row["later_as_at"]), row["after_start"] or 0, row["before_start"] or 0)
    return SEVERITIES.index(row["severity"]), sort, -amount, -days, *place, row["change_id"]


# ---------------------------------------------------------------- who has decided what


@dataclass(frozen=True, slots=True)
class Standing:
    """Where every change stands for one reviewer: the set of its states, by change_id.

    A change that nobody gave an opinion on has none of them but undecided; one that this reviewer skipped is skipped
    instead. share: of how many changes in a hundred a second opinion is asked, blind to the first.
    """

    outcome: Outcome
    reviewer: str
    share: int = 0

    def list_states(self, change_id: str) -> frozenset[str]:
        """The states of one change."""
        decisions = self.outcome.by_change.get(change_id, ())
        opinions = {decision.reviewer for decision in decisions if decision.verdict != "skipped"}
        mine = self.reviewer in opinions
        states = {"all"}
        if mine:
            states.add("mine")
        if len(opinions) > 1 and change_id not in self.outcome.agreed:
            states.add("disputed")
        if opinions and not self.asks_second(change_id):
            states.add("decided")
        elif any(decision.reviewer == self.reviewer for decision in decisions):
            states.add("skipped")
        else:
            states.add("undecided")
        return frozenset(states)

    def asks_second(self, change_id: str) -> bool:
        """Whether this reviewer is asked for a second opinion, and must not see the first."""
        decisions = self.outcome.by_change.get(change_id, ())
        opinions = {decision.reviewer for decision in decisions if decision.verdict != "skipped"}
        return len(opinions) == 1 and self.reviewer not in opinions and is_in_share(change_id, self.share)


def is_in_share(change_id: str, share: int) -> bool:
    """Whether a change is among so many in a hundred; always the same ones.

    >>> is_in_share("change-00000000000000ff", 100), is_in_share("change-00000000000000ff", 0)
    (True, False)
    """
    return int(change_id.rpartition("-")[2], 16) % 100 < share


def find_items(items: Iterable[Item], filters: Filters, standing: Standing) -> Found:
    """The items that the filters let through; the others are counted."""
    tests = _make_tests(filters)
    shown: list[Item] = []
    hidden: Counter[str] = Counter()
    for item in items:
        if not (item.row["flagged"] or filters.notes):
            hidden["notes"] += 1
        elif not all(test(item) for test in tests):
            hidden["filters"] += 1
        elif filters.state != "all" and filters.state not in standing.list_states(item.change_id):
            hidden["state"] += 1
        else:
            shown.append(item)
    return Found(tuple(shown), hidden["state"], hidden["filters"], hidden["notes"])


def _make_tests(filters: Filters) -> Sequence[Callable[[Item], bool]]:
    row_tests = {
        "publication_id": filters.publication,
        "kind": filters.kind,
        "severity": filters.severity,
    }
    tests: list[Callable[[Item], bool]] = [
        lambda item, column=column, wanted=wanted: item.row[column] == wanted  # type: ignore[misc]
        for column, wanted in row_tests.items()
        if wanted
    ]
    if filters.theme:
        tests.append(lambda item: item.theme == filters.theme)
    if filters.money:
        tests.append(lambda item: item.about_money)
    words = filters.text.casefold().split()
    if words:
        tests.append(lambda item: all(word in item.words for word in words))
    return tests


def list_walk(items: Iterable[Item], filters: Filters, standing: Standing) -> tuple[Item, ...]:
    """The changes that next and previous go through: decided ones too, where undecided ones are looked for."""
    state = "all" if filters.state == "undecided" else filters.state
    return find_items(items, replace(filters, state=state), standing).items


def count_states(items: Iterable[Item], standing: Standing) -> Mapping[str, int]:
    """How many of the changes that ask for a decision are undecided, skipped and decided: these add up to all."""
    counted: Counter[str] = Counter()
    for item in items:
        if item.row["flagged"]:
            counted.update(standing.list_states(item.change_id))
    return counted


def find_next(items: Sequence[Item], after: str, standing: Standing, wanted: str = "undecided") -> Item | None:
    """The next item in that state after a change, from the start again at the end; None when there is no other."""
    place = next((place for place, item in enumerate(items) if item.change_id == after), -1)
    for item in (*items[place + 1 :], *items[: max(place, 0)]):
        if wanted in standing.list_states(item.change_id):
            return item
    return None
