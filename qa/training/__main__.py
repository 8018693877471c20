"""python -m qa.training: `mix` the data, `train`, average two readers (`mean`), `deepen` one, `export`,
and `restore` what was exported. See its README.md."""

from __future__ import annotations

import random
from pathlib import Path

import click
import torch
from tokenizers import Tokenizer

from embeddings.weights import weights_folder
from qa.reader.reader import BUNDLED_READER, load_reader
from qa.reader.windows import Windower
from qa.training.deepen import deepen
from qa.training.examples import read_examples, write_examples
from qa.training.invented import INVENTED
from qa.training.mixture import mixture
from qa.training.rows import rows
from qa.training.train import Recipe, mean, train

_SMOOTHED_ON = 200


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path))
@click.option(
    "--articles",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Articles that questions of written.jsonl are on.",
)
@click.option("--invented", is_flag=True, help="Add the questions on invented news, of invented.jsonl.")
@click.option("--seed", default=0, show_default=True)
@click.option("--read", is_flag=True, help="Let the bundled reader choose the hardest negatives: far slower.")
def mix(
    files: tuple[Path, ...], out: Path, articles: tuple[Path, ...], invented: bool, seed: int, read: bool
) -> None:
    """Draw a training mixture from FILES in flat SQuAD form, with hard negatives, and write it to OUT."""
    out.parent.mkdir(parents=True, exist_ok=True)
    reader = load_reader() if read else None
    events = INVENTED if invented else None
    examples = mixture(sorted(files), articles=articles, events=events, seed=seed, reader=reader)
    write_examples(out, examples)
    click.echo(f"{out}: {len(examples)} examples, {sum(not one.answers for one in examples)} without an answer")


@main.command("train")
@click.argument("mixture_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--start", help="A transformers model: an encoder, or a reader to go on from.  [default: the bundled encoder]"
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Run again with the same to go on.")
@click.option("--steps", required=True, type=int)
@click.option("--rate", default=1e-4, show_default=True)
@click.option("--last-rate", default=0.0, show_default=True)
@click.option("--dropout", default=0.0, show_default=True, help="Share of each layer's outputs left out.")
@click.option("--seed", default=0, show_default=True)
@click.option("--save-every", default=500, show_default=True, help="Steps between checkpoints.")
def train_command(
    mixture_file: Path,
    start: str | None,
    out: Path,
    steps: int,
    rate: float,
    last_rate: float,
    dropout: float,
    seed: int,
    save_every: int,
) -> None:
    """Train on a mixture; the averaged weights are in OUT."""
    windower = Windower(Tokenizer.from_file(str(BUNDLED_READER / "tokenizer.json")))
    made = rows(read_examples(mixture_file), windower)
    if not made:
        raise click.ClickException(f"{mixture_file} holds no example; make one with `mix`")
    click.echo(f"{len(made)} windows of {sum(len(row.ids) for row in made) / len(made):.0f} tokens on average")
    recipe = Recipe(steps=steps, rate=rate, last_rate=last_rate, dropout=dropout, seed=seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    train(made, start or weights_folder(), out, recipe, device=device, save_every=save_every)


@main.command("mean")
@click.argument("one", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("other", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--share", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Weight of OTHER.")
@click.option("--out", required=True, type=click.Path(path_type=Path))
def mean_command(one: Path, other: Path, share: float, out: Path) -> None:
    """Average the weights of two readers of one origin."""
    mean(one, other, share, out)


@main.command("deepen")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--double", multiple=True, required=True, type=int, help="A layer, from 1, to copy behind itself.")
@click.option("--out", required=True, type=click.Path(path_type=Path))
def deepen_command(folder: Path, double: tuple[int, ...], out: Path) -> None:
    """Give the reader in FOLDER more layers that do little yet: `train --start OUT`."""
    deepen(folder, double, out)


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("examples", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=BUNDLED_READER)
def export(folder: Path, examples: Path, out: Path) -> None:
    """Make FOLDER, a trained reader, an int8 ONNX file; EXAMPLES are some of its training data."""
    # Late: the export extra is for those who export.
    from qa.training.export import export_reader

    every = read_examples(examples)
    model = export_reader(folder, random.Random(0).sample(every, min(_SMOOTHED_ON, len(every))), out)
    click.echo(f"{model}: {model.stat().st_size / 1e6:.1f} MB")


@main.command("restore")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
def restore_command(out: Path) -> None:
    """Write the bundled reader to OUT as a transformers model, to train on from: `train --start OUT`."""
    # Late, as above.
    from qa.training.restore import restore

    restore(BUNDLED_READER, out)


if __name__ == "__main__":
    main()
