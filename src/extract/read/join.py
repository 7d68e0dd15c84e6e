"""One edition over several files: their texts joined by a line feed, everything else moved along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.model import Block, Cell, Container, Document, Mark, Problem, Table


def join_documents(documents: Sequence[Document], names: Sequence[str]) -> Document:
    """The documents of one edition as one; every locator begins with its file (`2.html#`).

    Args:
        documents: In page order, at least one.
        names: The file name of each.
    """
    text = "\n".join(document.text for document in documents)
    blocks: list[Block] = []
    containers: list[Container] = []
    cells: list[Cell] = []
    tables: list[Table] = []
    start = 0
    for document, name in zip(documents, names, strict=True):
        held, boxes, placed, laid = len(blocks), len(containers), len(cells), len(tables)
        blocks.extend(_move_block(block, start, boxes, placed, name) for block in document.blocks)
        containers.extend(_move_container(box, held, boxes, name) for box in document.containers)
        cells.extend(_move_cell(cell, start, held, laid) for cell in document.cells)
        tables.extend(_move_table(table, held, placed) for table in document.tables)
        start += len(document.text) + 1
    first = documents[0]
    # The first file's page container becomes the whole edition's.
    containers[0] = replace(containers[0], last=len(blocks))
    return replace(
        first,
        text=text,
        blocks=tuple(blocks),
        containers=tuple(containers),
        cells=tuple(cells),
        tables=tuple(tables),
        dates=tuple(date for document in documents for date in document.dates),
        problems=tuple(_move_problems(documents)),
    )


def _move_block(block: Block, start: int, boxes: int, placed: int, name: str) -> Block:
    return replace(
        block,
        start=block.start + start,
        end=block.end + start,
        locator=f"{name}#{block.locator}",
        container=block.container + boxes,
        cell=block.cell + placed if block.cell >= 0 else -1,
        marks=tuple(Mark(mark.kind, mark.start + start, mark.end + start, mark.value) for mark in block.marks),
    )


def _move_container(box: Container, held: int, boxes: int, name: str) -> Container:
    # The page containers of all files but the first lie in that of the first.
    parent = box.parent + boxes if box.parent >= 0 else (0 if boxes else -1)
    return replace(box, parent=parent, first=box.first + held, last=box.last + held, locator=f"{name}#{box.locator}")


def _move_cell(cell: Cell, start: int, held: int, laid: int) -> Cell:
    return replace(
        cell,
        table=cell.table + laid,
        first=cell.first + held,
        last=cell.last + held,
        start=cell.start + start,
        end=cell.end + start,
    )


def _move_table(table: Table, held: int, placed: int) -> Table:
    return replace(
        table,
        grid=tuple(tuple(place + placed if place >= 0 else -1 for place in row) for row in table.grid),
        first=table.first + held,
        last=table.last + held,
        caption=table.caption + held if table.caption >= 0 else -1,
    )


def _move_problems(documents: Sequence[Document]) -> Iterator[Problem]:
    start = 0
    for document in documents:
        for problem in document.problems:
            if problem.start is None or problem.end is None:
                yield problem
            else:
                yield replace(problem, start=problem.start + start, end=problem.end + start)
        start += len(document.text) + 1
