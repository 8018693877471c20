from __future__ import annotations

import itertools
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from embeddings.articles import Passage
from embeddings.errors import ReaderError
from qa.reader.calibration import UNCALIBRATED, Calibration, fit_rivalry
from qa.reader.decoding import TokenSpan, best_spans, null_score
from qa.reader.edges import tidied, with_noun
from qa.reader.reader import BUNDLED_READER, Reader, load_reader
from qa.reader.session import TorchForward, run_windows
from qa.reader.windows import Windower
from qa.schema import Span

TOKENIZER = Tokenizer.from_file(str(BUNDLED_READER / "tokenizer.json"))
TOKENIZER.no_truncation()
PASSAGE = "Esmail Ghaani commands the Quds Force. Vedant Patel is a deputy spokesperson."


class LoudestWord:
    """A forward pass that wants the token `word` and nothing else; the null logit is `null` in every window."""

    workers = 2

    def __init__(self, word: str, loudness: float, null: float):
        self._id = TOKENIZER.token_to_id(word)
        self._loudness = loudness
        self._null = null

    def __call__(self, ids: np.ndarray, types: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        logits = np.where(ids == self._id, self._loudness, -5.0)
        logits[0] = self._null
        return logits, logits


def reader(forward: LoudestWord) -> Reader:
    return Reader(Windower(TOKENIZER, max_tokens=60, stride=10), forward, UNCALIBRATED)


# -- windows


def test_one_window_has_the_question_then_the_passage_with_its_offsets():
    (window,) = Windower(TOKENIZER).windows("Who commands?", ["Ghaani commands."])
    tokens = [TOKENIZER.id_to_token(i) for i in window.ids]
    assert tokens == [
        "[CLS]",
        "who",
        "commands",
        "?",
        "[SEP]",
        "g",
        "##ha",
        "##ani",
        "commands",
        ".",
        "[SEP]",
    ]
    assert window.types == [0] * 5 + [1] * 6
    assert window.offsets[:5].tolist() == [[-1, -1]] * 5
    assert window.offsets[5:].tolist() == [[0, 1], [1, 3], [3, 6], [7, 15], [15, 16], [-1, -1]]


def test_sentences_are_numbered_and_wrapped_lines_are_not():
    text = "One two.\n\nThree four five. Six"
    (window,) = Windower(TOKENIZER).windows("who?", [text])
    words = {TOKENIZER.id_to_token(i): block for i, block in zip(window.ids, window.blocks.tolist(), strict=True)}
    assert [words[w] for w in ("[CLS]", "who", "one", "two", "three", "four", "five", "six")] == [
        -1, -1, 0, 0, 1, 1, 1, 2,
    ]  # fmt: skip


def test_offsets_count_code_points():
    (window,) = Windower(TOKENIZER).windows("Who?", ["😀😀 é naïve café"])
    places = [tuple(offset) for offset in window.offsets if offset[0] >= 0]
    assert {"😀😀 é naïve café"[a:b] for a, b in places} >= {"é", "naïve", "café"}


def test_an_opening_is_read_but_is_no_place_for_an_answer():
    (window,) = Windower(TOKENIZER).windows("When?", ["It sank in May.\n\nTwo died."], ["May 3, 2019. "])
    read = [TOKENIZER.id_to_token(i) for i in window.ids]
    assert read[3:9] == ["[SEP]", "may", "3", ",", "2019", "."]
    (may,) = [i for i, (start, _) in enumerate(window.offsets) if start == 11]
    assert (read[may], window.offsets[may].tolist(), window.blocks[may]) == ("may", [11, 14], 0)
    assert {tuple(offset) for offset in window.offsets[:9]} == {(-1, -1)}
    assert window.blocks.max() == 1


def test_spans_behind_an_opening_are_absolute():
    given = reader(LoudestWord("commands", 3.0, 0.0)).read(
        "Who?", [(Passage("a", 100, 177), PASSAGE)], ["She commands. "]
    )
    assert (given[0].start, given[0].end) == (114, 122)


def test_a_long_passage_gives_windows_that_overlap_by_the_stride():
    words = [f"w{i}" for i in range(200)]
    windows = Windower(TOKENIZER, max_tokens=64, stride=16).windows("who is it", [" ".join(words)])
    places = [{tuple(o) for o in window.offsets.tolist() if o[0] >= 0} for window in windows]
    assert [len(a & b) for a, b in itertools.pairwise(places)] == [16] * (len(windows) - 1)
    assert len(set.union(*places)) == len(TOKENIZER.encode(" ".join(words), add_special_tokens=False).ids)
    assert {window.passage for window in windows} == {0}


def test_a_long_question_is_cut_and_the_passage_is_not():
    (window,) = Windower(TOKENIZER).windows("why " * 300, ["short passage"])
    assert (window.offsets[:, 0] >= 0).sum() == 2
    assert len(window.ids) == 1 + 96 + 1 + 2 + 1


# -- decoding: logits by hand


def test_the_best_span_is_the_largest_sum_inside_the_allowed_tokens():
    start = np.array([9.0, 1, 5, 0, 0, 8])
    end = np.array([9.0, 0, 0, 4, 1, 8])
    blocks = np.array([-1, 0, 0, 0, 0, -1])
    assert best_spans(start, end, blocks, n_best=1) == [TokenSpan(2, 3, 9.0)]
    assert null_score(start, end) == 18.0


def test_an_end_before_its_start_is_no_span():
    start, end = np.array([0.0, 0, 9]), np.array([0.0, 9, 1])
    assert best_spans(start, end, np.array([-1, 0, 0]), n_best=1) == [TokenSpan(2, 2, 10.0)]


def test_spans_do_not_overlap_and_are_bounded():
    start = np.array([0.0, 5, 0, 0, 4])
    end = np.array([0.0, 0, 3, 0, 4])
    blocks = np.array([-1, 0, 0, 0, 0])
    assert best_spans(start, end, blocks) == [TokenSpan(1, 4, 9.0)]
    assert best_spans(start, end, blocks, max_tokens=2) == [
        TokenSpan(1, 2, 8.0),
        TokenSpan(4, 4, 8.0),
        TokenSpan(3, 3, 0.0),
    ]


def test_past_eight_tokens_a_span_must_be_worth_its_length():
    start = np.zeros(22)
    start[1] = 5.0  # one answer's start, with its end at 3 and another answer's at 20
    end = np.full(22, -9.0)
    end[3], end[20] = 4.0, 5.1
    blocks = np.array([-1] + [0] * 21)
    assert best_spans(start, end, blocks, n_best=1) == [TokenSpan(1, 3, 9.0)]
    end[20] = 5.3  # 20 tokens cost 1.2
    (best,) = best_spans(start, end, blocks, n_best=1)
    assert (best.first, best.last, best.score) == (1, 20, pytest.approx(5.0 + 5.3 - 1.2))


def test_a_span_stays_in_its_paragraph():
    start, end = np.array([0.0, 9, 0, 0]), np.array([0.0, 0, 2, 9])
    assert best_spans(start, end, np.array([-1, 0, 0, 1]), n_best=1) == [TokenSpan(1, 2, 11.0)]


def test_no_allowed_token_gives_no_span():
    assert best_spans(np.ones(3), np.ones(3), np.full(3, -1)) == []


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 10_000))
def test_decoding_finds_what_trying_every_span_finds(length: int, longest: int, seed: int):
    numbers = np.random.default_rng(seed)
    start, end = numbers.normal(size=(2, length))
    blocks = numbers.integers(-1, 2, length)
    tried = [
        start[i] + end[j] - 0.1 * max(0, j - i + 1 - 8)
        for i in np.flatnonzero(blocks >= 0)
        for j in np.flatnonzero(blocks == blocks[i])
        if i <= j < i + longest
    ]
    found = best_spans(start, end, blocks, n_best=1, max_tokens=longest)
    assert [span.score for span in found] == pytest.approx([max(tried)] if tried else [])


