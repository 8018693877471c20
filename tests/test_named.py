from __future__ import annotations

import pytest

from qa.training.examples import Example
from qa.training.named import Template, named

CHARGED = "A neighbour charged with her murder was found not guilty in 1994."
DECIDED = "The judge determined that police had pressed him."


def asked(place: str, verb: int, question: str, sentence: str, answer: str) -> Example:
    title = f"Wiki1k:wikinews:117:{place}"
    start = sentence.index(answer)
    return Example(f"{title}#{verb}#{question}", title, question, sentence, ((start, start + len(answer)),))


TEMPLATES = [
    asked("2:0", 3, "Who determined something?", DECIDED, "The judge"),
    asked("2:0", 3, "What did someone determine?", DECIDED, "that police had pressed him"),
    asked("1:1", 9, "Who was found something?", CHARGED, "A neighbour"),
    asked("1:1", 9, "When was someone found something?", CHARGED, "in 1994"),
    asked("1:1", 4, "Why had someone been charged with something?", CHARGED, "her murder"),
]


def test_templates_get_the_names_that_other_questions_about_their_verb_tell() -> None:
    assert {one.question: one.texts for one in named(TEMPLATES)} == {
        "What did the judge determine?": {"that police had pressed him"},
        "Who determined that police had pressed him?": {"The judge"},
        "When was a neighbour found?": {"in 1994"},
    }


def test_a_named_question_is_asked_of_its_article_in_the_order_of_its_sentences() -> None:
    assert {one.passage for one in named(TEMPLATES)} == {f"{CHARGED} {DECIDED}"}


@pytest.mark.parametrize(
    ("question", "passive", "asks_for", "filled"),
    [
        ("Who is talking?", False, "agent", None),
        ("Why was something delayed by someone?", True, "", "Why was Ann delayed?"),
        ("What might someone have ordered?", False, "patient", "What might Bo have ordered?"),
        ("How long did someone carry something to somewhere?", False, "", "How long did Bo carry Ann?"),
        ("What did someone say to someone?", False, "", "What did Bo say?"),
    ],
)
def test_a_template_is_parted_and_filled(question: str, passive: bool, asks_for: str, filled: str | None) -> None:
    template = Template.of(question)
    assert template is not None
    assert (template.passive, template.asks_for) == (passive, asks_for)
    others = {role: name for role, name in (("agent", "Bo"), ("patient", "Ann")) if role != asks_for}
    assert template.filled(others) == filled


def test_a_template_without_a_verb_is_none() -> None:
    assert Template.of("Where has someone been?") is None
