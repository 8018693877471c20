from __future__ import annotations

import contextlib
import datetime
import os
import re
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embeddings.articles import Article
from embeddings.database import STORE_FILE
from embeddings.encoder import MiniLMEncoder
from embeddings.errors import CorpusError, EncoderMismatchError, FilterError, QuestionError
from embeddings.index import Index
from qa import Answerer, answer
from qa.corpus import cache_folder, open_index
from qa.examples import example_questions, sentence_questions
from qa.schema import Answer, Citation

SEEDS = Path(__file__).parent.parent / "seeds"


def citations(given: Answer) -> list[Citation]:
    candidates = (*given.alternatives, *given.rejected)
    return [*given.citations, *given.passages, *(c for one in candidates for c in one.citations)]


@pytest.mark.parametrize(
    ("question", "text", "article"),
    [
        ("Who commands the Quds Force?", "Esmail Ghaani", "001_0b8bf23ecc8ee3f7.txt"),
        ("Which US senator tweeted that Iran was responsible?", "Marco Rubio", "003_079d92a754481f4e.txt"),
        ("How long would closing the embassy take?", "90 days", "002_0ea427f8fc71280e.txt"),
    ],
)
def test_an_answer_is_a_span_with_its_place(seeds_answerer: Answerer, question: str, text: str, article: str):
    given = seeds_answerer.answer(question)
    assert (given.text, given.citations[0].article) == (text, article)
    source = (SEEDS / article).read_text(encoding="utf-8")
    assert source[given.citations[0].start : given.citations[0].end] == text
    assert set(given.timings) == {"retrieve", "read", "total"}


def test_it_says_when_the_articles_do_not(seeds_answerer: Answerer):
    given = seeds_answerer.answer("Who won the 2022 World Cup?")
    assert given.text is None
    assert len(given.passages) == 5


def test_answer_is_a_batch_of_one(seeds_answerer: Answerer):
    questions = ["Who commands the Quds Force?", "Who won the cup?", "Where did protesters gather?"] * 7
    together = seeds_answerer.answer_many(questions)
    for one, many in zip((seeds_answerer.answer(q) for q in questions[:3]), together, strict=False):
        assert [(c.article, c.start, c.end) for c in one.citations] == [
            (c.article, c.start, c.end) for c in many.citations
        ]
        assert one.confidence == pytest.approx(many.confidence, abs=1e-6)
    assert [a.question for a in together] == questions
    assert seeds_answerer.answer_many([]) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60))
def test_whatever_is_asked_every_quote_is_in_its_place(seeds_answerer: Answerer, question: str):
    try:
        given = seeds_answerer.answer(question)
    except QuestionError:
        return
    for citation in citations(given):
        text = seeds_answerer.article(citation.article).text
        assert text[citation.start : citation.end] == citation.quote
        assert text[citation.sentence_start : citation.sentence_end] == citation.sentence
        assert citation.sentence_start <= citation.start < citation.end <= citation.sentence_end
    assert Answer.model_validate_json(given.model_dump_json()) == given


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "the question is empty"),
        (" \n\t", "the question is empty"),
        ("?!…", "the question is empty"),
        ("why " * 2500, "has 9,999 characters, more than the 1,000 allowed"),
        ("من يقود فيلق القدس؟", "not in Latin script"),
        ("谁指挥圣城军？", "not in Latin script"),
        ("Who \udcff?", "bytes that are no text"),
        (None, "None is no question; give its text"),
    ],
)
def test_a_bad_question_is_a_clear_error(seeds_answerer: Answerer, question: str, said: str):
    with pytest.raises(QuestionError, match=said):
        seeds_answerer.answer(question)


def test_one_text_is_no_list_of_questions(seeds_answerer: Answerer):
    with pytest.raises(QuestionError, match=re.escape("history='Who?' is one text; give a list: ['Who?']")):
        seeds_answerer.answer("Why?", history="Who?")
    with pytest.raises(QuestionError, match=re.escape("questions='Why?' is one text; give a list: ['Why?']")):
        seeds_answerer.answer_many("Why?")


