"""Spoilt files of every format give articles whose passages are exact, or an ArticleError; nothing else, and soon.

All 2,000 mutations:  python tests/test_formats_fuzz.py 2000
"""

from __future__ import annotations

import datetime
import faulthandler
import gzip
import random
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from samples import SAMPLES, unzipped, zipped

from embeddings.articles import Article
from embeddings.errors import ArticleError
from embeddings.formats.loaders import LOADERS, suffix
from embeddings.formats.source import Note
from embeddings.loading import iter_articles
from embeddings.passages import split

MUTATIONS_IN_TESTS = 280
SECONDS_EACH = 60
_MOST_CUTS = 4
_INSIDE = 0.8


def _flip(random: random.Random, content: bytes) -> bytes:
    at = random.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << random.randrange(8)]) + content[at + 1 :]


def _cut_end(random: random.Random, content: bytes) -> bytes:
    return content[: random.randrange(len(content))]


def _cut_out(random: random.Random, content: bytes) -> bytes:
    start = random.randrange(len(content))
    return content[:start] + content[start + random.randrange(1, 200) :]


def _duplicate(random: random.Random, content: bytes) -> bytes:
    start = random.randrange(len(content))
    piece = content[start : start + random.randrange(1, 400)]
    return content[:start] + piece * random.choice((2, 3, 50)) + content[start:]


def _insert(random: random.Random, content: bytes) -> bytes:
    at = random.randrange(len(content))
    piece = random.choice(
        (
            *(
                random.randbytes(random.randrange(1, 40)),
                b"\0" * 9,
                b"\xff\xfe",
                b"\xed\xa0\x80",
                b'"',
                b"\r",
                b"\n\n",
            ),
            *(
                b"\\ud800",
                b"99999999999",
                b"-1",
                b"]" * 50,
                b"[" * 3000,
                b"<div>" * 3000,
                b"&#xD800;",
                b"From x\n",
            ),
        )
    )
    return content[:at] + piece + content[at:]


MUTATORS: tuple[Callable[[random.Random, bytes], bytes], ...] = (_flip, _cut_end, _cut_out, _duplicate, _insert)


def mutated(name: str, seed: int) -> bytes:
    """The sample of that name, spoilt in one to four ways; of packed ones mostly what lies inside."""
    chance = random.Random(f"{name} {seed}")
    content = SAMPLES[name]
    if chance.random() < _INSIDE and suffix(name) == ".gz":
        return gzip.compress(_spoilt(chance, gzip.decompress(content)), mtime=0)
    if chance.random() < _INSIDE and content.startswith(b"PK"):
        members = unzipped(content)
        spoilt = chance.choice(sorted(members))
        return zipped(members | {spoilt: _spoilt(chance, members[spoilt] or b" ")})
    return _spoilt(chance, content)


def _spoilt(chance: random.Random, content: bytes) -> bytes:
    for _ in range(chance.randint(1, _MOST_CUTS)):
        content = chance.choice(MUTATORS)(chance, content) or b" "
    return content


def outcome(name: str, content: bytes) -> str:
    """What loading gives: "articles" or "error". Fails where an article or an offset is wrong."""
    faulthandler.dump_traceback_later(SECONDS_EACH, exit=True)
    try:
        found = list(iter_articles(Path(name), content, max_file_size=5_000_000))
    except ArticleError as error:
        assert error.reason
        assert name in str(error)
        return "error"
    finally:
        faulthandler.cancel_dump_traceback_later()
    for one in found:
        assert isinstance(one, Article | ArticleError | Note)
        if isinstance(one, Article):
            check(one)
    return "articles" if any(isinstance(one, Article) for one in found) else "error"


def check(article: Article) -> None:
    """Everything an article promises."""
    text = article.text
    assert text.strip()
    for value in (article.id, article.path, text, article.title or "", article.author or "", article.source or ""):
        value.encode()  # can be stored
    assert article.id
    assert article.date is None or article.date <= datetime.date.today() + datetime.timedelta(days=1)
    ends = [0, *(offset for mask in article.masked for offset in mask), len(text)]
    assert ends == sorted(ends)
    assert list(article.pages) == sorted(article.pages)
    assert all(0 <= page <= len(text) for page in article.pages)
    for passage in split(article):
        assert 0 <= passage.start < passage.end <= len(text)
        assert text[passage.start : passage.end].strip()
        assert not any(start < passage.end and passage.start < end for start, end in article.masked)
        page = article.page(passage.start)
        assert page is None if not article.pages else 1 <= (page or 0) <= len(article.pages)


def run(count: int, name: str) -> Counter[str]:
    """So many mutations of one sample."""
    return Counter(outcome(name, mutated(name, seed)) for seed in range(count))


def test_every_format_has_a_sample():
    assert {suffix(name) for name in SAMPLES} >= set(LOADERS) - {".htm", ".xhtml", ".ndjson"}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sample_itself_is_read(name: str):
    assert outcome(name, SAMPLES[name]) == "articles"


@pytest.mark.parametrize("name", SAMPLES)
def test_spoilt_files(name: str):
    assert run(MUTATIONS_IN_TESTS // len(SAMPLES), name).total() == MUTATIONS_IN_TESTS // len(SAMPLES)


if __name__ == "__main__":
    for sample in SAMPLES:
        print(sample, dict(run(int(sys.argv[1]) // len(SAMPLES) + 1, sample)), flush=True)
