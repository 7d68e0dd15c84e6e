"""The documentation as its readers use it: commands and examples run, figures and links hold."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from extract import vocabularies
from extract.check import check_outputs
from extract.cli import app, run_command
from extract.data import load_gazetteer, load_vocabulary
from extract.dictionary import make_dictionary
from extract.evaluate import evaluate_outputs
from extract.frames import load_tables
from extract.schemas import TABLES
from extract.show import read_one
from tests.corpora import PAGE
from tests.fetch.site import Site, run_site

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]
EXAMPLES = re.compile(
    r'^(?P<indent> *)```(?P<kind>\w*)(?: title="(?P<title>[^"]+)")?\n(?P<body>.*?)^(?P=indent)```$',
    re.DOTALL | re.MULTILINE,
)
SAME_ENOUGH = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
# A layout or dialect with its first example.
CODED = re.compile(r"^### (?P<code>[LD]\d+): .*?^```(?P<kind>html|text)\n(?P<page>.*?)^```$", re.DOTALL | re.MULTILINE)
# Commands that are shown on editions that differ.
ANSWERS_NO = ("compare", "overdue", "runs")
# Commands that are shown with the web, and meet a site on loopback instead.
ASKS_THE_WEB = ("add", "update")
# Where pages may lead: to what they cite, or to a place of nobody's, never to where packages come from.
CITED = {"keepachangelog.com", "semver.org", "www.gov.uk", "www.gov.wales", "strategy.data.gov", "example.org"}


def name_page(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@dataclass(frozen=True)
class Example:
    """A fenced block of a page: its language, what stands in it, and the file that the reader is to save it as."""

    kind: str
    body: str
    file: str | None = None


def find_examples(page: Path) -> Iterator[Example]:
    for found in EXAMPLES.finditer(page.read_text(encoding="utf-8")):
        yield Example(found["kind"], textwrap.dedent(found["body"]), found["title"])


def read_rows(text: str) -> list[list[str]]:
    """The body rows of every table in a text, each as its cells."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    dashes = {number for number, line in enumerate(lines) if set(line) <= set("|-")}
    return [row for number, row in enumerate(rows) if number not in dashes and number + 1 not in dashes]


def read_section(page: Path, heading: str) -> str:
    return re.split(r"^## ", page.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2], flags=re.MULTILINE)[0]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has in front of them after `make run`: the corpus, the gold and the outputs."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    shutil.copytree(ROOT / "tests" / "gold", folder / "tests" / "gold")
    assert run_command(["run", str(folder / "corpus"), "--out", str(folder / "outputs")]) == 0
    return folder


@pytest.fixture(scope="module")
def gov_wales() -> Iterator[Site]:
    """What examples fetch, on loopback."""
    with run_site() as site:
        site.serve("/care-homes-action-plan-summary-progress-html", PAGE)
        yield site


# ---------------------------------------------------------------- examples