def test_a_day_is_no_text_and_has_no_hour(seeds_answerer: Answerer):
    question = "Who commands the Quds Force?"
    with pytest.raises(FilterError, match="as_of='2020-01-01' is no date; write it like"):
        seeds_answerer.answer(question, as_of="2020-01-01")  # type: ignore[arg-type]
    day, hour = datetime.date(2024, 1, 5), datetime.datetime(2024, 1, 5, 9, 30)
    assert seeds_answerer.answer(question, as_of=hour).text == seeds_answerer.answer(question, as_of=day).text


def test_the_threshold_is_the_dial(seeds_index: Index):
    question = "Who commands the Quds Force?"
    sure = Answerer(seeds_index, threshold=0.0).answer(question)
    assert sure.text == "Esmail Ghaani"
    assert Answerer(seeds_index, threshold=1.0).answer(question).abstained


def test_reading_given_articles_needs_no_index(seeds_answerer: Answerer):
    article = Article("mine", "/mine.txt", "The bakery opens at six. Anna Kovacs runs it.")
    given = seeds_answerer.read("Who runs the bakery?", [article])
    assert (given.citations or given.rejected[0].citations)[0].quote == "Anna Kovacs"


BAKERY = (
    "The bakery on the river opens at six in the morning, as it has for forty years. Anna Kovacs founded the "
    "bakery, and her two sons bake in it. The mayor praised the bread at the fair in May, and promised to mend "
    "the bridge that leads to it, which the flood of the spring had taken away with the mill."
)


def test_reprints_count_as_one_source(tmp_path: Path):
    (tmp_path / "wire.txt").write_text(BAKERY)
    (tmp_path / "paper.txt").write_text(f"{BAKERY}\n\nRead more in our paper.")
    (tmp_path / "other.txt").write_text("Anna Kovacs founded the bakery.")
    answerer = Answerer.open(tmp_path, threshold=0)
    assert answerer.index.store.reprints() == 1
    cited = {citation.article for citation in answerer.answer("Who founded the bakery?").citations}
    assert "other.txt" in cited
    assert len(cited) == 2


def test_an_empty_index_has_no_answer(tmp_path: Path):
    empty = Answerer(Index.open(tmp_path, encoder=MiniLMEncoder(), create=True))
    given = empty.answer("Who commands the Quds Force?")
    assert (given.text, given.passages, given.confidence) == (None, (), 0.0)


def test_what_another_process_changes_after_the_search_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "mayor.txt"
    path.write_text("Ada Bell is the mayor of Aldermoor. She opened the bridge over the river on Sunday.")
    answerer = Answerer.open(tmp_path)
    folder, articles = answerer.index.store.folder, answerer.index.store.articles

    def changed(ids: Iterable[str]) -> dict[str, Article]:
        path.write_text("The mill burnt.")
        Index.open(folder).update([path])
        return articles(ids)

    monkeypatch.setattr(answerer.index.store, "articles", changed)
    given = answerer.answer("Who is the mayor of Aldermoor?")
    assert (given.text, given.passages, given.rejected) == (None, (), ())


def test_one_call_answers_from_a_folder_and_keeps_its_index(tmp_path: Path):
    (tmp_path / "a.txt").write_text("The mayor of Oslo is Anne Lindboe, said the council on Monday.")
    given = answer("Who is the mayor of Oslo?", corpus=tmp_path)
    assert (given.text or given.rejected[0].text) == "Anne Lindboe"
    index = Index.open(cache_folder(tmp_path))
    assert index.store.counts() == (1, 1, 1)
    (tmp_path / "a.txt").write_text("The mayor of Oslo is Raymond Johansen, said the council on Monday.")
    assert Answerer.open(tmp_path).index.store.article("a.txt").text.startswith("The mayor of Oslo is Raymond")


