"""ONNX Runtime, told before it loads to send nothing anywhere: some builds report usage unless asked not to.

Import `onnxruntime` from here, never directly.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

onnxruntime.disable_telemetry_events()

# Slower than the addition and the normalization it joins: a tenth of the time of an int8 BERT (1.31).
_NO_GAIN = ["SkipLayerNormFusion"]


def available_cores() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_session(model: Path) -> Any:
    """An inference session on the CPU, each call of it on one thread.

    Make a call a core: one passage is too little work to share between threads well.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(model), options, providers=["CPUExecutionProvider"], disabled_optimizers=_NO_GAIN
    )
