"""The log keeps what was decided, whatever happens to the process, and shows what anybody did to the file."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from extract.errors import InputError, OutputError
from extract.review.decisions import Entry, find_agreed, find_current
from extract.review.log import DecisionLog, check_chain
from tests.review.samples import START, decide, enter, make_subject

ROOT = Path(__file__).parents[2]


def undo(reviewer: str, target: int) -> Entry:
    return Entry("undo", reviewer, START, target=target)


def redo(reviewer: str, target: int) -> Entry:
    return Entry("redo", reviewer, START, target=target)


def list_standing(log: DecisionLog) -> list[str]:
    return [one.decision.subject.change_id for one in log.standings.list_decisions() if one.stands]


# ---------------------------------------------------------------- what is added stays


def test_what_was_decided_is_there_after_opening_again(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "decisions.sqlite")
    log.append(enter(decide(note="The page says so, “in bold”: £5 — <b>\x00\n漢字")))
    log.close()
    assert check_chain(tmp_path / "decisions.sqlite").entries == tuple(
        DecisionLog(tmp_path / "decisions.sqlite").entries
    )
    assert DecisionLog(tmp_path / "decisions.sqlite").entries == [
        enter(decide(note="The page says so, “in bold”: £5 — <b>\x00\n漢字"))
    ]


def test_several_entries_are_added_all_or_none(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "decisions.sqlite")
    with pytest.raises(InputError, match="Ann has no act 7 to undo"):
        log.append(enter(decide()), undo("Ann", 7))
    assert check_chain(log.path).entries == ()


def test_two_that_are_open_at_once_see_each_other(tmp_path: Path) -> None:
    one, other = DecisionLog(tmp_path / "decisions.sqlite"), DecisionLog(tmp_path / "decisions.sqlite")
    one.append(enter(decide(make_subject("change-1"))))
    other.append(enter(decide(make_subject("change-2"), "Ben")))
    one.refresh()
    assert list_standing(one) == list_standing(other) == ["change-1", "change-2"]
    assert check_chain(one.path).fault is None


def test_a_reviewer_undoes_only_what_is_theirs(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "decisions.sqlite")
    log.append(enter(decide()))
    with pytest.raises(InputError, match="Ben has no act 1 to undo"):
        log.append(undo("Ben", 1))


def test_nothing_can_be_changed_or_deleted_by_sql(tmp_path: Path) -> None:
    DecisionLog(tmp_path / "decisions.sqlite").append(enter(decide()))
    with sqlite3.connect(tmp_path / "decisions.sqlite") as connection:
        for statement in ("DELETE FROM entries", "UPDATE entries SET entry = ''"):
            with pytest.raises(sqlite3.IntegrityError, match="entries are only added"):
                connection.execute(statement)
    connection.close()


class UndoAndRedo(RuleBasedStateMachine):
    """The log against the simplest model of undo: two stacks for each reviewer."""

    acts = Bundle("acts")

    @initialize()
    def open_log(self) -> None:
        self.folder = TemporaryDirectory()
        self.log = DecisionLog(Path(self.folder.name) / "decisions.sqlite")
        self.done: dict[str, list[str]] = {"Ann": [], "Ben": []}
        self.undone: dict[str, list[str]] = {"Ann": [], "Ben": []}
        self.count = 0

    @rule(reviewer=st.sampled_from(["Ann", "Ben"]))
    def decide(self, reviewer: str) -> None:
        self.count += 1
        self.log.append(enter(decide(make_subject(f"change-{self.count}"), reviewer)))
        self.done[reviewer].append(f"change-{self.count}")
        self.undone[reviewer].clear()

    @rule(reviewer=st.sampled_from(["Ann", "Ben"]))
    def undo(self, reviewer: str) -> None:
        target = self.log.standings.find_undoable(reviewer)
        assert (target is None) == (not self.done[reviewer])
        if target is not None:
            self.log.append(undo(reviewer, target))
            self.undone[reviewer].append(self.done[reviewer].pop())

    @rule(reviewer=st.sampled_from(["Ann", "Ben"]))
    def redo(self, reviewer: str) -> None:
        target = self.log.standings.find_redoable(reviewer)
        assert (target is None) == (not self.undone[reviewer])
        if target is not None:
            self.log.append(redo(reviewer, target))
            self.done[reviewer].append(self.undone[reviewer].pop())

    @precondition(lambda self: self.count > 0)
    @rule()
    def open_again(self) -> None:
        self.log.close()
        self.log = DecisionLog(self.log.path)

    @invariant()
    def what_stands_is_what_was_not_undone(self) -> None:
        assert sorted(list_standing(self.log)) == sorted([*self.done["Ann"], *self.done["Ben"]])

    def teardown(self) -> None:
        assert check_chain(self.log.path).fault is None
        self.log.close()
        self.folder.cleanup()


UndoAndRedo.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
TestUndoAndRedo = UndoAndRedo.TestCase


# ---------------------------------------------------------------- what holds


def test_a_later_decision_of_the_same_reviewer_replaces_an_earlier_one(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "decisions.sqlite")
    log.append(enter(decide()))
    log.append(enter(decide(minute=1, verdict="rejected", reason="cosmetic")))
    log.append(enter(decide(reviewer="Ben", minute=2)))
    made = log.standings.list_decisions()
    current = sorted(find_current((one.decision.subject.change_id, one) for one in made))
    assert [(made[place].decision.reviewer, made[place].decision.verdict) for place in current] == [
        ("Ann", "rejected"),
        ("Ben", "confirmed"),
    ]
    assert find_agreed(made[place].decision for place in current) == ()
    log.append(enter(decide(reviewer="Cy", minute=3, settles=True)))
    made = log.standings.list_decisions()
    current = sorted(find_current((one.decision.subject.change_id, one) for one in made))
    assert [made[place].decision.reviewer for place in current] == ["Cy"]


def test_a_skip_is_no_opinion() -> None:
    skip, confirmation = decide(verdict="skipped"), decide(reviewer="Ben")
    assert find_agreed([skip]) == ()
    assert find_agreed([skip, confirmation]) == (confirmation,)


# ---------------------------------------------------------------- what is not ours, or was tampered with


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    log = DecisionLog(tmp_path / "decisions.sqlite")
    for number in range(5):
        log.append(enter(decide(make_subject(f"change-{number}"), minute=number)))
    log.close()
    return log.path


def tamper(path: Path, statement: str) -> None:
    """What somebody with a database tool can do."""
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER entries_stay")
        connection.execute("DROP TRIGGER entries_stay_so")
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE entries SET entry = replace(entry, 'confirmed', 'rejected') WHERE number = 3", "entry 3 is not what"),
        ("DELETE FROM entries WHERE number = 2", "entry 2 is missing"),
        ("UPDATE entries SET hash = upper(hash) WHERE number = 4", "entry 4 is not what"),
        ("UPDATE entries SET number = 9 WHERE number = 5", "entry 5 is missing"),
    ],
)
def test_tampering_shows(filled: Path, statement: str, fault: str) -> None:
    assert check_chain(filled).fault is None
    tamper(filled, statement)
    assert fault in (check_chain(filled).fault or "")
    with pytest.raises(InputError, match="nothing in it can be relied on"):
        DecisionLog(filled)


@settings(max_examples=60, deadline=None)
@given(place=st.integers(1, 3), column=st.sampled_from(["entry", "hash"]), data=st.data())
def test_no_character_can_be_changed_unseen(place: int, column: str, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        log = DecisionLog(Path(folder) / "decisions.sqlite")
        for number in range(3):
            log.append(enter(decide(make_subject(f"change-{number}"))))
        log.close()
        with sqlite3.connect(log.path) as connection:
            text = connection.execute(f"SELECT {column} FROM entries WHERE number = ?", (place,)).fetchone()[0]
        connection.close()
        spot = data.draw(st.integers(0, len(text) - 1))
        other = data.draw(
            st.characters(codec="ascii", min_codepoint=32).filter(lambda character: character not in (text[spot], "'"))
        )
        changed = (text[:spot] + other + text[spot + 1 :]).replace("'", "''")
        tamper(log.path, f"UPDATE entries SET {column} = '{changed}' WHERE number = {place}")
        assert (check_chain(log.path).fault or "").startswith(f"entry {place} is not what was written")


def test_a_database_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "decisions.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE accounts (name TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(InputError, match="a database of something else"):
        DecisionLog(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"name,verdict\nAnn,confirmed\n", b"SQLite format 3\x00 and no more"])
def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "decisions.sqlite"
    path.write_bytes(content)
    with pytest.raises(InputError, match="not a log of decisions"):
        DecisionLog(path)
    assert path.read_bytes() == content


def test_an_empty_file_is_a_log_that_is_not_begun(tmp_path: Path) -> None:
    """As a process leaves it that dies before its first entry."""
    path = tmp_path / "decisions.sqlite"
    path.touch()
    assert check_chain(path).entries == ()
    log = DecisionLog(path)
    log.append(enter(decide()))
    assert len(check_chain(path).entries) == 1


def test_a_log_of_a_later_version_is_refused(filled: Path) -> None:
    with sqlite3.connect(filled) as connection:
        connection.execute("PRAGMA user_version = 9")
    connection.close()
    with pytest.raises(InputError, match="later version"):
        DecisionLog(filled)


def test_a_log_that_another_process_is_writing_to_is_waited_for(filled: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(filled)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "writing\n"
    child.stdin.write("\n")  # type: ignore[union-attr]
    child.stdin.flush()  # type: ignore[union-attr]
    log = DecisionLog(filled)
    log.append(enter(decide(make_subject("change-9"))))
    child.communicate()
    assert len(check_chain(filled).entries) == 6


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("writing", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
"""


# ---------------------------------------------------------------- a process that dies

WRITER = """
import sys
from pathlib import Path
from extract.review.log import DecisionLog
from tests.review.samples import decide, enter, make_subject
log = DecisionLog(Path(sys.argv[1]))
for number in range(10_000):
    log.append(enter(decide(make_subject(f"change-{number}"))))
    print(number, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 7, 200])
def test_a_killed_writer_loses_nothing_that_it_answered_for(tmp_path: Path, acknowledged: int) -> None:
    path = tmp_path / "decisions.sqlite"
    child = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    for _ in range(acknowledged):
        child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.communicate()
    chain = check_chain(path)
    assert chain.fault is None
    assert len(chain.entries) >= acknowledged
    log = DecisionLog(path)
    log.append(enter(decide()))
    assert check_chain(path).fault is None


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be opened"):
        DecisionLog(tmp_path / "nowhere" / "decisions.sqlite")
