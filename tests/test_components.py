"""The spaCy components: found by name, the same answers as the finders, and values that travel with a Doc."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from extract.data import load_gazetteer, load_vocabulary
from extract.read import read_page
from extract.values.dates import find_dates
from extract.values.money import find_money
from extract.values.organisations import find_organisations, learn_names

CORPUS = Path(__file__).parents[1] / "corpus"
PAGES = sorted(path for path in CORPUS.rglob("*") if path.suffix in (".html", ".txt"))
FACTORIES = ("extract_money", "extract_dates", "extract_organisations")


def blocks_of(page: Path) -> list[str]:
    document = read_page(page.read_bytes(), load_vocabulary(), name=page.name)
    return [document.text[block.start : block.end] for block in document.blocks]


def make_pipeline(country: str | None = "GB", reference: str | None = "2020-12-31") -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("extract_money", config={"country": country})
    nlp.add_pipe("extract_dates", config={"country": country, "reference": reference})
    nlp.add_pipe("extract_organisations", config={"country": country})
    return nlp


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return make_pipeline()


@pytest.mark.parametrize("name", FACTORIES)
def test_a_component_is_found_by_its_name(name: str) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(name)
    assert nlp.pipe_names == [name]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_the_answers_are_those_of_the_finders_block_by_block(page: Path, pipeline: Language) -> None:
    blocks = blocks_of(page)
    book = learn_names((), load_gazetteer(), None, "GB")
    for text, doc in zip(blocks, pipeline.pipe(blocks), strict=True):
        assert doc.text == text
        assert [span._.money for span in doc.spans["money"]] == find_money(text, country="GB")
        dates = find_dates(text, reference=date(2020, 12, 31), country="GB")
        assert [span._.date for span in doc.spans["dates"]] == dates
        assert [span._.organisation for span in doc.spans["organisations"]] == find_organisations(text, book)


def test_the_corpus_has_something_of_each_kind_to_find(pipeline: Language) -> None:
    found = {"money": 0, "dates": 0, "organisations": 0}
    for page in PAGES:
        for doc in pipeline.pipe(blocks_of(page)):
            for group in found:
                found[group] += len(doc.spans[group])
    assert min(found.values()) > 10, found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_every_span_takes_in_the_words_that_were_found(page: Path, pipeline: Language) -> None:
    for doc in pipeline.pipe(blocks_of(page)):
        for group, attribute, label in (
            ("money", "money", "MONEY"),
            ("dates", "date", "DATE"),
            ("organisations", "organisation", "ORG"),
        ):
            for span in doc.spans[group]:
                value = getattr(span._, attribute)
                assert span.label_ == label
                assert span.start_char <= value.start < value.end <= span.end_char


def test_a_span_grows_to_whole_tokens_and_its_value_keeps_the_characters(pipeline: Language) -> None:
    doc = pipeline("It cost £92m.")
    (span,) = doc.spans["money"]
    assert doc.text[span._.money.start : span._.money.end] == "£92m"
    assert span.text.startswith("£92m")
    assert span._.money.amount_min == Decimal(92_000_000)


def test_amounts_that_share_a_token_keep_their_own_values(pipeline: Language) -> None:
    doc = pipeline("Bids of £5m/£10m were made.")
    assert [span._.money.amount_min for span in doc.spans["money"]] == [Decimal(5_000_000), Decimal(10_000_000)]


def test_a_span_of_another_kind_has_no_value(pipeline: Language) -> None:
    doc = pipeline("Sport Wales spent £5m by 15 January.")
    (money,), (when,), (body,) = doc.spans["money"], doc.spans["dates"], doc.spans["organisations"]
    assert (money._.date, when._.organisation, body._.money) == (None, None, None)
    assert doc[0:1]._.money is None


def test_the_country_decides_whose_dollar_and_whose_financial_year() -> None:
    text = "Congress gave $5 million by Q1 FY2021, on 04/05/2020."
    american, british = make_pipeline("US")(text), make_pipeline("GB")(text)
    assert [span._.money.currency for span in american.spans["money"]] == ["USD"]
    assert [span._.money.currency for span in british.spans["money"]] == [None]
    assert [span._.date.earliest for span in american.spans["dates"]] == [date(2020, 10, 1), date(2020, 4, 5)]
    assert british.spans["dates"][1]._.date.earliest == date(2020, 5, 4)


def test_without_a_reference_a_day_without_a_year_has_no_value() -> None:
    text = "We met on 3 March."
    undated, dated = make_pipeline(reference=None)(text), make_pipeline(reference="2020-12-31")(text)
    assert undated.spans["dates"][0]._.date.earliest is None
    assert dated.spans["dates"][0]._.date.earliest == date(2021, 3, 3)


def test_a_reference_that_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="Christmas"):
        spacy.blank("en").add_pipe("extract_dates", config={"reference": "Christmas"})


def test_names_learned_from_a_publication_are_known_in_each_of_its_blocks() -> None:
    texts = ["The Marine Planning Forum (MPF) met.", "MPF papers are out."]
    nlp = spacy.blank("en")
    component = nlp.add_pipe("extract_organisations")
    assert [len(doc.spans["organisations"]) for doc in nlp.pipe(texts[1:])] == [0]
    component.learn(texts)  # type: ignore[attr-defined]
    (doc,) = nlp.pipe(texts[1:])
    assert [span._.organisation.name for span in doc.spans["organisations"]] == ["Marine Planning Forum"]


TEXT = "A £29 million programme, including £12.5 million from NHS England, began on 3 March 2020."


def values_of(doc: Doc) -> list[object]:
    return [
        *(span._.money for span in doc.spans["money"]),
        *(span._.date for span in doc.spans["dates"]),
        *(span._.organisation for span in doc.spans["organisations"]),
    ]


def test_values_travel_with_a_doc_to_bytes_and_back(pipeline: Language) -> None:
    doc = pipeline(TEXT)
    assert len(values_of(doc)) == 4
    assert values_of(Doc(pipeline.vocab).from_bytes(doc.to_bytes())) == values_of(doc)
    stored = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (again,) = DocBin(store_user_data=True).from_bytes(stored).get_docs(spacy.blank("en").vocab)
    assert values_of(again) == values_of(doc)


def test_a_pipeline_is_saved_with_its_settings_and_loaded_again(tmp_path: Path) -> None:
    nlp = make_pipeline("US", "2021-06-30")
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert again.config["components"]["extract_dates"]["reference"] == "2021-06-30"
    doc = again("We will spend $5 million by 3 March.")
    assert values_of(doc) == values_of(nlp(doc.text))
    assert doc.spans["money"][0]._.money.currency == "USD"
