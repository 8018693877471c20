"""The page in a real browser: opening it, and what is done and seen there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fakes import COMMANDER, SOLDIERS
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from qa.web.page import start

ARTIFACTS = Path(__file__).parent / "artifacts"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
DESK, PHONE = (1280, 800), (390, 844)

Visit = Callable[..., Page]


def launched() -> Iterator[Browser]:
    """A browser, while it is needed."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (looked for chromium, chromium-browser, google-chrome)")
    ARTIFACTS.mkdir(exist_ok=True)
    expect.set_options(timeout=30_000)  # a busy machine is no fault of the page
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def serve(answerer: object) -> Iterator[str]:
    """The address of the page over these answers, while it is needed."""
    page = start(answerer, examples=(SOLDIERS, COMMANDER))  # type: ignore[arg-type]
    yield page.local_url
    page.close(verbose=False)


def visiting(browser: Browser) -> Iterator[Visit]:
    """Opens pages at a size and colour scheme. Afterwards: no request went elsewhere, no error was thrown."""
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


def too_faint(page: Page) -> list[str]:
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
