"""Answers and sources as HTML: nothing added to an article's text, nothing lost, nothing that could run."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from fakes import AFP, AIBOT, SOLDIERS, SOLDIERS_SENTENCE, TRAP, FakeAnswerer, article, cite
from hypothesis import given
from hypothesis import strategies as st

from embeddings.articles import Article
from embeddings.within import Choices
from qa.schema import Answer, Candidate, Citation
from qa.web.frame import render_page, render_welcome
from qa.web.narrowing import narrowing
from qa.web.render import render_answer, render_source


class Parsed(HTMLParser):
    """A page's elements in order, the text inside `.article` and inside each mark, all text, all attributes."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = self.article = ""
        self.marks: list[str] = []
        self.classes: dict[str, list[str]] = {}
        self._open: list[tuple[str, str | None]] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "input":
            self._open.append((tag, dict(attrs).get("class")))
        if tag == "mark":
            self.marks.append("")
        self.classes.setdefault(dict(attrs).get("class") or "", []).append("")

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self._open.pop()
        assert opened == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if ("div", "article") in self._open:
            self.article += data
        if any(tag == "mark" for tag, _ in self._open):
            self.marks[-1] += data
        for _, name in self._open:
            self.classes[name or ""][-1] += data


def place(source: Article, start: int, end: int) -> Citation:
    quote = source.text[start:end]
    return cite(source, quote).model_copy(
        update={"start": start, "end": end, "sentence_start": start, "sentence_end": end}
    )


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.text(
    "a <>&\"'\r\n\t\xa0{}$", min_size=1
)


@st.composite
def cited(draw: st.DrawFn) -> tuple[Article, Citation]:
    text = draw(texts)
    offsets = st.integers(0, len(text))
    start, end = sorted(draw(st.lists(offsets, min_size=2, max_size=2, unique=True)))
    bounds = sorted(draw(st.lists(offsets, max_size=6, unique=True)))
    masked = tuple(zip(bounds[::2], bounds[1::2], strict=False))
    source = article(text, masked=masked)
    return source, place(source, start, end)


@given(cited())
def test_a_source_is_the_articles_text_with_the_quote_in_one_mark(pair: tuple[Article, Citation]) -> None:
    source, citation = pair
    parsed = Parsed(render_source(source, citation, 1, 1))
    assert parsed.article == source.text
    assert parsed.marks == [citation.quote]


@given(texts)
def test_no_text_becomes_markup(text: str) -> None:
    source = article(f"a{text}b", title=f"a{text}", note=f"a{text}", author=f"a{text}")
    harmless = article("a b", title="a", note="a", author="a")
    for render in (_rendered_answer, _rendered_source):
        parsed, plain = Parsed(render(source)), Parsed(render(harmless))
        assert [tag for tag in parsed.tags if tag != "span"] == [tag for tag in plain.tags if tag != "span"]
        names = {name for name, _ in parsed.attributes}
        assert names == {name for name, _ in plain.attributes}
        assert not [name for name in names if name.startswith("on")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{'word ' * 100}Bob {'word ' * 100}", f"… {'word ' * 49}Bob{' word' * 49} …"),
        (f"{'名' * 400} Bob {'名' * 400}", f"… {'名' * 247} Bob {'名' * 247} …"),
    ],
)
def test_a_long_sentence_is_cut_around_its_span_at_words_where_it_has_any(text: str, shown: str) -> None:
    source = article(text)
    start = text.index("Bob")
    citation = cite(source, "Bob", text).model_copy(update={"start": start, "end": start + 3})
    html = render_answer(Answer(question="Who?", text="Bob", confidence=0.9, citations=(citation,)))
    assert shown in Parsed(html).text


def _rendered_answer(source: Article) -> str:
    whole = cite(source, source.text)
    other = (Candidate(text=source.text, confidence=0.6, citations=(whole,)),)
    return render_answer(
        Answer(
            question=f"Who said {source.text}",  # no question that is answered by its whole sentence
            text=source.text[:50],
            confidence=0.9,
            citations=(whole,),
            alternatives=other,
            rejected=other,
            passages=(whole,),
        )
    )


def _rendered_source(source: Article) -> str:
    return render_source(source, cite(source, source.text[:1]), 1, 2)


