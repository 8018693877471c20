"""The page zoomed in, by touch, on paper, and where its text runs from right to left."""

from __future__ import annotations

import pypdfium2
import pytest
from browsing import ARTIFACTS, PHONE, Visit, ask, focused, marked
from fakes import AFP, COMMANDER, NOWHERE, SOLDIERS, WHY, cite
from playwright.sync_api import expect

# What can be tapped and is not the topmost thing at one of four points 21 pixels from its middle.
TOO_SMALL = """() => {
  const small = [];
  for (const one of document.querySelectorAll(".citeqa :is(button, summary, textarea, input, select)")) {
    if (!one.checkVisibility() || one.disabled || one.closest("[inert]")) continue;
    one.scrollIntoView({ block: "center" });
    const { left, top, width, height } = one.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    for (const [dx, dy] of [[0, -21], [0, 21], [-21, 0], [21, 0]]) {
      const hit = document.elementFromPoint(x + dx, y + dy);
      if (hit !== one && !one.contains(hit)) small.push(`${one.className} ${one.textContent}: ${dx} ${dy}`);
    }
  }
  return small;
}"""


@pytest.mark.browser
def test_what_can_be_tapped_is_large_enough_for_a_finger(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url, PHONE)
    assert page.evaluate(TOO_SMALL) == []
    ask(page, SOLDIERS)
    ask(page, WHY)
    page.locator(".narrow > summary").click()
    page.get_by_label("Since").fill("2020-01-01")
    expect(page.get_by_role("button", name="Clear")).to_be_visible()
    turn = page.locator(".turn").last
    turn.get_by_text("not likely to be right").click()
    assert page.evaluate(TOO_SMALL) == []
    turn.get_by_role("button", name="Change").click()
    assert page.evaluate(TOO_SMALL) == []
    page.locator(".cite").first.click()
    marked(page)
    assert page.evaluate(TOO_SMALL) == []


@pytest.mark.browser
@pytest.mark.parametrize("size", [(320, 256), (640, 400), (1000, 360)])
def test_zoomed_far_in_there_is_room_to_read(visit: Visit, fake_url: str, size: tuple[int, int]) -> None:
    page = visit(fake_url, size)
    ask(page, COMMANDER)
    turn = ask(page, SOLDIERS)
    for part in (turn.locator(".question"), turn.locator(".answer"), page.get_by_label("Your question")):
        expect(part).to_be_in_viewport(ratio=1)
    page.screenshot(path=ARTIFACTS / f"zoomed-{size[0]}.png")
    page.locator(".narrow > summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("As of").focus()
    expect(page.get_by_label("As of")).to_be_in_viewport()
    page.keyboard.press("Escape")
    turn.locator(".differ .cite").last.click()
    expect(page.locator(".source mark")).to_be_in_viewport(ratio=1)
    assert focused(page) == "reading"
    expect(page.get_by_role("button", name="Copy citation")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


@pytest.mark.browser
def test_text_of_twice_the_size_leaves_the_header_whole(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    ask(page, SOLDIERS)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    line = page.locator(".corpus").bounding_box()
    assert line and line["width"] > 300 and line["height"] < 120
    expect(page.get_by_role("button", name="New conversation")).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("Your question")).to_be_in_viewport(ratio=1)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_stand_the_whole_conversation_its_places_and_the_open_source(
    visit: Visit, fake_url: str, scheme: str
) -> None:
    page = visit(fake_url, scheme=scheme)
    for question in (COMMANDER, NOWHERE, SOLDIERS):
        ask(page, question)
    marked(page)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})  # as wide as paper, where a phone's page is one column
    page.screenshot(path=ARTIFACTS / f"paper-{scheme}.png", full_page=True)
    for hidden in (".ask", ".about", ".afresh", ".bar", ".copy"):
        expect(page.locator(hidden)).to_be_hidden()
    whole = page.evaluate("document.documentElement.scrollHeight")
    for shown in (page.locator(".turn").first, page.locator(".turn").last, page.locator(".source .article")):
        box = shown.bounding_box()
        assert box and box["height"] > 100 and box["y"] + box["height"] <= whole
        assert shown.evaluate("node => getComputedStyle(node).color") == "rgb(29, 33, 35)"
    ends = page.locator(".turn").last.evaluate("turn => turn.getBoundingClientRect().bottom")
    assert page.locator(".source").evaluate("source => source.getBoundingClientRect().top") >= ends
    of_last = page.locator(".turn").last.locator(".cite").first
    place = cite(AFP, "5,200")
    # The place in the notation of the terminal.
    assert (
        of_last.evaluate("cite => getComputedStyle(cite, '::after').content")
        == f'"000.txt {place.start}:{place.end}"'
    )
    clipped = page.locator(".log, .reading").evaluate_all(
        "all => all.filter((one) => one.scrollHeight > one.clientHeight + 2).length"
    )
    assert clipped == 0


@pytest.mark.browser
def test_the_open_source_is_printed_to_its_last_word(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    ask(page, SOLDIERS)
    ask(page, COMMANDER)
    marked(page)
    last = page.locator(".source .article").inner_text().split()[-1]
    printed = pypdfium2.PdfDocument(page.pdf(format="A4"))
    assert last in printed[len(printed) - 1].get_textpage().get_text_bounded()


@pytest.mark.browser
def test_a_reload_closes_the_source_on_the_phone_and_its_step_in_the_history(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url, PHONE)
    ask(page, SOLDIERS).locator(".cite").first.click()
    marked(page)
    assert page.evaluate("history.state.citeqa") == "source"
    page.reload()
    page.wait_for_function("document.querySelector('.citeqa .turn') && !history.state?.citeqa")
    expect(page.locator(".source")).to_be_hidden()
    page.locator(".cite").first.click()
    assert marked(page) == "5,200"
    page.go_back()
    expect(page.locator(".source")).to_be_hidden()
    expect(page.locator(".turn .answer")).to_have_text("5,200")


@pytest.mark.browser
def test_what_a_screen_reader_goes_by(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    turn = ask(page, SOLDIERS)
    marked(page)
    assert page.get_by_role("main").count() == 1
    for name in ("Questions and answers", "Source article", "The article"):
        expect(page.get_by_role("region", name=name, exact=True)).to_have_count(1)
    expect(page.get_by_role("button", name="Next source")).to_be_enabled()
    # Where the system sets the colours, outlines and borders stay, shadows and grounds do not.
    page.emulate_media(forced_colors="active")
    page.get_by_label("Your question").focus()
    for of, edge in (("box", "outlineStyle"), ("box button", "borderTopStyle")):
        assert page.evaluate(f"getComputedStyle(document.querySelector('.{of}')).{edge}") == "solid"
    page.emulate_media(forced_colors="none")
    # About lies over the answer: it closes when one goes on to that.
    page.locator(".about > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".about p").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(turn.locator(".confidence > summary")).to_be_focused()
    expect(page.locator(".about p").first).to_be_hidden()


@pytest.mark.browser
def test_a_title_from_right_to_left_turns_nothing_beside_it(visit: Visit, fake_url: str) -> None:
    page = visit(fake_url)
    title = ask(page, SOLDIERS).locator(".title").first
    title.evaluate("node => node.textContent = '\\u202E' + 'abc'")  # an override that nothing ends
    before, after = title.bounding_box(), title.locator("xpath=../*[@class='meta']").bounding_box()
    assert before and after and before["x"] + before["width"] <= after["x"]
    assert title.evaluate("node => getComputedStyle(node).unicodeBidi") == "isolate"
