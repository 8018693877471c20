"""Which requests the page's server takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.web.gate import Gate, refusal

FUNCTION = "/gradio_api/component_server/"
OWN = {"host": "127.0.0.1:7860", "sec-fetch-site": "same-origin", "content-length": "90"}
NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("HEAD", "/"),
        ("GET", "/assets/index.js"),
        ("GET", "/static/img/x.svg"),
        ("GET", "/theme.css"),
        ("GET", "/favicon.ico"),
        ("GET", "/gradio_api/startup-events"),
        ("POST", FUNCTION),
        ("POST", FUNCTION.rstrip("/")),
    ],
)
def test_what_the_page_asks_for_is_taken(method: str, path: str) -> None:
    assert refusal(method, path, OWN, NAMES) is None


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=http://example.org/"),
        ("GET", "/gradio_api/info"),
        ("GET", "/openapi.json"),
        ("GET", "/config"),
        ("GET", "/gradio_api/dev/reload"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/"),
        ("GET", FUNCTION),
        ("DELETE", FUNCTION),
    ],
)
def test_nothing_else_is_there(method: str, path: str) -> None:
    assert refusal(method, path, OWN, NAMES) == (404, "there is nothing here")


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({}, True),  # no browser
        ({"origin": "http://127.0.0.1:7860"}, True),
        ({"origin": "https://archive.example", "sec-fetch-site": "same-origin"}, True),  # behind a proxy
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),  # another port of this machine
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}, False),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "http://127.0.0.1:3000"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://[", "host": "127.0.0.1"}, False),
    ],
)
def test_other_sites_cannot_ask(headers: dict[str, str], taken: bool) -> None:
    sent = {"host": "127.0.0.1:7860", "content-length": "90"} | headers
    assert (refusal("POST", FUNCTION, sent, NAMES) is None) == taken


def test_other_sites_can_link_to_the_page_and_not_frame_it() -> None:
    link = {"host": "localhost:7860", "sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}
    assert refusal("GET", "/", link, NAMES) is None
    assert refusal("GET", "/", link | {"sec-fetch-dest": "iframe"}, NAMES) is not None


@pytest.mark.parametrize(
    ("host", "sent", "taken"),
    [
        ("127.0.0.1", "127.0.0.1:7860", True),
        ("127.0.0.1", "LOCALHOST:7860", True),
        ("127.0.0.1", "localhost", True),
        ("::1", "[::1]:7860", True),
        ("127.0.0.2", "127.0.0.2:7860", True),
        ("localhost", "localhost:7860", True),
        ("127.0.0.1", "rebound.example:7860", False),
        ("127.0.0.1", "127.0.0.1.rebound.example", False),
        ("127.0.0.1", "[::1", False),
        ("127.0.0.1", "", False),
        ("0.0.0.0", "archive.office.example:7860", True),
        ("archive.office.example", "archive.office.example", True),
    ],
)
def test_a_page_for_this_machine_is_called_by_its_names_only(host: str, sent: str, taken: bool) -> None:
    names = Gate(lambda *_: None, host)._names  # type: ignore[arg-type, return-value]
    assert (refusal("GET", "/", OWN | {"host": sent}, names) is None) == taken


@pytest.mark.parametrize("size", ["", "-1", "1e3", "10000001", "²"])
def test_what_is_too_large_or_says_no_size_is_not_read(size: str) -> None:
    refused = refusal("POST", FUNCTION, OWN | {"content-length": size}, NAMES)
    assert refused == (413, "send what is asked with its size, 10,000,000 bytes at most")


@given(st.dictionaries(st.sampled_from([*OWN, "origin", "sec-fetch-dest"]), st.text()))
def test_any_headers_are_judged(headers: dict[str, str]) -> None:
    refused = refusal("GET", "/", headers, NAMES)
    assert refused is None or refused[0] == 403
