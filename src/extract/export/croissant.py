"""A release as a Croissant data set (MLCommons, version 1.1): what it is in schema.org's words, and its tables.

The standard also has references between tables. They are left to the other descriptors: its own reader makes a join of
each, and then cannot read a table that refers to two others, or to itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from extract.export.attribution import ABSTRACT, Row, list_publishers, list_shared_licences, make_title
from extract.schemas import TABLES, Column, TableSchema
from extract.schemas.columns import DATE, MOMENT, MONEY, NUMBER, SCORE, TEXT, TEXTS, YES_NO

CROISSANT_FILE = "croissant.json"
# What is a word of the standard here; all others are schema.org's.
_WORDS = ("citeAs", "column", "extract", "field", "fileObject", "isArray", "key", "recordSet", "source")
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    **{word: f"cr:{word}" for word in _WORDS},
}
_TYPES = {
    TEXT: "sc:Text",
    TEXTS: "sc:Text",
    NUMBER: "cr:Int32",
    DATE: "sc:Date",
    MONEY: "sc:Float",
    YES_NO: "sc:Boolean",
    SCORE: "cr:Float64",
    MOMENT: "sc:DateTime",
}


def make_croissant(
    publications: Sequence[Row],
    hashes: Mapping[str, str],
    *,
    version: str,
    url: str | None = None,
    published: date | None = None,
) -> dict[str, Any]:
    """A Croissant description: whose data set it is, its parquet files, and each table's columns, types and keys.

    Args:
        hashes: The SHA-256 of each file, by its path in the release.
        version: What the release is known by.
        url: Where it is published; the standard asks for it, and a release does not know.
        published: The day on which it is; likewise.

    >>> made = make_croissant([], {f"parquet/{name}.parquet": "c0ffee" for name in TABLES}, version="1")
    >>> made["distribution"][0]["contentUrl"], made["recordSet"][0]["key"]
    ('parquet/publications.parquet', [{'@id': 'publications/publication_id'}])
    >>> made["recordSet"][0]["field"][1]["description"]
    'Title of the publication.'
    """
    title, publishers = make_title(publications), list_publishers(publications)
    licences = [licence.url for licence in list_shared_licences(publications)]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": title,
        "description": ABSTRACT,
        "version": version,
        "creator": [{"@type": "sc:Organization", "name": publisher} for publisher in publishers],
        "citeAs": f"{'; '.join(publishers)}. {title}. Version {version}.",
        **({"license": licences} if licences else {}),
        **({"url": url} if url else {}),
        **({"datePublished": published.isoformat()} if published else {}),
        "distribution": [_describe_file(name, hashes[f"parquet/{name}.parquet"]) for name in TABLES],
        "recordSet": [_describe_table(table) for table in TABLES.values()],
    }


def _describe_file(name: str, sha256: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": f"{name}.parquet",
        "name": f"{name}.parquet",
        "contentUrl": f"parquet/{name}.parquet",
        # Not the registered name: the one by which the standard's reader knows parquet.
        "encodingFormat": "application/x-parquet",
        "sha256": sha256,
    }


def _describe_table(table: TableSchema) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.one_row_is,
        "key": [{"@id": f"{table.name}/{name}"} for name in table.key],
        "field": [_describe_column(table, column) for column in table.columns],
    }


def _describe_column(table: TableSchema, column: Column) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.description,
        "dataType": _TYPES[column.type],
        **({"isArray": True} if column.type == TEXTS else {}),
        "source": {"fileObject": {"@id": f"{table.name}.parquet"}, "extract": {"column": column.name}},
    }
