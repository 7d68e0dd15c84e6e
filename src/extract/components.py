"""The finders of money, dates and organisations as spaCy pipeline components.

Once the package is installed, spaCy finds them by name; nothing of ours need be imported:

>>> import spacy
>>> nlp = spacy.blank("en")
>>> money = nlp.add_pipe("extract_money", config={"country": "GB"})
>>> dates = nlp.add_pipe("extract_dates", config={"country": "GB", "reference": "2020-12-31"})
>>> organisations = nlp.add_pipe("extract_organisations", config={"country": "GB"})
>>> doc = nlp("Over £22.4million went to Sport Wales, to be spent by 15 January.")
>>> [(span.text, span._.money.amount_min, span._.money.qualifier) for span in doc.spans["money"]]
[('£22.4million', Decimal('22400000'), 'over')]
>>> [(span.text, span._.date.edtf) for span in doc.spans["dates"]]
[('15 January', '2021-01-15')]
>>> [(span.text, span._.organisation.method) for span in doc.spans["organisations"]]
[('Sport Wales', 'gazetteer')]

The values keep the offsets in characters that the finders give; the spans are the tokens that these touch. Values lie
in `doc.user_data` as plain data, so they travel with a Doc to bytes, to other processes and back.

Feed blocks of text with `nlp.pipe`, not whole pages: a Doc of a whole page takes spaCy many times longer.
"""

# No `from __future__ import annotations`: spaCy reads the types of the settings from the signatures below.

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.data import load_gazetteer
from extract.values.dates import DateSpan, find_dates
from extract.values.money import find_money
from extract.values.money_amounts import Money
from extract.values.organisations import OrganisationSpan, find_organisations, learn_names

Found = Money | DateSpan | OrganisationSpan
Plain = dict[str, Any]


class MoneyComponent:
    """Puts the amounts of a Doc into `doc.spans["money"]`, with their values at `span._.money`.

    Args:
        country: ISO 3166 code; it says whose dollar `$` is.
    """

    def __init__(self, country: str | None = None) -> None:
        self._country = country

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with its amounts."""
        return _put_spans(doc, "money", "MONEY", find_money(doc.text, country=self._country))


class DatesComponent:
    """Puts the dates of a Doc into `doc.spans["dates"]`, with their values at `span._.date`.

    Args:
        country: ISO 3166 code; it decides on financial years and on the order of "01/02/2021".
        reference: The last day that the texts may date from; without it "3 March" has no value.
    """

    def __init__(self, country: str | None = None, reference: date | None = None) -> None:
        self._country = country
        self._reference = reference

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with its dates."""
        found = find_dates(doc.text, reference=self._reference, country=self._country)
        return _put_spans(doc, "dates", "DATE", found)


class OrganisationsComponent:
    """Puts the organisations of a Doc into `doc.spans["organisations"]`, with their values at `span._.organisation`.

    Until it was shown more by `learn`, it knows the gazetteer's names and the rules.

    Args:
        country: ISO 3166 code; it decides between bodies of the same name or acronym.
    """

    def __init__(self, country: str | None = None) -> None:
        self._country = country
        self.learn(())

    def learn(self, texts: Iterable[str], abbreviations: Mapping[str, str] | None = None) -> None:
        """Learn the names and acronyms that the texts of one publication define, in place of what was learned before.

        What was learned is not saved with the pipeline: it belongs to a publication, not to a model.

        Args:
            texts: All of the publication's texts, so that a name defined in one is known in the others.
            abbreviations: Full names by acronym, as markup gives them.
        """
        self._book = learn_names(texts, load_gazetteer(), abbreviations, self._country)

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with its organisations."""
        return _put_spans(doc, "organisations", "ORG", find_organisations(doc.text, self._book))


@Language.factory("extract_money", default_config={"country": None}, assigns=["doc.spans", "span._.money"])
def make_money_component(nlp: Language, name: str, country: str | None) -> MoneyComponent:  # noqa: ARG001
    """The component `extract_money`."""
    return MoneyComponent(country)


@Language.factory(
    "extract_dates", default_config={"country": None, "reference": None}, assigns=["doc.spans", "span._.date"]
)
def make_dates_component(
    nlp: Language,  # noqa: ARG001  (spaCy gives every factory the pipeline and the component's name)
    name: str,  # noqa: ARG001
    country: str | None,
    reference: str | None,
) -> DatesComponent:
    """The component `extract_dates`.

    Raises:
        ValueError: `reference` is no date of the form 2020-12-31.
    """
    return DatesComponent(country, date.fromisoformat(reference) if reference else None)


@Language.factory(
    "extract_organisations", default_config={"country": None}, assigns=["doc.spans", "span._.organisation"]
)
def make_organisations_component(nlp: Language, name: str, country: str | None) -> OrganisationsComponent:  # noqa: ARG001
    """The component `extract_organisations`."""
    return OrganisationsComponent(country)


# ---------------------------------------------------------------- spans and their values


def _put_spans(doc: Doc, group: str, label: str, found: Sequence[Found]) -> Doc:
    """Set a span group, one span for each thing found, in the finder's order.

    The span's id is its place in that order, as `Money.part_of` counts; it tells values apart that share a token.
    """
    spans = []
    for place, value in enumerate(found):
        span = doc.char_span(value.start, value.end, label=label, span_id=str(place), alignment_mode="expand")
        assert span is not None  # only a place outside the text would have no tokens
        doc.user_data[_key(span)] = _as_plain(value)
        spans.append(span)
    doc.spans[group] = spans
    return doc


def _key(span: Span) -> str:
    return f"extract.{span.label_}.{span.id_}"


def _as_plain(value: Found) -> Plain:
    plain = {name: getattr(value, name) for name in type(value).__match_args__}
    return {name: str(part) if isinstance(part, date | Decimal) else part for name, part in plain.items()}


def _read_plain(span: Span, label: str) -> Plain | None:
    plain: Plain | None = span.doc.user_data.get(_key(span))
    return plain if span.label_ == label else None


def _read_money(span: Span) -> Money | None:
    plain = _read_plain(span, "MONEY")
    return Money(**_revived(plain, Decimal, "amount_min", "amount_max")) if plain else None


def _read_date(span: Span) -> DateSpan | None:
    plain = _read_plain(span, "DATE")
    return DateSpan(**_revived(plain, date.fromisoformat, "earliest", "latest")) if plain else None


def _read_organisation(span: Span) -> OrganisationSpan | None:
    plain = _read_plain(span, "ORG")
    return OrganisationSpan(**plain) if plain else None


def _revived(plain: Plain, revive: Callable[[str], object], *names: str) -> Plain:
    return plain | {name: revive(plain[name]) for name in names if plain[name] is not None}


# Forced, because a reloaded module sets them again.
Span.set_extension("money", getter=_read_money, force=True)
Span.set_extension("date", getter=_read_date, force=True)
Span.set_extension("organisation", getter=_read_organisation, force=True)