@pytest.mark.parametrize("page", PAGES, ids=name_page)
def test_examples_run(
    page: Path,
    clone: Path,
    gov_wales: Site,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(clone)
    shutil.rmtree(clone / "my-corpus", ignore_errors=True)
    known: dict[str, object] = {}
    for example in find_examples(page):
        if example.file is not None:
            file = clone / example.file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(example.body, encoding="utf-8")
        elif example.kind == "console":
            run_console(example.body, gov_wales, capsys)
        elif example.kind == "python":
            run_python(example.body, known, name_page(page))


def run_console(body: str, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    for entry in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        line, _, wanted = entry.partition("\n")
        program, *arguments = shlex.split(line)
        assert program == "extract", line
        if arguments[0] in ASKS_THE_WEB:
            arguments = [argument.replace("https://www.gov.wales", site.address) for argument in arguments]
            arguments += ["--private-host", "127.0.0.1", "--pause", "0"]
        assert run_command(arguments) == (1 if arguments[0] in ANSWERS_NO else 0), line
        printed = capsys.readouterr().out
        if wanted.strip():
            assert doctest.OutputChecker().check_output(wanted, printed, SAME_ENOUGH), f"{line}\n{printed}"


def run_python(body: str, known: dict[str, object], name: str) -> None:
    test = doctest.DocTestParser().get_doctest(body, known, name, name, 0)
    assert test.examples, f"{name}: a python example is written as a session, with >>>"
    said: list[str] = []
    doctest.DocTestRunner(optionflags=SAME_ENOUGH).run(test, out=said.append, clear_globs=False)
    known.update(test.globs)
    assert not said, "".join(said)


@pytest.mark.parametrize(
    "example", [*CODED.finditer((DOCS / "layouts.md").read_text(encoding="utf-8"))], ids=lambda m: m["code"]
)
def test_layout_examples_are_read_as_the_page_says(example: re.Match[str], tmp_path: Path) -> None:
    page = tmp_path / f"2024-06-30.{'html' if example['kind'] == 'html' else 'txt'}"
    page.write_text(example["page"], encoding="utf-8")
    edition = read_one(page)
    assert len(edition.actions) >= 2
    assert not edition.problems
    if example["code"].startswith("L"):
        assert edition.layout == example["code"]


def test_added_words_are_understood(tmp_path: Path) -> None:
    words, bodies = (example.body for example in find_examples(DOCS / "vocabulary.md") if example.kind == "toml")
    (tmp_path / "vocabulary.toml").write_text(words, encoding="utf-8")
    (tmp_path / "organisations.toml").write_text(bodies, encoding="utf-8")
    vocabulary = load_vocabulary(tmp_path / "vocabulary.toml")
    assert vocabulary.find_field("Where we are now:") == "progress"
    assert vocabulary.statuses["fullsteamahead"] == "on_track"
    assert "LRT" in load_gazetteer(tmp_path / "organisations.toml").acronyms
    tables = set(
        re.findall(r"^\[(\w+)\]", (ROOT / "src/extract/data/vocabulary.toml").read_text(encoding="utf-8"), re.M)
    )
    rows = read_rows((DOCS / "vocabulary.md").read_text(encoding="utf-8"))
    assert {row[0].strip("`") for row in rows} == tables


def test_every_layout_and_dialect_is_described() -> None:
    sources = [*(ROOT / "src/extract/layouts").glob("*.py"), *(ROOT / "src/extract/read").glob("*.py")]
    written = {code for source in sources for code in re.findall(r'"([LD]\d+)"', source.read_text(encoding="utf-8"))}
    page = (DOCS / "layouts.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^(?:### |- \*\*)([LD]\d+)\b", page, flags=re.MULTILINE))
    assert len(written) > 10
    assert written <= described


# ---------------------------------------------------------------- what is promised is there


def test_every_command_is_shown_in_the_readme() -> None:
    shown = "".join(example.body for example in find_examples(ROOT / "README.md") if example.kind == "console")
    names = {command.callback.__name__ for command in app.registered_commands if command.callback}
    assert names >= {"run", "show", "compare", "overdue", "check", "evaluate"}
    assert {name for name in names if f"$ extract {name} " not in shown} == set()


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named = {
        target
        for page in [*PAGES, ROOT / ".ci" / "run"]
        for target in re.findall(r"(?:^|`)make (\w+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    }
    assert {"run", "test", "check"} <= named
    assert named <= targets


def test_ci_can_be_started() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_changelog_has_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"\n## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    declared = {re.split(r"[<>=~!\[]", entry)[0] for group in groups for entry in group}
    rows = read_rows((DOCS / "dependencies.md").read_text(encoding="utf-8"))
    explained = {name for names, reason in rows if reason for name in names.split(", ")}
    assert explained == declared


def test_messages_are_those_of_the_program() -> None:
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").glob("*.py")]
    # A message may be written over several lines, with its values in braces.
    program = re.sub(r'"\s*\n\s*f?"', "", "\n".join(source.read_text(encoding="utf-8") for source in sources))
    rows = read_rows(read_section(ROOT / "CONTRIBUTING.md", "Message, meaning, fix"))
    assert len(rows) > 15
    messages = [message for row in rows for message in re.findall(r"`([^`]+)`", row[0])]
    parts = [part.strip(" :,;[]") for message in messages for part in re.split(r"\.\.\.|'x'|: ", message)]
    assert [part for part in parts if part not in program] == []


# ---------------------------------------------------------------- what is said is so


def test_dictionary_is_made_from_the_schemas() -> None:
    assert (DOCS / "dictionary.md").read_text(encoding="utf-8") == make_dictionary()


def test_data_model_names_every_table_and_word() -> None:
    page = (DOCS / "data-model.md").read_text(encoding="utf-8")
    lists = [words for name, words in vars(vocabularies).items() if name.isupper()]
    words = {word for words in lists for word in words}
    assert len(words) > 100
    assert {word for word in (*TABLES, *words) if f"`{word}`" not in page} == set()


def test_readme_shows_a_real_record(clone: Path) -> None:
    shown: dict[str, str] = {}
    for name, value in read_rows((ROOT / "README.md").read_text(encoding="utf-8")):
        shown.update(zip(name.split(", "), value.split(", ") if ", " in name else [value], strict=True))
    records = load_tables(clone / "outputs")["records"]
    row = records[(records["edition_id"] == shown["edition_id"]) & (records["action"] == shown["action"])].iloc[0]
    found = {name: row[name] if isinstance(row[name], str) else " / ".join(row[name]) for name in shown}
    assert found == shown


@pytest.mark.parametrize(
    ("heading", "corpus", "gold"),
    [
        ("The corpus", "corpus", "tests/gold"),
        ("Pages made for the tests", "tests/pages", "tests/pages/gold"),
    ],
)
def test_accuracy_is_not_better_on_paper(heading: str, corpus: str, gold: str, tmp_path: Path) -> None:
    """Figures may have improved since they were written down; none may have fallen, and the promises hold."""
    rows = read_rows(read_section(DOCS / "accuracy.md", heading))
    written = {field: float(f1) for field, _precision, _recall, f1, _right in rows}
    assert {"records", "action", "target_dates", "MONEY", "DATE", "ORG", "links", "changes"} <= set(written)
    pages = shutil.copytree(ROOT / corpus, tmp_path / "pages", ignore=shutil.ignore_patterns("gold"))
    assert run_command(["run", str(pages), "--out", str(tmp_path / "out")]) == 0
    measures = evaluate_outputs(tmp_path / "out", ROOT / gold).to_json()["measures"]
    measured = {measure["field"]: measure["f1"] for measure in measures}
    assert {field: measured[field] for field, f1 in written.items() if measured[field] < f1} == {}
    assert [str(result) for result in check_outputs(tmp_path / "out") if not result.held] == []


# ---------------------------------------------------------------- where pages lead


def slug(heading: str) -> str:
    """The anchor that a heading gets on the sites that show Markdown."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=name_page)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            assert target.split("/")[2] in CITED, target
            continue
        path, _, anchor = target.partition("#")
        other = (page.parent / path).resolve() if path else page
        assert other.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", other.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert anchor in map(slug, headings), target


@pytest.mark.parametrize("page", PAGES, ids=name_page)
def test_pages_hold_on_any_machine(page: Path) -> None:
    """No address but those cited, and no path that begins at the root of somebody's disk."""
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"https?://([\w.-]+)", text)) <= CITED
    assert re.findall(r"(?<![\w.<>*/])/[a-z]+/[\w./-]*", text) == []