def test_each_path_to_a_corpus_has_its_index(tmp_path: Path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    for name in ("a.txt", "b.txt"):
        (real / name).write_text(f"The mayor of {name} is Anne Lindboe, said the council on Monday.")
    for corpus in (real, link):
        assert list(open_index(corpus).store.files()) == [str(corpus / "a.txt"), str(corpus / "b.txt")]
    (real / "b.txt").unlink()
    for corpus in (link, real):
        assert list(open_index(corpus).store.files()) == [str(corpus / "a.txt")]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_corpus_whose_name_is_not_utf8_is_named(tmp_path: Path):
    corpus = tmp_path / os.fsdecode(b"caf\xe9")
    corpus.mkdir()
    (corpus / "a.txt").write_text("The mayor of Oslo is Anne Lindboe.")
    with pytest.raises(CorpusError, match=r"caf\\udce9.*name is not valid UTF-8; rename it") as error:
        open_index(corpus)
    assert str(error.value).isascii()


def test_an_index_folder_is_a_corpus_too(seeds_index: Index):
    assert Answerer.open(seeds_index.store.folder).answer("Who commands the Quds Force?").text == "Esmail Ghaani"


def test_a_missing_corpus_is_a_clear_error(tmp_path: Path):
    with pytest.raises(CorpusError, match="no such file or folder; give a folder of articles"):
        Answerer.open(tmp_path / "nothing")


def test_an_index_of_another_encoder_is_refused(tmp_path: Path):
    index = Index.open(tmp_path, encoder=MiniLMEncoder(), create=True)
    index.close()
    with contextlib.closing(sqlite3.connect(tmp_path / STORE_FILE)) as connection, connection:
        connection.execute("UPDATE meta SET value = 'sha256:another' WHERE name = 'fingerprint'")
    with pytest.raises(EncoderMismatchError, match="made with the encoder all-MiniLM-L6-v2"):
        Answerer.open(tmp_path).answer("Who?")
    with pytest.raises(EncoderMismatchError, match="index the articles into a new folder"):
        Index.open(tmp_path).update([SEEDS])


@pytest.mark.parametrize(
    ("sentence", "questions"),
    [
        (
            "Some 5,200 US soldiers are stationed across Iraqi bases to support them.",
            ["How many US soldiers are stationed across Iraqi bases?"],
        ),
        (
            "State Department deputy spokesperson Vedant Patel told reporters.",
            ["Who is the State Department deputy spokesperson?"],
        ),
        (
            "Esmail Ghaani, commander of Iran’s Revolutionary Guards, said so.",
            ["Who is the commander of Iran’s Revolutionary Guards?"],
        ),
        # Of an arm of theirs, not of them.
        (
            "Esmail Ghaani, commander of Iran’s Revolutionary Guards’ foreign operations arm, said so.",
            [],
        ),
        ("Qais al-Khazali, leader of the Iranian-backed Asaib Ahl al-Haq militia, was there.", []),
        ("He spoke to the mayor of the Polish city.", []),
        ("Former CIA deputy director Ann Lee left.", ["Who is the CIA deputy director?"]),
        ("Fisheries minister Fiona Marr spoke.", ["Who is the Fisheries minister?"]),
        ("The Iraqi commander Ali Hadi spoke.", []),  # of many
        ("“It rained,” said Ann Lee on Monday.", ["What did Ann Lee say?"]),
        ("“It rained,” said California Attorney General Ann Lee.", []),
        ("The bridge was closed after Mill Lane was bombed on Monday.", []),
        ("On Friday, Ann Lee was arrested on 3 May.", ["When was Ann Lee arrested?"]),
        ("Ann Lee was arrested at home.", []),
    ],
)
def test_a_sentence_makes_whole_questions_or_none(sentence: str, questions: list[str]):
    assert list(sentence_questions(sentence)) == questions


def test_example_questions_are_made_from_the_corpus_and_answered(seeds_answerer: Answerer):
    questions = example_questions(seeds_answerer)
    assert len(questions) == 4
    assert len(set(questions)) == 4
    for one in seeds_answerer.answer_many(questions):
        assert one.text is not None
