"""What makes the int8 ONNX files: BERT in fewer operations, smoothed inputs, eight bits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from transformers import BertConfig, BertModel

from embeddings.export import SentenceVector, export_onnx
from embeddings.int8 import Int8Embedding, Int8Linear, to_int8
from embeddings.lean import GELU_RAISED, FromZero, LeanBert
from embeddings.rounding import moment, rounded
from embeddings.runtime import open_session
from embeddings.smoothing import smooth

IDS = torch.tensor([5, 17, 40, 3, 99, 12, 7, 7, 21, 60])
TYPES = torch.tensor([0, 0, 0, 1, 1, 1, 1, 1, 1, 1])


@pytest.fixture
def bert() -> BertModel:
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=120, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64
    )
    model = BertModel(config).eval()
    for name, weight in model.named_parameters():
        # As they come, biases are 0 and normalizations 1: nothing would tell whether they are used.
        if weight.ndim == 1:
            weight.data += 0.3 * torch.randn_like(weight) * (1 if "bias" in name else 0.5)
    return model


@torch.inference_mode()
def test_lean_bert_computes_what_transformers_does(bert: BertModel) -> None:
    expected = bert(IDS[None], token_type_ids=TYPES[None]).last_hidden_state[0]
    torch.testing.assert_close(LeanBert(bert)(IDS, TYPES), expected, atol=1e-5, rtol=1e-5)


@torch.inference_mode()
def test_a_smoothed_model_computes_the_same(bert: BertModel) -> None:
    model = LeanBert(bert)
    before = model(IDS, TYPES)
    smooth(model, [(IDS, TYPES)])
    torch.testing.assert_close(model(IDS, TYPES), before, atol=1e-5, rtol=1e-5)


@torch.inference_mode()
def test_smoothing_takes_a_large_column_out_of_the_inputs(bert: BertModel) -> None:
    bert.encoder.layer[0].attention.output.LayerNorm.weight[3] = 50.0
    model = LeanBert(bert)
    smooth(model, [(IDS, TYPES)], strength=1.0)
    seen: list[torch.Tensor] = []
    model.get_submodule("blocks.0.widened.linear").register_forward_pre_hook(
        lambda _, arguments: seen.append(arguments[0])
    )
    model(IDS, TYPES)
    columns = seen[0].abs().amax(0)
    assert (columns.max() / columns.min()).item() == pytest.approx(1.0, abs=1e-3)


@torch.inference_mode()
def test_a_weight_is_at_most_half_a_step_from_its_eight_bits() -> None:
    linear, embedding = nn.Linear(40, 30), nn.Embedding(30, 40)
    for exact, stored in ((linear.weight.T, Int8Linear(linear)), (embedding.weight, Int8Embedding(embedding))):
        assert ((stored.weight * stored.scale - exact).abs() <= stored.scale * 0.5001).all()
        assert stored.weight.dtype == torch.int8


@torch.inference_mode()
def test_seven_bits_of_a_weight_are_used() -> None:
    # Two products of 255 and 64 fit the sixteen bits that processors without VNNI add them in.
    weight = Int8Linear(nn.Linear(40, 30)).weight.int()
    assert weight.abs().amax(0).tolist() == [64] * 30
    assert 2 * 255 * weight.abs().max() < 2**15


@given(st.lists(st.floats(-50, 50, width=32), min_size=4, max_size=4), st.floats(1e-3, 1e3))
@torch.inference_mode()
def test_an_int8_layer_is_near_its_float_one_at_any_size_of_input(values: list[float], size: float) -> None:
    torch.manual_seed(0)
    exact = nn.Linear(4, 3)
    inputs = torch.tensor([values]) * size
    # Half a step of the input, and half a step of the weight, in each of the four products.
    largest, weights = inputs.abs().max(), exact.weight.abs().amax(1)
    bound = 4 * largest * weights * (0.5 / 127 + 0.5 / 64 + 0.25 / 127 / 64) + 1e-4 * (1 + largest)
    assert ((Int8Linear(exact)(inputs) - exact(inputs)).abs() <= bound).all()


def test_raised_gelu_is_never_negative() -> None:
    values = torch.linspace(-3, 0, 30_001, dtype=torch.float64)
    assert 0 <= (nn.functional.gelu(values) + GELU_RAISED).min() < 1e-4


@torch.inference_mode()
def test_a_model_is_rounded_for_what_it_sees(bert: BertModel) -> None:
    model = LeanBert(bert)
    name, seen = "blocks.1.widened", []
    handle = model.get_submodule(name).register_forward_pre_hook(lambda _, arguments: seen.append(arguments[0]))
    model(IDS, TYPES)
    handle.remove()
    exact = model.get_submodule(name)
    assert isinstance(exact, nn.Linear)
    to_int8(model, [(IDS, TYPES)])
    expected = Int8Linear(exact, moment(None, seen[0])).weight
    assert torch.equal(model.get_submodule(name).weight, expected)
    assert not torch.equal(expected, Int8Linear(exact).weight)


@torch.inference_mode()
def test_inputs_that_are_never_negative_are_held_twice_as_fine() -> None:
    torch.manual_seed(0)
    exact, inputs = nn.Linear(64, 32), torch.rand(50, 64) - GELU_RAISED
    raised = FromZero(exact)
    torch.testing.assert_close(raised(inputs + GELU_RAISED), exact(inputs), atol=1e-5, rtol=1e-5)
    exact.weight.data = raised.weight.data = Int8Linear(exact).weight.T * Int8Linear(exact).scale[:, None]
    signed = (Int8Linear(exact)(inputs + GELU_RAISED) - exact(inputs + GELU_RAISED)).square().mean()
    positive = (Int8Linear(raised)(inputs + GELU_RAISED) - raised(inputs + GELU_RAISED)).square().mean()
    assert (positive / signed).item() == pytest.approx(0.25, abs=0.05)


@torch.inference_mode()
def test_a_weight_is_rounded_for_what_its_layer_has_seen() -> None:
    torch.manual_seed(0)
    exact = nn.Linear(48, 24)
    # Inputs that go together, as a model's do: what one is wrong by, another can make up for.
    inputs = torch.randn(500, 8) @ torch.randn(8, 48) + 0.1 * torch.randn(500, 48)
    steps = exact.weight.abs().amax(1, keepdim=True) / 64

    def error(whole: torch.Tensor) -> float:
        return ((inputs @ (whole.float() * steps - exact.weight).T) ** 2).mean().item()

    whole = rounded(exact.weight / steps, 64, moment(moment(None, inputs[:200]), inputs[200:]))
    assert torch.equal(whole, whole.round()) and whole.abs().max() <= 64
    assert error(whole) < 0.3 * error((exact.weight / steps).round())


@torch.inference_mode()
def test_inputs_that_have_nothing_in_common_are_rounded_to_the_nearest() -> None:
    torch.manual_seed(0)
    steps = 20 * torch.randn(6, 9)
    assert torch.equal(rounded(steps, 64, torch.eye(9).double()), steps.double().round().clamp(-64, 64))
    assert torch.equal(rounded(steps, 64, torch.zeros(9, 9).double()), steps.double().round().clamp(-64, 64))


@torch.inference_mode()
def test_a_tokens_result_does_not_depend_on_the_others() -> None:
    layer = Int8Linear(nn.Linear(8, 5))
    tokens = torch.randn(6, 8) * torch.tensor([1.0, 100, 0.01, 5, 30, 0])[:, None]
    torch.testing.assert_close(layer(tokens)[2:3], layer(tokens[2:3]))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@torch.inference_mode()
def test_the_onnx_file_computes_what_the_int8_module_does(bert: BertModel, tmp_path: Path) -> None:
    encoder = SentenceVector(bert)
    exact = encoder(IDS)
    to_int8(encoder, [(IDS,)])
    export_onnx(encoder, tmp_path / "encoder.onnx", ["input_ids"], ["vector"])
    (vector,) = open_session(tmp_path / "encoder.onnx").run(["vector"], {"input_ids": IDS.numpy()})
    np.testing.assert_allclose(vector, encoder(IDS).numpy(), atol=1e-3)
    assert vector @ exact.numpy() > 0.999