# -- edges


@pytest.mark.parametrize(
    ("text", "span", "tidy"),
    [
        ("said it was a “draft”.", "a “draft", "a “draft”"),
        ("called it a “collective duty”.", "“collective duty”.", "collective duty"),
        ('wrote "Closed in the name"', '"Closed in the name"', "Closed in the name"),
        ('wrote "Closed in the name"', '"Closed in', "Closed in"),
        ("after the drone strike.", "the drone strike.", "the drone strike"),
        ("left the U.S. early", "the U.S.", "the U.S."),
        ("Islamic State (IS) group", "State (IS", "State (IS)"),
        ("Islamic State (IS) group", "IS) group", "(IS) group"),
        ("grew by .5 points", ".5 points", ".5 points"),
        ("“peace” and “stability”", "“peace” and “stability”", "“peace” and “stability”"),
        ("it. — And", ". —", ""),
        ("and, 5 people", ", 5 people", "5 people"),
        ("fell to –5 degrees", "–5 degrees", "–5 degrees"),
        ("with more than 50 injured", "50 injured", "more than 50 injured"),
        ("up to six floors", "six", "up to six"),
        ("about 5,000 US troops", "5,000", "5,000"),
        ("worth more than US$5 million", "US$5 million", "more than US$5 million"),
        ("killing at least a dozen", "a dozen", "at least a dozen"),
        ("more than 2000 people", "2000", "more than 2000"),
        ("over 1850 people", "1850 people", "over 1850 people"),
        ("over the 50 states", "50 states", "50 states"),
        ("a category 3 hurricane", "3 hurricane", "category 3 hurricane"),
        ("over 75 miles (120 kilometers) away", "120 kilometers", "over 75 miles (120 kilometers)"),
        ("the Senate (51 seats)", "51 seats", "51 seats"),
        ("at 60 miles an hour (97 km/h)", "97 km/h", "60 miles an hour (97 km/h)"),
        ("worth $75 million (60 million euros)", "60 million euros", "60 million euros"),
        ("60 miles (97 km) and (51 seats)", "51 seats", "51 seats"),
        ("a Level 3 alert", "3", "Level 3"),
        ("a category 3 storm and 5 people", "5 people", "5 people"),
        ("said «oui», then", "«oui», ", "oui"),
        ("the [sic] word", "[sic]", "sic"),
    ],
)
def test_edges_are_tidied(text: str, span: str, tidy: str):
    start = text.index(span)
    first, last = tidied(text, start, start + len(span))
    assert text[first:last] == tidy


