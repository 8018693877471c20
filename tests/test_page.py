"""The page in a real browser. Many tests run twice: over answers made by hand, and over the seeds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import ARTIFACTS, DESK, PHONE, Visit, ask, focused, marked, serve, too_faint
from fakes import AFP, COMMANDER, HOSTILE, HOSTILE_QUOTE, NOWHERE, SOLDIERS, SOLDIERS_SENTENCE, FakeAnswerer
from playwright.sync_api import Browser, expect

ICON = Path(__file__).parent.parent / "qa" / "web" / "icon.svg"


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
    assert too_faint(page) == []
    turn = ask(page, COMMANDER)
    for summary in turn.locator("summary").all():
        summary.click()
    page.screenshot(path=ARTIFACTS / f"unfolded-{scheme}-{size[0]}.png")
    assert too_faint(page) == []
    turn.locator(".cite").first.click()
    marked(page)
    page.screenshot(path=ARTIFACTS / f"source-{scheme}-{size[0]}.png")
    assert too_faint(page) == []
    assert page.evaluate("getComputedStyle(document.querySelector('.citeqa')).colorScheme") == scheme


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
def test_the_server_is_behind_the_gate(visit: Visit, fake_url: str) -> None:
    ask_for = visit(fake_url).request
    own = ask_for.get(fake_url)
    assert own.status == 200 and own.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in own.headers["content-security-policy"]
    for path in ("config", "gradio_api/info", "gradio_api/file=/etc/passwd", "openapi.json", "gradio_api/upload"):
        assert ask_for.get(f"{fake_url}{path}").status == 404
    assert ask_for.post(f"{fake_url}gradio_api/upload", multipart={"files": "x"}).status == 404
    assert ask_for.get(fake_url, headers={"Origin": "https://evil.example"}).status == 403
    assert ask_for.get(fake_url, headers={"Host": "rebound.example"}).status == 403
    assert ask_for.get(f"{fake_url}favicon.ico").body() == ICON.read_bytes()


@pytest.mark.browser
def test_no_gradio_chrome_is_in_sight(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    expect(page.get_by_text("Gradio")).to_have_count(0)
    expect(page.get_by_text("Settings")).to_have_count(0)
    expect(page.locator("footer:visible")).to_have_count(0)


@pytest.mark.browser
def test_a_server_that_is_gone_is_said_so(visit: Visit) -> None:
    served = serve(FakeAnswerer())
    page = visit(next(served))
    next(served, None)
    page.get_by_label("Your question").fill(SOLDIERS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Is it still running?")).to_be_visible()
    page.screenshot(path=ARTIFACTS / "gone.png")
    expect(page.get_by_label("Your question")).to_have_value(SOLDIERS)


@pytest.mark.browser
def test_on_the_phone_a_source_that_does_not_open_gives_way_to_why(visit: Visit) -> None:
    served = serve(FakeAnswerer())
    page = visit(next(served), PHONE)
    ask(page, SOLDIERS).locator(".cite").first.click()
    assert marked(page) == "5,200"
    next(served, None)
    page.get_by_label("next").click()
    expect(page.locator(".source")).to_be_hidden()
    expect(page.get_by_role("alert").filter(has_text="Is it still running?")).to_be_in_viewport()
