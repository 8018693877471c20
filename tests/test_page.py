"""The page in a real browser. Most tests run twice: over answers made by hand, and over the seeds."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fakes import AFP, COMMANDER, HOSTILE, HOSTILE_QUOTE, NOWHERE, SOLDIERS, SOLDIERS_SENTENCE, WHY, FakeAnswerer
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from qa.schema import Answer
from qa.web.page import start

ARTIFACTS = Path(__file__).parent / "artifacts"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
DESK, PHONE = (1280, 800), (390, 844)

Visit = Callable[..., Page]


class SlowAnswerer(FakeAnswerer):
    """Leaves time to type."""

    def answer(self, question: str, **rest: Any) -> Answer:
        time.sleep(2)
        return super().answer(question, **rest)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (looked for chromium, chromium-browser, google-chrome)")
    ARTIFACTS.mkdir(exist_ok=True)
    expect.set_options(timeout=30_000)  # a busy machine is no fault of the page
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def _served(answerer: object, examples: tuple[str, ...] = (SOLDIERS, COMMANDER)) -> Iterator[str]:
    page = start(answerer, examples=examples)  # type: ignore[arg-type]
    yield page.local_url
    page.close(verbose=False)


@pytest.fixture(scope="module")
def fake_url() -> Iterator[str]:
    yield from _served(FakeAnswerer())


@pytest.fixture(scope="module")
def seeds_url(request: pytest.FixtureRequest) -> Iterator[str]:
    yield from _served(request.getfixturevalue("seeds_answerer"))


@pytest.fixture(params=["fake_url", "seeds_url"])
def url(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue(request.param)
    return address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens the page at a size and colour scheme. Afterwards: no request went elsewhere, no error was thrown."""
    contexts: list[BrowserContext] = []
    requested: list[str] = []
    thrown: list[str] = []

    def open_page(url: str, size: tuple[int, int] = DESK, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        context.on("request", lambda request: requested.append(request.url))
        context.on("weberror", lambda error: thrown.append(str(error.error)))
        page = context.new_page()
        page.goto(url)
        page.locator(".citeqa textarea").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    schemes = {urlsplit(address).scheme for address in requested}
    assert {urlsplit(address).hostname for address in requested} - {None} == {"127.0.0.1"}
    assert schemes <= {"http", "data", "blob"}
    assert thrown == []


def ask(page: Page, question: str) -> Locator:
    """Asks by Enter and returns the new turn."""
    turns = page.locator(".turn:not(.pending)")
    before = turns.count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    expect(turns).to_have_count(before + 1)
    return turns.last


def narrow(page: Page, **dates: str) -> None:
    """Fills in the dates to narrow by, and lets them be applied."""
    if page.get_by_label("Since").is_hidden():
        page.locator("summary", has_text="Narrow").click()
    for name, date in dates.items():
        page.get_by_label(name.capitalize()).fill(date)
    expect(page.locator(".narrowed, .notice").filter(has_text=re.compile("."))).not_to_have_count(0)


def marked(page: Page, edge: float = 0) -> str:
    """The text of the open source's mark, which stands at least `edge` pixels inside what the panel shows."""
    page.locator(".source mark").wait_for()
    # In one go: a source that is just being opened replaces the panel's content.
    text, above, below = page.evaluate(
        """() => {
          const mark = document.querySelector(".source mark"), panel = document.querySelector(".source .reading");
          const [inner, outer] = [mark, panel].map((node) => node.getBoundingClientRect());
          return [mark.textContent, inner.top - outer.top, outer.bottom - inner.bottom];
        }"""
    )
    assert above >= edge and below >= edge
    return str(text)


def focused(page: Page) -> str:
    """The class of the element with the focus."""
    name: str = page.evaluate("document.activeElement.className || document.activeElement.tagName")
    return name


@pytest.mark.browser
def test_an_answer_and_its_source(visit: Visit, url: str) -> None:
    page = visit(url)
    turn = ask(page, SOLDIERS)
    expect(turn.locator(".answer")).to_be_visible()
    quote = turn.locator(".quote mark")
    expect(quote).to_be_visible()
    assert quote.text_content() == turn.locator(".answer").text_content()
    turn.locator(".cite").first.click()
    assert marked(page, edge=100) == quote.text_content()
    page.screenshot(path=ARTIFACTS / "answer.png")


@pytest.mark.browser
def test_the_source_panel_holds_the_whole_article(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    ask(page, SOLDIERS)
    assert marked(page) == "5,200"
    assert page.locator(".source .article").text_content() == AFP.text
    expect(page.locator(".source h2")).to_have_text("US ties with Iraq, allies take hit after drone strike")


@pytest.mark.browser
def test_what_the_articles_do_not_say(visit: Visit, url: str) -> None:
    page = visit(url)
    turn = ask(page, NOWHERE)
    expect(turn.locator(".answer")).to_have_text("These articles do not say.")
    page.screenshot(path=ARTIFACTS / "abstention.png")
    turn.locator(".cite.passage").first.click()
    page.locator(".source mark").wait_for()
    expect(page.locator(".where")).to_contain_text("Passage 1 of")


@pytest.mark.browser
def test_by_keyboard_alone(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    page.keyboard.type(SOLDIERS)
    page.keyboard.press("Enter")
    expect(page.locator(".source mark")).to_have_text("5,200")
    expect(page.get_by_label("Your question")).to_be_focused()
    for _ in range(2):  # over "Passages read" to the last citation
        page.keyboard.press("Shift+Tab")
    expect(page.locator(".cite:focus .number")).to_have_text("3")
    page.keyboard.press("Enter")
    expect(page.locator(".where")).to_have_text("Source 3 of 3")
    assert (marked(page), focused(page)) == ("5,000", "reading")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".where")).to_have_text("Source 2 of 3")
    assert (marked(page), focused(page)) == ("2,000", "reading")
    page.keyboard.press("Escape")
    expect(page.locator(".cite:focus .number")).to_have_text("2")


@pytest.mark.browser
def test_the_arrows_step_through_the_sources_and_stop_at_the_ends(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    turn = ask(page, SOLDIERS)
    expect(page.get_by_label("previous")).to_be_disabled()
    for quote in ("2,000", "5,000"):
        page.get_by_label("next").click()
        expect(page.locator(".source mark")).to_have_text(quote)
    expect(page.get_by_label("next")).to_be_disabled()
    expect(turn.locator(".cite[aria-current] .number")).to_have_text("3")


@pytest.mark.browser
def test_on_the_phone_the_source_opens_over_the_conversation(visit: Visit, url: str) -> None:
    page = visit(url, PHONE)
    turn = ask(page, SOLDIERS)
    panel = page.locator(".source")
    expect(panel).to_be_hidden()
    page.screenshot(path=ARTIFACTS / "phone-answer.png")
    ways_back: tuple[Callable[[], object], ...] = (
        lambda: page.get_by_role("button", name="Back").click(),
        lambda: page.keyboard.press("Escape"),
        lambda: page.go_back(),
    )
    for way_back in ways_back:
        turn.locator(".cite").first.click()
        assert marked(page) == turn.locator(".quote mark").text_content()
        assert panel.bounding_box() == {"x": 0, "y": 0, "width": PHONE[0], "height": PHONE[1]}
        page.screenshot(path=ARTIFACTS / "phone-source.png")
        way_back()
        expect(panel).to_be_hidden()
        expect(turn.locator(".answer")).to_be_in_viewport()
        assert focused(page) == "cite"
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_all_text_can_be_read(visit: Visit, fake_url: str, scheme: str, size: tuple[int, int]) -> None:
    page = visit(fake_url, size, scheme)
    page.screenshot(path=ARTIFACTS / f"welcome-{scheme}-{size[0]}.png")
    assert _too_faint(page) == []
    turn = ask(page, COMMANDER)
    for summary in turn.locator("summary").all():
        summary.click()
    page.screenshot(path=ARTIFACTS / f"unfolded-{scheme}-{size[0]}.png")
    assert _too_faint(page) == []
    turn.locator(".cite").first.click()
    marked(page)
    page.screenshot(path=ARTIFACTS / f"source-{scheme}-{size[0]}.png")
    assert _too_faint(page) == []
    assert page.evaluate("getComputedStyle(document.querySelector('.citeqa')).colorScheme") == scheme


def _too_faint(page: Page) -> list[str]:
    """What is written with a contrast below 4.5 to 1 (WCAG 2.2, 1.4.3 AA)."""
    faint: list[str] = page.evaluate(
        """() => {
          const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
          const light = (c) => c.slice(0, 3).map((v) => v / 255)
            .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = (node) => {
            for (; node; node = node.parentElement) {
              const c = parse(getComputedStyle(node).backgroundColor);
              if (c.length < 4 || c[3] > 0) return c;
            }
            return [255, 255, 255];
          };
          const walker = document.createTreeWalker(document.querySelector(".citeqa"), NodeFilter.SHOW_TEXT);
          const faint = [];
          while (walker.nextNode()) {
            const node = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || !node.checkVisibility() || node.closest(":disabled")) continue;
            const [a, b] = [parse(getComputedStyle(node).color), ground(node)].map(light).sort((x, y) => y - x);
            if ((a + 0.05) / (b + 0.05) < 4.5) faint.push(node.className + ": " + walker.currentNode.data);
          }
          return faint;
        }"""
    )
    return faint


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
    assert _too_faint(page) == []
    turn.get_by_role("button", name="Change").click()
    field = page.get_by_label("The question as it should be understood")
    expect(field).to_be_focused()
    expect(field).to_have_value(f"Why {SOLDIERS[:-1]} (5,200)?")
    page.screenshot(path=ARTIFACTS / f"rewording-{scheme}-{size[0]}.png")
    assert _too_faint(page) == []
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
    served = _served(SlowAnswerer())
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
def test_a_question_that_cannot_be_asked(visit: Visit, url: str) -> None:
    page = visit(url)
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("alert")).to_contain_text("question is empty")
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
    assert _too_faint(page) == []
    turn = ask(page, SOLDIERS)
    expect(turn.locator(".within")).to_have_text(words)
    expect(page.get_by_label("Since")).to_be_hidden()
    page.screenshot(path=ARTIFACTS / f"narrowed-{scheme}-{size[0]}.png")
    assert _too_faint(page) == []
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
    expect(turn.locator(".hint")).to_have_text("There is no such article to answer from.")


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


@pytest.mark.browser
def test_the_same_answer_is_announced_each_time(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    page.evaluate(
        """() => {
          const live = document.querySelector(".live");
          window.heard = [];
          new MutationObserver(() => heard.push(live.textContent)).observe(live, { childList: true });
        }"""
    )
    for _ in range(2):
        ask(page, NOWHERE)
    assert page.evaluate("heard.filter(Boolean)") == ["These articles do not say."] * 2
    assert page.evaluate("heard.filter((said, i) => said && said === heard[i - 1])") == []


@pytest.mark.browser
def test_hostile_text_stays_text(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    turn = ask(page, HOSTILE)
    assert turn.locator(".answer").text_content() == HOSTILE_QUOTE
    assert marked(page) == HOSTILE_QUOTE
    ask(page, "<img src=x onerror=\"document.title='broken'\">")
    assert page.title() == "citeqa"


@pytest.mark.browser
def test_the_citation_can_be_copied(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    ask(page, SOLDIERS)
    page.get_by_role("button", name="Copy citation").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    start = AFP.text.index("5,200")
    assert page.evaluate("navigator.clipboard.readText()").split("\n") == [
        "“5,200”",
        f"“{SOLDIERS_SENTENCE}”",
        "US ties with Iraq, allies take hit after drone strike",
        "AFP, no date stated",
        f"000.txt, characters {start} to {start + 5}",
    ]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("article", "../../etc/passwd"),
        ("start", "x"),
        ("end", "999999999"),
        ("start", "-1"),
        ("sentenceEnd", "1"),
        ("group", "__class__"),
        ("position", "1e9"),
    ],
)
def test_a_place_that_is_none(visit: Visit, fake_url: str, name: str, value: str) -> None:
    page = visit(fake_url)
    cite = ask(page, SOLDIERS).locator(".cite").first
    cite.evaluate("(cite, [name, value]) => (cite.dataset[name] = value)", [name, value])
    cite.click()
    expect(page.get_by_role("alert")).to_contain_text("ask again")
    assert marked(page) == "5,200"


@pytest.mark.browser
def test_the_browser_refuses_requests_to_other_hosts(browser: Browser, fake_url: str) -> None:
    with browser.new_page() as page:
        page.goto(fake_url)
        page.locator(".citeqa").wait_for()
        refused = page.evaluate(
            """() => new Promise((done) => {
              addEventListener("securitypolicyviolation", (event) => done(event.blockedURI));
              new Image().src = "https://example.org/x.png";
            })"""
        )
    assert refused == "https://example.org/x.png"


@pytest.mark.browser
def test_no_gradio_chrome_is_in_sight(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    expect(page.get_by_text("Gradio")).to_have_count(0)
    expect(page.get_by_text("Settings")).to_have_count(0)
    expect(page.locator("footer:visible")).to_have_count(0)


@pytest.mark.browser
def test_a_server_that_is_gone_is_said_so(visit: Visit) -> None:
    served = _served(FakeAnswerer())
    page = visit(next(served))
    next(served, None)
    page.get_by_label("Your question").fill(SOLDIERS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Is it still running?")).to_be_visible()
    page.screenshot(path=ARTIFACTS / "gone.png")
    expect(page.get_by_label("Your question")).to_have_value(SOLDIERS)
