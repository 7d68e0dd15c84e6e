"""The rules of the house: who may import whom, what is loaded when, and how long a file may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[1] / "src" / "extract"
MODULES = sorted(SOURCES.rglob("*.py"))
EXPENSIVE = ("spacy", "pandas", "polars", "duckdb", "scipy", "sklearn", "dask", "loky", "matplotlib")

# What every stage may use: the types, the leaf parsers, the words, the faults, the ids, and the tables' schemas.
SHARED = (
    *("model", "values", "data", "errors", "identifiers", "schemas", "vocabularies", "corpus", "archives", "inputs"),
    *("extras", "footnotes", "locks", "open_tables"),
)
# Each stage, and the modules it consists of.
STAGES = {
    "fetch": ("fetch",),
    "read": ("read",),
    "split": ("layouts",),
    "cut": ("cut",),
    "build": ("editions", "record_rows", "record_setting", "settle", "tiling"),
    "tag": ("tag", "money_cells", "components"),
    "align": ("align",),
    "compare": ("compare",),
    "write": (
        *("tables", "rows", "reviewed", "histories", "datapackage", "dictionary", "unused_words", "sentence_spans"),
        *("parts", "release", "run_record"),
    ),
    "open": ("frames", "views"),
    "check": ("check",),
    "evaluate": ("evaluate",),
}
# Those who put the stages together.
ABOVE = (
    *(
        "pipeline",
        "review",
        "cli",
        "commands",
        "screen",
        "report",
        "looks",
        "fragments",
        "collect",
        "show",
        "show_added",
        "show_changes",
        "redline",
        "comparison",
        "pages",
        "export",
    ),
    # The batch: what is to be done, by whom, under whose watch, and what is kept of it.
    *("batch", "stores", "mirrors", "tasks", "publications", "engines", "dask_engine", "workers", "watch"),
    *("cache", "keys", "remembered", "account", "show_run", "logs"),
    *("__main__", "__init__"),
)


def name_of(path: Path) -> str:
    """The module's name inside the package: `layouts.tables`."""
    parts = path.relative_to(SOURCES).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def own_imports(path: Path) -> set[str]:
    """The modules of ours that a module imports anywhere in it, without the package's name."""
    found: set[str] = set()
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "extract":
            inside = (node.module or "").partition(".")[2]
            found |= {inside} if inside else {alias.name for alias in node.names}
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[2] for alias in node.names if alias.name.startswith("extract.")}
    return found


def is_in(module: str, tops: tuple[str, ...]) -> bool:
    return module.partition(".")[0] in tops


def stage_of(module: str) -> str | None:
    return next((stage for stage, tops in STAGES.items() if is_in(module, tops)), None)


def imports_outside(paths: list[Path], allowed: tuple[str, ...]) -> list[str]:
    return [
        f"{name_of(path)} imports {module}"
        for path in paths
        for module in sorted(own_imports(path))
        if not is_in(module, allowed)
    ]


def modules_in(*tops: str) -> list[Path]:
    return [path for path in MODULES if is_in(name_of(path), tops)]


def test_every_module_has_its_place() -> None:
    known = {*SHARED, *ABOVE, *(top for tops in STAGES.values() for top in tops)}
    assert sorted({name_of(path).split(".")[0] for path in MODULES} - known) == []


def test_values_import_nothing_of_ours() -> None:
    assert imports_outside(modules_in("values"), ("values",)) == []


def test_the_model_imports_only_values() -> None:
    assert imports_outside(modules_in("model"), ("values",)) == []


def test_what_is_shared_imports_no_stage() -> None:
    assert imports_outside(modules_in(*SHARED), SHARED) == []


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_a_stage_imports_no_other_stage(stage: str) -> None:
    assert imports_outside(modules_in(*STAGES[stage]), (*SHARED, *STAGES[stage])) == []


def test_relative_imports_are_not_used() -> None:
    relative = [
        name_of(path)
        for path in MODULES
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def loaded_by(code: str) -> set[str]:
    """The expensive packages that a piece of code loads in a fresh process."""
    script = f"import sys\n{code}\nprint(*(name for name in {EXPENSIVE!r} if name in sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stderr.split())


def test_help_loads_nothing_expensive() -> None:
    assert loaded_by("from extract.cli import run_command; run_command(['--help'])") == set()


def test_importing_every_module_of_the_commands_loads_nothing_expensive() -> None:
    modules = [name_of(path) for path in MODULES if name_of(path) not in ("components", "__main__", "__init__")]
    assert loaded_by("\n".join(f"import extract.{module}" for module in modules)) == set()


def test_no_file_is_long() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {module: length for module, length in lengths.items() if length > 500} == {}


def test_nothing_is_called_utils() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}
    assert [name_of(path) for path in MODULES if vague & set(name_of(path).split("."))] == []


def public_definitions(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """The module itself, its public functions and classes, and the public methods of these."""
    yield name_of(path), parse(path)
    inside: list[tuple[str, ast.stmt]] = [(name_of(path), node) for node in parse(path).body]
    for owner, node in inside:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        yield f"{owner}.{node.name}", node
        if isinstance(node, ast.ClassDef):
            inside += [(f"{owner}.{node.name}", child) for child in node.body]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_everything_public_says_what_it_is(path: Path) -> None:
    silent = [
        name
        for name, node in public_definitions(path)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not ast.get_docstring(node)
        and not (isinstance(node, ast.Module) and not node.body)
    ]
    assert silent == []


def test_only_the_fence_around_a_page_catches_everything() -> None:
    broad = [
        name_of(path)
        for path in MODULES
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "Exception"))
    ]
    assert broad == ["pages"]
