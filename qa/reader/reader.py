"""Question and passages -> spans, comparable between passages, best first.

Ties the steps together: windows -> forward -> decoding. Calibration turns the scores into a probability.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from embeddings.articles import Passage
from embeddings.errors import ReaderError
from embeddings.files import is_missing_folder
from qa.reader.calibration import Calibration
from qa.reader.decoding import best_spans, null_score
from qa.reader.edges import tidied, with_body, with_both, with_noun, without_bearer
from qa.reader.session import Forward, OnnxForward, TorchForward, run_windows
from qa.reader.windows import MAX_TOKENS, Window, Windower
from qa.schema import Span

BUNDLED_READER = Path(__file__).parent / "model"

_WHAT_TO_GIVE = (
    "give the folder of a transformers question-answering model in safetensors, or such a model's hub name"
)

# A passage with its text; the text is the article's slice passage.start:passage.end.
ReadablePassage = tuple[Passage, str]

# A window with its start and end logits.
_ReadWindow = tuple[Window, np.ndarray, np.ndarray]


class Reader:
    """An extractive reader: finished parts in, spans out. `load_reader` makes one.

    `script`: the only script it can read, as Unicode names it ("LATIN"); None when it is not known.
    """

    def __init__(
        self, windower: Windower, forward: Forward, calibration: Calibration, *, script: str | None = None
    ):
        self._windower = windower
        self._forward = forward
        self.calibration = calibration
        self.script = script

    def read(self, question: str, passages: Sequence[ReadablePassage], prefaces: Sequence[str] = ()) -> list[Span]:
        """The spans that answer the question, best first, no two overlapping in an article.

        Passages without a token to choose give none. `prefaces`, one a passage where given, are words read in
        front of it, in which no answer may lie.
        """
        windows = self._windower.windows(question, [text for _, text in passages], prefaces)
        logits = run_windows(self._forward, windows)
        return _spans(question, passages, [(window, *both) for window, both in zip(windows, logits, strict=True)])


def load_reader(name: str | Path | None = None, *, calibration: Path | None = None) -> Reader:
    """The bundled reader (None), or any transformers extractive-QA model by hub name or folder.

    `calibration` is a file as `citeqa calibrate` writes it; without, the `calibration.json` of the reader's folder
    is used where there is one. Raises ReaderError.
    """
    fitted = Calibration.load(calibration) if calibration else None
    if name is None:
        return _bundled_reader(fitted)
    if is_missing_folder(name):
        raise ReaderError(f"reader {str(name)!r}: no such folder; {_WHAT_TO_GIVE}")
    # Late: torch and transformers take seconds to import, and the bundled reader needs neither.
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    try:
        # safetensors only: nothing is ever unpickled.
        model, loading = AutoModelForQuestionAnswering.from_pretrained(
            str(name), use_safetensors=True, output_loading_info=True
        )
        tokenizer = AutoTokenizer.from_pretrained(str(name))
    except (OSError, ValueError, RuntimeError, LookupError, ImportError, AttributeError, TypeError) as error:
        reason = (str(error).strip() or repr(error)).splitlines()[0]
        raise ReaderError(f"reader {str(name)!r} cannot be loaded ({reason}); {_WHAT_TO_GIVE}") from error
    if any(key.startswith("qa_outputs") for key in loading["missing_keys"]):
        raise ReaderError(
            f"reader {str(name)!r} was not trained to answer questions (it has no qa_outputs layer); "
            "give one that was"
        )
    limit = min(MAX_TOKENS, getattr(model.config, "max_position_embeddings", MAX_TOKENS))
    windower = Windower(tokenizer.backend_tokenizer, max_tokens=limit)
    fitted = fitted or Calibration.load_or_default(Path(name) / "calibration.json")
    return Reader(windower, TorchForward(model), fitted)


def _bundled_reader(fitted: Calibration | None) -> Reader:
    tokenizer = Tokenizer.from_file(str(BUNDLED_READER / "tokenizer.json"))
    fitted = fitted or Calibration.load_or_default(BUNDLED_READER / "calibration.json")
    forward = OnnxForward(BUNDLED_READER / "reader.onnx")
    return Reader(Windower(tokenizer), forward, fitted, script="LATIN")


def _spans(question: str, passages: Sequence[ReadablePassage], read: Sequence[_ReadWindow]) -> list[Span]:
    """All windows' spans on one scale, best first; of spans that overlap in an article the best stays."""
    null = min((null_score(start, end) for _, start, end in read), default=0.0)
    found = [span for one in read for span in _window_spans(question, passages, one, null)]
    found.sort(key=lambda span: -span.score)
    kept: dict[str, list[Span]] = {}
    for span in found:
        others = kept.setdefault(span.passage.article, [])
        if not any(span.start < other.end and other.start < span.end for other in others):
            others.append(span)
    return sorted((span for spans in kept.values() for span in spans), key=lambda span: -span.score)


def _window_spans(
    question: str, passages: Sequence[ReadablePassage], read: _ReadWindow, null: float
) -> Iterator[Span]:
    window, start, end = read
    passage, text = passages[window.passage]
    for chosen in best_spans(start, end, window.blocks):
        first, last = tidied(text, int(window.offsets[chosen.first, 0]), int(window.offsets[chosen.last, 1]))
        if any(character.isalnum() for character in text[first:last]):
            for whole in (with_noun, with_both, with_body, without_bearer):
                first, last = whole(question, text, first, last)
            yield Span(passage, passage.start + first, passage.start + last, chosen.score, null)
