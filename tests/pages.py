"""The body of a page, and what is read from one."""

from __future__ import annotations

import datetime

from embeddings.cleaning.page import Page, read_page

BODY = (
    "The ministry confirmed on Sunday that the bridge over the river had been closed to traffic for the "
    "third time "
    "this month.\n\nEngineers told reporters that the repairs would take until the end of the summer, "
    "weather "
    "permitting, and cost twelve million.\n"
)


def masked(text: str, page: Page | None = None) -> list[str]:
    return [text[start:end] for start, end in (page or read_page(text)).masked]


def stated(page: Page) -> tuple[str | None, datetime.date | None, str | None, str | None, str | None]:
    return page.title, page.date, page.author, page.source, page.dateline
