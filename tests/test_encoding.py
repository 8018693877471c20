"""From bytes to text: the encoding of a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.formats.encoding import decode

PATH = Path("a.txt")
SENTENCE = "Señor Núñez said the café’s owner was “naïve” – and the minister, in Zürich, agreed on Monday."


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (SENTENCE.encode(), "utf-8"),
        (SENTENCE.encode("utf-8-sig"), "utf-8"),
        (SENTENCE.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + SENTENCE.encode("utf-16-be"), "utf-16-be"),
        (SENTENCE.encode("utf-32"), "utf-32-le"),
        (SENTENCE.encode("cp1252"), "cp1252"),
    ],
)
def test_decode(content: bytes, encoding: str) -> None:
    assert decode(PATH, content) == (SENTENCE, encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("café", "cp1252"),
        ("Привет, это статья о войне и мире в Ираке.", "cp1251"),
        (
            "Prezydent powiedział, że żołnierze wrócą do domu jeszcze w tym tygodniu, podała agencja.",
            "cp1250",
        ),
        ("日本の首相は今日、記者会見で述べた。", "cp932"),
    ],
)
def test_decode_detects(text: str, encoding: str) -> None:
    assert decode(PATH, text.encode(encoding)) == (text, encoding)


def test_decode_keeps_utf8_that_is_cut_off() -> None:
    content = ("é" * 30).encode()[:-1]
    assert decode(PATH, content) == ("é" * 29 + "\ufffd", "utf-8, 1 damaged")


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]), min_size=1))
def test_decode_gives_back_what_was_encoded(text: str) -> None:
    plain = text.lstrip("\ufeff")
    assert decode(PATH, plain.encode()) == (plain, "utf-8")
    assert decode(PATH, plain.encode("utf-16")) == (plain, "utf-16-le")
