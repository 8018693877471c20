"""Near-duplicates: what is alike and what is not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.articles import Article
from embeddings.duplicates import ALIKE, bands, likeness, sketch
from embeddings.loading import load_articles

SEEDS = Path(__file__).parent.parent / "seeds"

WORDS = [f"word{i}" for i in range(400)]


def article(words: list[str], masked: tuple[tuple[int, int], ...] = ()) -> Article:
    return Article("a", "/a.txt", " ".join(words), masked=masked)


def shared_runs(one: list[str], other: list[str]) -> float:
    """The oracle: the share of runs of five words in common, counted."""
    runs = [{tuple(words[i : i + 5]) for i in range(len(words) - 4)} for words in (one, other)]
    return len(runs[0] & runs[1]) / len(runs[0] | runs[1])


@settings(deadline=None)  # the first call loads scipy
@given(start=st.integers(0, 250), seed=st.integers(0, 20))
def test_likeness_is_the_share_of_common_runs(start: int, seed: int) -> None:
    words = random.Random(seed).sample(WORDS, 300)
    other = words[start:] + WORDS[:start]
    exact = shared_runs(words, other)
    assert likeness(sketch(article(words)), sketch(article(other))) == pytest.approx(exact, abs=0.2)


def test_an_article_is_like_itself_in_another_case_and_with_other_marks() -> None:
    words = WORDS[:100]
    shouted = Article("b", "/b.txt", ", ".join(words).upper() + "!")
    assert likeness(sketch(article(words)), sketch(shouted)) == 1.0


def test_what_is_masked_does_not_count() -> None:
    plain = article(WORDS[:100])
    framed = article([*WORDS[300:], *WORDS[:100]], masked=((0, len(" ".join(WORDS[300:]))),))
    assert likeness(sketch(plain), sketch(framed)) == 1.0


def test_a_reprint_with_another_beginning_shares_a_band_and_is_alike() -> None:
    one, other = sketch(article(WORDS[:300])), sketch(article([*WORDS[340:380], *WORDS[20:300]]))
    assert likeness(one, other) >= ALIKE
    assert set(bands(one)) & set(bands(other))


def test_different_articles_on_the_same_events_are_not_alike() -> None:
    sketches = [sketch(one) for path in sorted(SEEDS.glob("*.txt")) for one in load_articles(path)]
    others = [likeness(a, b) for i, a in enumerate(sketches) for b in sketches[:i]]
    assert max(others) < 0.1


def test_a_short_article_is_like_nothing() -> None:
    short = sketch(article(WORDS[:20]))
    assert (short, bands(short), likeness(short, short)) == (b"", [], 0.0)
