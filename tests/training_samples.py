"""An example to train on, by hand."""

from __future__ import annotations

from qa.training.examples import Example

PASSAGE = (
    "The bridge was opened by Queen Mary in 1932. It took eight years to build and cost 240 workers their "
    "summers. Before it stood a ferry called Lena, which carried mail, cattle and people over the river every "
    "morning of the week. Engineers came from Oslo and from Trondheim to look at it."
)


def example(question: str = "Who opened the bridge?", answer: str = "Queen Mary") -> Example:
    start = PASSAGE.index(answer)
    return Example("q1", "Bridges", question, PASSAGE, ((start, start + len(answer)),))