@pytest.mark.parametrize(
    ("question", "text", "span", "whole"),
    [
        ("Which operations did NATO suspend?", "its anti-IS operations.", "anti-IS", "anti-IS operations"),
        ("What operations were suspended?", "its anti-IS Operations", "anti-IS", "anti-IS Operations"),
        ("Which two Tube lines are linked?", "the Northern line and other lines", "other", "other lines"),
        ("Which two Tube lines are linked?", "the Northern line lines", "Northern line", "Northern line"),
        ("Which magazine did she pose for?", "on Vogue magazine", "Vogue", "Vogue"),
        ("What kinds of drugs are used?", "anti-infective drugs", "anti-infective", "anti-infective"),
        ("Which operations did NATO suspend?", "training and other operations", "training", "training"),
    ],
)
def test_a_span_takes_in_the_plural_that_is_asked_for(question: str, text: str, span: str, whole: str):
    start = text.index(span)
    first, last = with_noun(question, text, start, start + len(span))
    assert text[first:last] == whole


@given(st.text('ab “”"().,-5', max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_tidying_stays_in_the_text_and_is_stable(text: str, one: int, other: int):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    first, last = tidied(text, start, end)
    assert max(0, start - 1) <= first <= len(text)
    assert first >= last or last <= min(len(text), end + 1)


# -- the reader as a whole, with a forward pass made by hand


def test_spans_are_absolute_and_the_null_score_is_the_smallest_of_all_windows():
    start = PASSAGE.index("Force")
    read = reader(LoudestWord("force", 4.0, null=1.5)).read("Which force?", [(Passage("a", 100, 177), PASSAGE)])
    assert (read[0].start, read[0].end) == (100 + start, 100 + start + 5)
    assert (read[0].score, read[0].null_score) == (8.0, 3.0)


def test_a_span_seen_in_two_overlapping_passages_comes_back_once():
    first, second = Passage("a", 0, len(PASSAGE)), Passage("a", 39, len(PASSAGE))
    found = reader(LoudestWord("patel", 4.0, null=0.0)).read("Who?", [(first, PASSAGE), (second, PASSAGE[39:])])
    best = [span for span in found if span.score == 8.0]
    assert [(span.start, span.end) for span in best] == [(46, 51)]


def test_the_bundled_reader_finds_names():
    bundled = load_reader()
    passages = [(Passage("a", 0, len(PASSAGE)), PASSAGE)]
    for question, name in [
        ("Who commands the Quds Force?", "Esmail Ghaani"),
        ("Who is deputy spokesperson?", "Vedant Patel"),
    ]:
        best = bundled.read(question, passages)[0]
        assert PASSAGE[best.start : best.end] == name


def test_a_score_does_not_depend_on_what_else_is_read():
    bundled = load_reader()
    alone = [(Passage("a", 0, len(PASSAGE)), PASSAGE)]
    beside = [*alone, (Passage("b", 0, 4000), "Something else entirely. " * 160)]
    question = "Who commands the Quds Force?"
    assert bundled.read(question, beside)[0].score == bundled.read(question, alone)[0].score


def test_no_passages_no_spans():
    assert load_reader().read("Who?", []) == []


# -- readers by name


def test_any_transformers_model_can_be_read_with(tmp_path: Path):
    with warnings.catch_warnings():
        # What other libraries warn of while they are imported is not this test's matter.
        warnings.simplefilter("ignore")
        from transformers import BertConfig, BertForQuestionAnswering, PreTrainedTokenizerFast

        sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
        model = BertForQuestionAnswering(BertConfig(vocab_size=TOKENIZER.get_vocab_size(), **sizes))
        model.save_pretrained(tmp_path)
        PreTrainedTokenizerFast(tokenizer_object=TOKENIZER, pad_token="[PAD]").save_pretrained(tmp_path)
        torch_reader = load_reader(tmp_path)
    (best, *_) = torch_reader.read("Who commands?", [(Passage("a", 10, 10 + len(PASSAGE)), PASSAGE)])
    assert 10 <= best.start < best.end <= 10 + len(PASSAGE)
    assert torch_reader.calibration == UNCALIBRATED
    # The same logits as the model itself gives for the pair, tokenized by transformers.
    import torch

    (window,) = Windower(TOKENIZER).windows("Who commands?", [PASSAGE])
    start, end = run_windows(TorchForward(model), [window])[0]
    with torch.inference_mode():
        output = model(torch.tensor([window.ids]), token_type_ids=torch.tensor([window.types]))
    np.testing.assert_allclose(start, output.start_logits[0].numpy(), atol=1e-6)
    np.testing.assert_allclose(end, output.end_logits[0].numpy(), atol=1e-6)


def test_an_unknown_reader_is_a_clear_error(tmp_path):
    with pytest.raises(ReaderError, match=r"cannot be loaded .* give the folder of a transformers"):
        load_reader(tmp_path / "nothing")


# -- calibration


def test_a_margin_weighs_the_null_score_and_the_retrieval_score():
    curve = Calibration(1.0, 0.0, 0.5, retrieval_weight=10.0, null_weight=0.5)
    assert curve.margin_of(Span(Passage("a", 0, 9), 0, 4, score=7.0, null_score=3.0), 0.25) == 7.0 - 1.5 + 2.5


def test_confidence_is_the_logistic_of_the_margin():
    curve = Calibration(slope=2.0, intercept=-1.0, threshold=0.5)
    assert curve.confidence(0.5) == 0.5
    assert curve.confidence(1.0) == pytest.approx(1 / (1 + np.exp(-1.0)))


def test_a_fit_recovers_the_curve_the_data_came_from():
    numbers = np.random.default_rng(0)
    margins = numbers.uniform(-6, 6, 20_000)
    right = numbers.random(20_000) < 1 / (1 + np.exp(-(0.8 * margins - 1.2)))
    fitted = Calibration.fit(margins, right, threshold=0.4)
    assert (fitted.slope, fitted.intercept) == pytest.approx((0.8, -1.2), abs=0.05)


def test_odds_fall_by_the_rivalry_with_the_distance_from_the_best():
    curve = Calibration(1.0, 0.0, 0.5, rivalry=0.5)
    assert curve.odds(3.0, 5.0) == pytest.approx(np.exp(-1))
    assert curve.odds(5.0, 5.0) == curve.odds(6.0, 5.0) == 1


def test_a_fit_recovers_the_rivalry_the_data_came_from():
    numbers = np.random.default_rng(0)
    readings = []
    for _ in range(3000):
        margins = numbers.uniform(0, 6, 5)
        share = np.exp(0.8 * margins)
        readings.append((margins, np.arange(5) == numbers.choice(5, p=share / share.sum())))
    assert fit_rivalry(readings) == pytest.approx(0.8, abs=0.05)
    assert fit_rivalry([(np.array([1.0, 2.0]), np.array([False, False]))]) == UNCALIBRATED.rivalry


def test_calibration_comes_back_from_its_file(tmp_path):
    curve = Calibration(0.3, -2.0, 0.45)
    curve.save(tmp_path / "calibration.json")
    assert Calibration.load_or_default(tmp_path / "calibration.json") == curve
    assert Calibration.load_or_default(tmp_path / "missing.json") == UNCALIBRATED


@pytest.mark.parametrize("content", ["", "[1]", '{"slope": "x"}', '{"slope": 1}'])
def test_a_damaged_calibration_file_is_named(tmp_path, content: str):
    path = tmp_path / "calibration.json"
    path.write_text(content)
    with pytest.raises(ReaderError, match="not a calibration file"):
        Calibration.load_or_default(path)
