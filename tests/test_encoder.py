from __future__ import annotations

import re
import shutil
import warnings
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import (
    BUNDLED_ENCODER,
    BUNDLED_FINGERPRINT,
    BUNDLED_FOLDER,
    MiniLMEncoder,
    SentenceTransformersEncoder,
    fingerprint_of,
    load_encoder,
    open_tokenizer,
)
from embeddings.errors import EncoderError
from embeddings.weights import check_weights, weights_folder

SEEDS = Path(__file__).parent.parent / "seeds"
TEXTS = ["Who commands the Quds Force?", "", "US ties with Iraq take a hit", "word " * 400, "ünïcödé 中文 😀"]


def paragraphs() -> list[str]:
    """Those of seeds/, from a line to some two hundred words."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    return [paragraph for text in texts for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]


@pytest.fixture(scope="module")
def bundled() -> MiniLMEncoder:
    return MiniLMEncoder()


def test_vectors_are_near_those_of_sentence_transformers(bundled: MiniLMEncoder):
    with warnings.catch_warnings():
        # What other libraries warn of while they are imported is not this test's matter.
        warnings.simplefilter("ignore")
        reference = SentenceTransformersEncoder(str(weights_folder()))
    texts = TEXTS + paragraphs()
    cosines = (bundled.encode(texts) * reference.encode(texts)).sum(1)
    assert cosines.mean() >= 0.99
    assert cosines.min() >= 0.95
    assert reference.dimension == bundled.dimension == 384


def test_a_vector_is_the_very_same_whatever_else_is_encoded(bundled: MiniLMEncoder):
    together = bundled.encode(TEXTS)
    assert np.array_equal(bundled.encode(TEXTS[::-1])[::-1], together)
    assert np.array_equal(np.concatenate([bundled.encode([text]) for text in TEXTS]), together)
    assert np.array_equal(MiniLMEncoder().encode([*TEXTS, *paragraphs()])[: len(TEXTS)], together)


def test_vectors_have_unit_length(bundled: MiniLMEncoder):
    np.testing.assert_allclose(np.linalg.norm(bundled.encode(TEXTS), axis=1), 1, atol=1e-5)


def test_text_past_256_tokens_is_not_seen(bundled: MiniLMEncoder):
    # 254 words of one token between the two that mark beginning and end.
    short, long = bundled.encode(["word " * 254, "word " * 400])
    assert np.array_equal(short, long)


def test_nothing_gives_no_vectors(bundled: MiniLMEncoder):
    assert bundled.encode([]).shape == (0, 384)


def test_the_fingerprint_is_of_the_files_the_encoder_is_made_of(bundled: MiniLMEncoder):
    assert bundled.fingerprint == BUNDLED_FINGERPRINT == fingerprint_of(BUNDLED_FOLDER)
    assert load_encoder(BUNDLED_ENCODER).name == "all-MiniLM-L6-v2"


def test_altered_files_have_another_fingerprint(tmp_path: Path):
    for name in ("encoder.onnx", "tokenizer.json"):
        folder = tmp_path / name.replace(".", "-")
        shutil.copytree(BUNDLED_FOLDER, folder)
        content = bytearray((folder / name).read_bytes())
        content[-1] ^= 1
        (folder / name).write_bytes(content)
        with pytest.raises(EncoderError, match=r"not the files this version came with; reinstall citeqa"):
            MiniLMEncoder(folder)
    with pytest.raises(EncoderError, match=r"encoder.onnx: No such file"):
        fingerprint_of(tmp_path)


def test_the_tokenizer_is_that_of_the_float_weights():
    assert (BUNDLED_FOLDER / "tokenizer.json").read_bytes() == (weights_folder() / "tokenizer.json").read_bytes()
    assert len(open_tokenizer(BUNDLED_FOLDER).encode("word " * 400).ids) == 256


def test_altered_float_weights_are_refused(tmp_path: Path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"altered")
    with pytest.raises(EncoderError, match=r"not the published .* reinstall"):
        check_weights(path)
    with pytest.raises(EncoderError, match="No such file"):
        check_weights(tmp_path / "missing")


def test_an_unknown_encoder_is_a_clear_error(tmp_path):
    with pytest.raises(EncoderError, match="no such folder; give a sentence-transformers model's folder"):
        load_encoder(str(tmp_path / "nothing"))
    with pytest.raises(EncoderError, match="cannot be loaded"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        load_encoder(str(tmp_path))
