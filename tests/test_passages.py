from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embeddings.articles import Article, Passage
from embeddings.passages import sentence_around, sentences, split

# What breaks segmenters: stops without spaces, quotes, emoji, combining marks, control characters.
texts = st.text(st.sampled_from('aB 1.?!"“”’()[]\n\r\t,;:-…—é中文😀\u0301\u200d\x00'), max_size=400) | st.text(
    max_size=200
)


def article(text: str, masked: tuple[tuple[int, int], ...] = ()) -> Article:
    return Article("a", "/a", text, masked=masked)


def sliced(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def test_abbreviations_and_quotes_do_not_end_a_sentence():
    text = '“It was not accurate,” Mr. Kirby said in the U.S. Senate. "No, no! ... Go," they said. Then 2.5 left.'
    assert sliced(text) == [
        "“It was not accurate,” Mr. Kirby said in the U.S. Senate.",
        '"No, no! ... Go," they said.',
        "Then 2.5 left.",
    ]


def test_a_line_end_is_a_sentence_end():
    assert sliced("A headline\n\nFirst one. Second one\nA row 1\r\nA row 2") == [
        "A headline",
        "First one.",
        "Second one",
        "A row 1",
        "A row 2",
    ]


def test_hard_wrapped_lines_are_joined():
    text = (
        "The company said on Tuesday that its profit in the quarter rose by a\n"
        "fifth to 12 mln dlrs, helped by sales of crude oil and gas in the North\n"
        "Sea. Analysts had expected less than that, and the shares rose sharply on\n"
        "the news.\n"
    )
    assert [" ".join(s.split()) for s in sliced(text)] == [
        "The company said on Tuesday that its profit in the quarter rose by a fifth to 12 mln dlrs, helped by "
        "sales of crude oil and gas in the North Sea.",
        "Analysts had expected less than that, and the shares rose sharply on the news.",
    ]


@pytest.mark.parametrize(
    ("widths", "wrapped"),
    [
        ([60, 60, 60, 20], True),
        ([40, 100, 60, 20], True),
        ([60, 60, 20], False),  # too few lines to tell
        ([60, 60, 60, 101], False),
        ([39, 60, 60, 20], False),
        ([60, 60, 60, 60, 30, 20], True),  # four of five
        ([60, 60, 60, 30, 20], False),
        ([60, 0, 60, 0, 60, 0, 60, 0, 20], False),
    ],
)
def test_whether_lines_are_hard_wrapped_is_told_by_their_widths(widths: list[int], wrapped: bool):
    lines = [("abcd " * 21)[: max(0, width - 1)] + "e" * (width > 0) for width in widths]
    text = "\n".join(lines)
    assert sliced(text) == ([text] if wrapped else [line for line in lines if line])


def test_passages_overlap_and_the_last_is_filled_from_the_front():
    names = "Zero One Two Three Four Five Six Seven Eight Nine".split()
    text = " ".join(f"{name} has just ten words in it and no more." for name in names)
    found = [text[p.start : p.end] for p in split(article(text), words=40, overlap=10)]
    assert [(one.split()[0], one.split()[-10]) for one in found] == [
        ("Zero", "Three"),
        ("Three", "Six"),
        ("Six", "Nine"),
    ]


def test_masked_ranges_are_in_no_passage():
    text = "Before it. MASKED STUFF. After it."
    found = split(article(text, masked=((11, 24),)))
    assert [text[p.start : p.end] for p in found] == ["Before it.", "After it."]


def test_long_text_without_punctuation_is_cut_at_words():
    text = "word " * 1000
    pieces = sliced(text)
    assert {len(piece) for piece in pieces[:-1]} == {1199}
    assert " ".join(pieces).split() == ["word"] * 1000


def test_scripts_without_spaces_give_passages_of_bounded_length():
    found = split(article("中文字" * 3000))
    assert max(p.end - p.start for p in found) == 1200


@pytest.mark.parametrize("text", ["word " * 1_600_000, "字" * 8_000_000])
def test_splitting_a_long_line_takes_linear_time(text: str):
    started = time.process_time()
    ranges = sentences(text)
    assert time.process_time() - started < 3
    assert (ranges[0], ranges[-1][1]) == ((0, 1199 if text[0] == "w" else 1200), len(text.strip()))


def test_sentence_around_a_span():
    text = "One is here. Two is there. Three is gone."
    whole = Passage("a", 0, len(text))
    start = text.index("there")
    assert text[slice(*sentence_around(text, whole, start, start + 5))] == "Two is there."
    assert text[slice(*sentence_around(text, whole, 4, start))] == "One is here. Two is there."
    assert sentence_around(text, whole, 12, 13) == (12, 13)  # the space between two


@given(texts)
def test_sentences_are_ordered_disjoint_trimmed_and_lose_nothing(text: str):
    found = sentences(text)
    assert all(start < end and text[start:end].strip() == text[start:end] for start, end in found)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(found))
    assert "".join("".join(text[a:b] for a, b in found).split()) == "".join(text.split())


@given(texts, st.lists(st.integers(0, 400), max_size=6), st.integers(1, 30), st.integers(0, 30))
@example("?:?:\t1", [], 2, 1)  # the overlap and the next sentence are together too long
def test_every_unmasked_word_is_in_a_passage_and_no_masked_one(
    text: str, cuts: list[int], words: int, overlap: int
):
    ends = sorted({min(cut, len(text)) for cut in cuts})
    masked = tuple(zip(ends[::2], ends[1::2], strict=False))
    found = split(article(text, masked), words=words, overlap=overlap)
    covered = {i for p in found for i in range(p.start, p.end)}
    hidden = {i for start, end in masked for i in range(start, end)}
    assert not covered & hidden
    assert {i for i, c in enumerate(text) if not c.isspace()} - hidden <= covered
    assert all(p.start < q.start and p.end < q.end for p, q in itertools.pairwise(found))