def test_what_is_hostile_comes_out_as_text() -> None:
    hostile = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>'&amp;"
    source = article(hostile, title=hostile)
    parsed = Parsed(render_source(source, cite(source, hostile), 1, 1))
    assert parsed.article == hostile
    assert not {"script", "img"} & set(parsed.tags)
    assert Parsed(render_welcome([hostile])).classes["example"] == [hostile]


def test_the_trap_keeps_its_mark_closed() -> None:
    quote = TRAP.text[TRAP.text.index("<img") : TRAP.text.index(" </mark>")]
    assert Parsed(render_source(TRAP, cite(TRAP, quote), 1, 1)).marks == [quote]


def test_boilerplate_is_dimmed_and_kept() -> None:
    parsed = Parsed(render_source(AIBOT, cite(AIBOT, "Esmail Ghaani"), 1, 1))
    assert parsed.classes["masked"] == ["Breaking\nJuly 21, 2024"]
    assert parsed.article == AIBOT.text


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("One.\n\nTwo.\nStill two.\n\n\n  Three.", ["\n\n", "\n\n\n  "]),
        ("One.\r\n\r\nTwo.\r\nStill two.", ["\n\r\n"]),
        ("x" * 150 + "\n" + "y" * 150, ["\n"]),
        ("A verse\nof short\nlines", []),
    ],
)
def test_paragraphs_are_set_apart(text: str, gaps: list[str]) -> None:
    source = article(text)
    assert Parsed(render_source(source, place(source, 0, 1), 1, 1)).classes.get("gap", []) == gaps


def test_an_answer_shows_the_quoted_sentence_with_the_span_marked() -> None:
    parsed = Parsed(render_answer(FakeAnswerer().answer(SOLDIERS)))
    assert parsed.classes["answer"] == ["5,200"]
    assert parsed.classes["quote"] == [SOLDIERS_SENTENCE]
    assert parsed.marks == ["5,200"]
    of_100 = "Of 100 answers marked 81%, about 81 were right where it was measured."
    assert parsed.classes["confidence"] == [f"likely right, 81%{of_100}"]


def test_where_it_is_asked_whether_something_is_so_the_sentence_is_the_answer() -> None:
    answer = FakeAnswerer().answer(SOLDIERS).model_copy(update={"question": "Are there US soldiers in Iraq?"})
    parsed = Parsed(render_answer(answer))
    assert parsed.classes["answer long"] == [SOLDIERS_SENTENCE]
    assert parsed.marks == ["5,200"]
    assert "quote" not in parsed.classes


def test_what_an_article_states_of_itself_has_no_measured_confidence() -> None:
    answer = FakeAnswerer().answer(SOLDIERS).model_copy(update={"measured": False})
    [shown] = Parsed(render_answer(answer)).classes["confidence"]
    assert shown == "likely right, 81%Not measured: it tells how well the article fits the question."


def test_sources_that_differ_are_listed_newest_first_and_numbered_from_the_answers_own() -> None:
    parsed = Parsed(render_answer(FakeAnswerer().answer(SOLDIERS)))
    assert parsed.classes["other"] == [
        "2,000 as of 5 Jan 2024",
        "5,000 as of 26 Jan 2020",
    ]
    assert parsed.classes["number"] == ["1", "2", "3"]
    cites = [value for name, value in parsed.attributes if name == "data-group" and value == "answer"]
    assert len(cites) == 3
    assert ("data-total", "3") in parsed.attributes
    assert "machine-written, by its own words: “the content is written entirely by AI”" in parsed.classes["note"]


def test_the_answer_is_not_listed_again_among_those_that_differ() -> None:
    parsed = Parsed(render_answer(FakeAnswerer().answer(SOLDIERS)))
    assert parsed.classes["differ"][0].count("5,200") == 0
    assert parsed.classes["title"][:3].count(AFP.heading) == 1


def test_of_several_passages_of_one_article_its_title_is_shown_once() -> None:
    passages = tuple(cite(source, quote) for source, quote in ((AFP, "Iran"), (AIBOT, "2,000"), (AFP, "IS")))
    parsed = Parsed(render_answer(Answer(question="Why?", text=None, confidence=0.1, passages=passages)))
    assert parsed.classes["title"] == [AFP.heading, AIBOT.heading]
    assert parsed.classes["excerpt"] == ["Iran", "IS", "2,000"]
    assert parsed.classes["hint"] == ["Nearest in the archive"]
    # The arrows of the source step through them as they stand.
    assert [value for name, value in parsed.attributes if name == "data-position"] == ["1", "2", "3"]


