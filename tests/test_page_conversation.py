"""A conversation in a real browser: follow-ups, rewording, what is kept, narrowing."""

from __future__ import annotations

import time
from typing import Any

import pytest
from browsing import ARTIFACTS, DESK, PHONE, Visit, ask, marked, narrow, serve, too_faint
from fakes import COMMANDER, NOWHERE, SOLDIERS, WHY, FakeAnswerer
from playwright.sync_api import expect

from qa.schema import Answer


class SlowAnswerer(FakeAnswerer):
    """Leaves time to type."""

    def answer(self, question: str, **rest: Any) -> Answer:
        time.sleep(2)
        return super().answer(question, **rest)


@pytest.mark.browser
def test_earlier_answers_stay_and_the_newest_is_in_view(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    page.get_by_role("button", name=SOLDIERS).click()
    expect(page.locator(".turn .answer")).to_have_text("5,200")
    ask(page, NOWHERE)
    newest = ask(page, COMMANDER)
    expect(page.locator(".question")).to_contain_text([SOLDIERS, NOWHERE, COMMANDER])
    expect(newest.locator(".answer")).to_be_in_viewport()
    expect(page.get_by_label("Your question")).to_be_in_viewport()
    expect(page.locator(".live")).to_have_text("Esmail Ghaani: very likely right, 94 percent.")
    assert visit(fake_url).locator(".turn").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_follow_up_shows_how_it_was_understood_and_can_be_reworded(
    visit: Visit, fake_url: str, scheme: str, size: tuple[int, int]
) -> None:
    page = visit(fake_url, size, scheme)
    ask(page, SOLDIERS)
    turn = ask(page, WHY)
    expect(turn.locator(".question")).to_have_text(f"You asked: {WHY}")
    expect(turn.locator(".as")).to_have_text(f"Why {SOLDIERS[:-1]} (5,200)?")
    page.screenshot(path=ARTIFACTS / f"follow-up-{scheme}-{size[0]}.png")
    assert too_faint(page) == []
    turn.get_by_role("button", name="Change").click()
    field = page.get_by_label("The question as it should be understood")
    expect(field).to_be_focused()
    expect(field).to_have_value(f"Why {SOLDIERS[:-1]} (5,200)?")
    page.screenshot(path=ARTIFACTS / f"rewording-{scheme}-{size[0]}.png")
    assert too_faint(page) == []
    field.fill(COMMANDER)
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(2)
    turn = page.locator(".turn").last
    expect(turn.locator(".answer")).to_have_text("Esmail Ghaani")
    expect(turn.locator(".question .words")).to_have_text(WHY)
    expect(turn.locator(".as")).to_have_text(COMMANDER)
    # The next follow-up leans on what this one was said to mean.
    expect(ask(page, WHY).locator(".as")).to_have_text(f"Why {COMMANDER[:-1]} (Esmail Ghaani)?")
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


@pytest.mark.browser
def test_what_cannot_be_asked_instead_is_said(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    ask(page, SOLDIERS)
    turn = ask(page, WHY)
    turn.get_by_role("button", name="Change").click()
    page.get_by_label("The question as it should be understood").fill(" ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("question is empty")
    expect(page.locator(".turn")).to_have_count(2)


@pytest.mark.browser
def test_the_conversation_outlives_a_reload_until_a_new_one_is_begun(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    afresh = page.get_by_role("button", name="New conversation")
    expect(afresh).to_be_hidden()
    ask(page, SOLDIERS)
    page.reload()
    turn = page.locator(".turn")
    expect(turn.locator(".answer")).to_have_text("5,200")
    turn.locator(".cite").first.click()
    assert marked(page) == "5,200"
    expect(ask(page, WHY).locator(".as")).to_have_text(f"Why {SOLDIERS[:-1]} (5,200)?")
    afresh.click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(".source mark")).to_have_count(0)
    expect(ask(page, WHY).locator(".understood")).to_have_count(0)
    afresh.click()
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()
    expect(afresh).to_be_hidden()
    page.get_by_role("button", name=SOLDIERS).click()
    expect(page.locator(".turn .answer")).to_have_text("5,200")


@pytest.mark.browser
def test_a_browser_that_keeps_nothing_is_enough(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    page.add_init_script(
        """Object.defineProperty(window, "sessionStorage", {
          get() { throw new DOMException("The operation is insecure.", "SecurityError"); },
        });"""
    )
    page.reload()
    page.locator(".citeqa textarea").wait_for()
    expect(ask(page, SOLDIERS).locator(".answer")).to_have_text("5,200")
    narrow(page, since="2020-01-01")
    expect(page.locator(".narrowed")).to_have_text("Only articles dated 1 Jan 2020 or later: 2 of 4")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)


@pytest.mark.browser
def test_a_draft_is_kept_while_an_earlier_question_is_reworded(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    ask(page, SOLDIERS)
    turn = ask(page, WHY)
    page.get_by_label("Your question").fill("A draft")
    turn.get_by_role("button", name="Change").click()
    page.get_by_label("The question as it should be understood").fill(COMMANDER)
    page.keyboard.press("Enter")
    expect(page.locator(".turn").last.locator(".answer")).to_have_text("Esmail Ghaani")
    expect(page.get_by_label("Your question")).to_have_value("A draft")


@pytest.mark.browser
def test_what_is_typed_meanwhile_outlives_a_question_that_fails(visit: Visit) -> None:
    served = serve(SlowAnswerer())
    page = visit(next(served))
    box = page.get_by_label("Your question")
    page.locator(".citeqa form.ask").evaluate("form => form.requestSubmit()")
    expect(page.locator(".turn.pending")).to_have_count(1)
    box.fill("Typed meanwhile")
    expect(page.get_by_role("alert")).to_contain_text("question is empty")
    expect(box).to_have_value("Typed meanwhile")
    next(served, None)


@pytest.mark.browser
def test_a_rewording_left_open_is_there_after_a_reload(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    ask(page, SOLDIERS)
    ask(page, WHY).get_by_role("button", name="Change").click()
    ask(page, NOWHERE)
    page.reload()
    field = page.get_by_label("The question as it should be understood")
    expect(field).to_have_value(f"Why {SOLDIERS[:-1]} (5,200)?")
    field.press("Enter")
    expect(page.locator(".turn").nth(1).locator(".as")).to_have_text(f"Why {SOLDIERS[:-1]} (5,200)?")


@pytest.mark.browser
def test_escape_leaves_a_rewording(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    ask(page, SOLDIERS)
    turn = ask(page, WHY)
    turn.get_by_role("button", name="Change").click()
    expect(turn.locator(".understood")).to_be_hidden()
    page.get_by_label("The question as it should be understood").fill(COMMANDER)
    page.keyboard.press("Escape")
    expect(turn.locator(".understood")).to_contain_text(f"Why {SOLDIERS[:-1]} (5,200)?")
    expect(turn.locator(".rewording")).to_have_count(0)
    expect(turn.get_by_role("button", name="Change")).to_be_focused()


@pytest.mark.browser
def test_a_question_taken_for_a_follow_up_can_be_asked_as_it_was_typed(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    ask(page, SOLDIERS)
    ask(page, WHY).get_by_role("button", name="As typed").click()
    turn = page.locator(".turn").last
    expect(turn.locator(".understood")).to_have_count(0)
    expect(turn.locator(".question .words")).to_have_text(WHY)
    expect(page.locator(".turn")).to_have_count(2)


@pytest.mark.browser
def test_an_example_leaves_what_is_half_typed(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    page.get_by_label("Your question").fill("Half a")
    page.get_by_role("button", name=COMMANDER).click()
    expect(page.locator(".turn .answer")).to_have_text("Esmail Ghaani")
    expect(page.get_by_label("Your question")).to_have_value("Half a")


@pytest.mark.browser
def test_a_question_that_cannot_be_asked(visit: Visit, url: str) -> None:
    page = visit(url)
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("alert")).to_contain_text("question is empty")
    first_letter = "getComputedStyle(document.querySelector('.notice'), '::first-letter').textTransform"
    assert page.evaluate(first_letter) == "uppercase"  # the sentence is the program's, which begins in small
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, SOLDIERS)
    expect(page.locator(".notice")).to_be_hidden()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_questions_can_be_narrowed(visit: Visit, fake_url: str, scheme: str, size: tuple[int, int]) -> None:
    page = visit(fake_url, size, scheme)
    state = page.locator(".narrowed")
    narrow(page, since="2020-01-01", until="2020-12-31")
    page.get_by_label("Source", exact=True).select_option("Washington Post")
    words = "Only articles dated between 1 Jan 2020 and 31 Dec 2020, from Washington Post"
    expect(state).to_contain_text(f"{words}: 1 of ")
    page.screenshot(path=ARTIFACTS / f"narrowing-{scheme}-{size[0]}.png")
    assert too_faint(page) == []
    turn = ask(page, SOLDIERS)
    expect(turn.locator(".within")).to_have_text(words)
    expect(page.get_by_label("Since")).to_be_hidden()
    page.screenshot(path=ARTIFACTS / f"narrowed-{scheme}-{size[0]}.png")
    assert too_faint(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    page.reload()
    expect(state).to_contain_text(words)
    expect(turn.locator(".within")).to_have_text(words)
    page.get_by_role("button", name="Clear").click()
    expect(state).to_be_empty()
    expect(page.get_by_role("button", name="Clear")).to_be_hidden()
    expect(page.get_by_label("Your question")).to_be_focused()
    expect(ask(page, SOLDIERS).locator(".within")).to_have_count(0)
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    expect(state).to_be_empty()


@pytest.mark.browser
def test_only_articles_a_question_is_narrowed_to_are_shown(visit: Visit, seeds_url: str) -> None:
    page = visit(seeds_url)
    expect(ask(page, SOLDIERS).locator(".cite")).not_to_have_count(0)
    narrow(page, since="2020-01-01", until="2020-01-31")
    turn = ask(page, SOLDIERS)
    titles = set(turn.locator(".title").all_text_contents())
    assert titles == {"Ambassador flees as angry Iraqis storm US embassy"}
    narrow(page, since="2099-01-01", until="")
    expect(page.locator(".narrowed")).to_have_text("Only articles dated 1 Jan 2099 or later: none of 5")
    turn = ask(page, SOLDIERS)
    expect(turn.locator(".hint")).to_have_text("No article is left to answer from.")


@pytest.mark.browser
def test_what_was_narrowed_stays_so_when_it_is_reworded(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    ask(page, SOLDIERS)
    narrow(page, until="2020-12-31")
    words = "Only articles dated 31 Dec 2020 or earlier"
    expect(ask(page, WHY).locator(".within")).to_have_text(words)
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="Change").click()
    page.get_by_label("The question as it should be understood").fill(COMMANDER)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").last
    expect(turn.locator(".answer")).to_have_text("Esmail Ghaani")
    expect(turn.locator(".within")).to_have_text(words)


@pytest.mark.browser
def test_what_nothing_can_be_narrowed_to_is_said(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    alert = page.get_by_role("alert")
    narrow(page, since="2024-01-02", until="2024-01-01")
    expect(alert).to_have_text("since 2024-01-02 is later than until 2024-01-01; exchange the two")
    page.get_by_label("Your question").fill(SOLDIERS)
    page.keyboard.press("Enter")
    expect(alert).to_have_text("since 2024-01-02 is later than until 2024-01-01; exchange the two")
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_label("Your question")).to_have_value(SOLDIERS)
    expect(page.get_by_label("Since")).to_be_visible()
    page.get_by_label("Until").fill("2024-01-03")
    expect(page.locator(".narrowed")).to_have_text(
        "Only articles dated between 2 Jan 2024 and 3 Jan 2024: none of 4"
    )
    expect(alert).to_be_hidden()


@pytest.mark.browser
def test_narrowing_by_keyboard_alone(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    page.keyboard.press("Tab")  # to Ask
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Since")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Since")).to_be_focused()
    page.keyboard.type("01")
    page.get_by_label("Until").focus()
    expect(page.get_by_role("alert")).to_have_text("“Since” is not a whole date; complete it or clear it")
    page.get_by_label("Since").focus()
    page.keyboard.type("01022020")
    expect(page.locator(".narrowed")).to_have_text("Only articles dated 2 Jan 2020 or later: 2 of 4")
    expect(page.get_by_role("alert")).to_be_hidden()
    page.get_by_label("Folder").focus()
    page.keyboard.type("wires")
    expect(page.locator(".narrowed")).to_contain_text("in wires: ")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Since")).to_be_hidden()
    expect(page.locator("summary", has_text="Narrow")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("As of").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your question")).to_be_focused()
    expect(page.get_by_role("alert")).to_be_hidden()
