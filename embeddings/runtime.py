"""ONNX Runtime, told before it loads to send nothing anywhere: some builds report usage unless asked not to.

Import `onnxruntime` from here, never directly.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import numpy as np
import onnxruntime

onnxruntime.disable_telemetry_events()


def available_cores() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_session(model: Path, threads: int | None = None, weights: dict[str, np.ndarray] | None = None) -> Any:
    """An inference session on the CPU, on all cores or `threads` of them. `weights`, by name, are for a model
    file without them; the session points into them, so they must be kept as long as it."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or available_cores()
    options.log_severity_level = 3
    # Two models take turns here; the idle one's threads must not keep the cores busy waiting.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if weights:
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in weights.values()]
        options.add_external_initializers(list(weights), values)
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
