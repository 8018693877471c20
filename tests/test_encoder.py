from __future__ import annotations

import gc
import hashlib
import warnings

import numpy as np
import pytest

from embeddings import encoder as encoder_module
from embeddings.encoder import (
    BUNDLED_ENCODER,
    WEIGHTS_SHA256,
    MiniLMEncoder,
    SentenceTransformersEncoder,
    length_batches,
    load_encoder,
    weights_folder,
)
from embeddings.errors import EncoderError

TEXTS = ["Who commands the Quds Force?", "", "US ties with Iraq take a hit", "word " * 400, "ünïcödé 中文 😀"]


@pytest.fixture(scope="module")
def bundled() -> MiniLMEncoder:
    return MiniLMEncoder()


def test_vectors_are_those_of_sentence_transformers(bundled: MiniLMEncoder):
    with warnings.catch_warnings():
        # What other libraries warn of while they are imported is not this test's matter.
        warnings.simplefilter("ignore")
        reference = SentenceTransformersEncoder(str(weights_folder()))
    gc.collect()  # the session must not depend on arrays nobody else holds
    np.testing.assert_allclose(bundled.encode(TEXTS), reference.encode(TEXTS), atol=1e-5)
    assert reference.dimension == bundled.dimension == 384


def test_vectors_have_unit_length_and_do_not_depend_on_the_batch(bundled: MiniLMEncoder):
    together = bundled.encode(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.concatenate([bundled.encode([text]) for text in TEXTS]), together, atol=1e-5)


def test_nothing_gives_no_vectors(bundled: MiniLMEncoder):
    assert bundled.encode([]).shape == (0, 384)


def test_the_fingerprint_is_the_published_weights_hash(bundled: MiniLMEncoder):
    content = (weights_folder() / "model.safetensors").read_bytes()
    assert hashlib.sha256(content).hexdigest() == WEIGHTS_SHA256
    assert bundled.fingerprint == f"sha256:{WEIGHTS_SHA256}"
    assert load_encoder(BUNDLED_ENCODER).name == "all-MiniLM-L6-v2"


def test_altered_weights_are_refused(tmp_path):
    path = tmp_path / "model.safetensors"
    content = bytearray((weights_folder() / "model.safetensors").read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(EncoderError, match=r"not the published .* reinstall"):
        encoder_module._checked_weights(path)
    with pytest.raises(EncoderError, match="No such file"):
        encoder_module._checked_weights(tmp_path / "missing")


def test_an_unknown_encoder_is_a_clear_error(tmp_path):
    with pytest.raises(EncoderError, match="cannot be loaded"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        load_encoder(str(tmp_path / "nothing"))


def test_batches_hold_every_row_once_and_stay_under_the_bound():
    lengths = [3, 50, 7, 120, 7, 1]
    batches = list(length_batches(lengths, batch_tokens=100))
    assert batches == [[3], [1, 2], [4, 0, 5]]