def test_a_turn_shows_what_it_was_narrowed_to_and_carries_it() -> None:
    sent = {"since": "2020-01-01", "folder": "a & b"}
    narrowed = narrowing(sent, FakeAnswerer().choices())
    parsed = Parsed(render_answer(FakeAnswerer().answer(SOLDIERS), narrowed))
    assert parsed.classes["within"] == ["Only articles dated 1 Jan 2020 or later, in a & b"]
    assert json.loads(dict(parsed.attributes)["data-narrowed"] or "") == sent
    whole = Parsed(render_answer(FakeAnswerer().answer(SOLDIERS)))
    assert "within" not in whole.classes
    assert ("data-narrowed", "{}") in whole.attributes
    empty = Parsed(render_answer(Answer(question="Why?", text=None, confidence=0), narrowed))
    assert empty.classes["hint"] == ["No article is left to answer from."]


def test_what_is_not_said_is_said_calmly_with_the_nearest_passages() -> None:
    passage = cite(AFP, AFP.text[:400])
    parsed = Parsed(render_answer(Answer(question="Why?", text=None, confidence=0.1, passages=(passage,))))
    assert parsed.classes["answer none"] == ["These articles do not say."]
    [excerpt] = parsed.classes["excerpt"]
    assert AFP.text.startswith(excerpt.removesuffix(" …"))
    empty = Parsed(render_answer(Answer(question="Why?", text=None, confidence=0.1)))
    assert empty.classes["hint"] == ["No article is left to answer from."]


def test_of_a_long_sentence_the_part_around_the_span_is_shown() -> None:
    source = article("word " * 300 + "SPAN" + " word" * 300)
    answer = Answer(question="?", text="SPAN", confidence=0.9, citations=(cite(source, "SPAN", source.text),))
    parsed = Parsed(render_answer(answer))
    [shown] = parsed.classes["quote"]
    assert shown == f"… {'word ' * 49}SPAN{' word' * 49} …"
    assert parsed.marks == ["SPAN"]


def test_a_source_says_where_it_stands_among_the_others() -> None:
    citation = cite(AFP, "5,200")
    assert Parsed(render_source(AFP, citation, 2, 3)).classes["where"] == ["Source 2 of 3"]
    assert Parsed(render_source(AFP, citation, 1, 1, "Passage")).classes["where"] == ["Passage"]
    last = Parsed(render_source(AFP, citation, 3, 3))
    assert [name for name, _ in last.attributes].count("disabled") == 1
    other = Parsed(render_source(AFP, citation, 1, 2, "Less likely answer"))
    named = [value for name, value in other.attributes if name == "aria-label"]
    assert named == ["Previous less likely answer", "Next less likely answer", "The article"]


def test_a_turn_carries_what_the_next_question_may_lean_on() -> None:
    follow_up = Answer(
        question="Why?", understood='Why "<b>"?', text="x < y", confidence=0.5, citations=(cite(AFP, "IS"),)
    )
    parsed = Parsed(render_answer(follow_up))
    assert parsed.classes["words"] == ["Why?"]
    assert parsed.classes["as"] == ['Why "<b>"?']
    assert {("data-asked", 'Why "<b>"?'), ("data-answer", "x < y")} <= set(parsed.attributes)
    alone = Parsed(render_answer(Answer(question="Why?", text=None, confidence=0.1)))
    assert "as" not in alone.classes
    assert {("data-asked", "Why?"), ("data-answer", "")} <= set(alone.attributes)


def test_the_page_offers_its_examples() -> None:
    parsed = Parsed(render_page(Choices([None] * 5), ["Who?", "When?"]))
    assert parsed.classes["corpus"] == ["5 articles"]
    assert parsed.classes["example"] == ["Who?", "When?"]
    assert "examples" not in render_welcome([])


def test_the_page_offers_the_sources_and_folders_there_are() -> None:
    assert "select" not in Parsed(render_page(Choices([None]), [])).tags
    parsed = Parsed(render_page(Choices([None], ("<b>", "AFP"), {"x & y": "/x & y"}), []))
    assert parsed.tags.count("option") == 5
    assert "All sources<b>AFP" in parsed.text and "All foldersx & y" in parsed.text
    assert "/x" not in parsed.text
    labelled = {value for name, value in parsed.attributes if name == "for"}
    assert labelled == {value for name, value in parsed.attributes if name == "id"}
