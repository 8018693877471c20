"""Which requests the page's server takes: those the page makes, and none that another site has a browser send.

Gradio serves more than the page needs (uploads, files, its API), lets any site read what it answers where the page
is not at localhost, and takes any name that a browser was told is this machine's (DNS rebinding). The gate stands
in front of it. Knows no gradio. Source: https://www.w3.org/TR/fetch-metadata/, by the rule of Go's
http.CrossOriginProtection.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

_PAGES = {"/", "/theme.css", "/favicon.ico", "/gradio_api/startup-events"}
_FOLDERS = ("/assets/", "/static/")
_FUNCTIONS = {"/gradio_api/component_server", "/gradio_api/component_server/"}
_MOST_SENT = 10_000_000  # bytes: a question and its conversation are a few thousand
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
# The policy has the browser itself refuse any request to another host.
_HEADERS = {
    "content-security-policy": "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; form-action 'self'; "
    "base-uri 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


class Gate:
    """ASGI middleware in front of `app`, which is served at `host`."""

    def __init__(self, app: App, host: str):
        self._app = app
        self._names = _HERE | {host.lower()} if _is_this_machine(host) else frozenset()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refused = refusal(scope["method"], scope["path"], headers, self._names)
        if refused is None:
            return await self._app(scope, receive, _with_headers(send))
        status, why = refused
        kind = [(b"content-type", b"text/plain; charset=utf-8")]
        await send({"type": "http.response.start", "status": status, "headers": kind})
        return await send({"type": "http.response.body", "body": f"{why}\n".encode()})


def refusal(
    method: str, path: str, headers: Mapping[str, str], names: frozenset[str] = frozenset()
) -> tuple[int, str] | None:
    """The status and the reason why a request is not taken, None where it is. `headers` by small name; `names`:
    those that the server may be called by, empty for all."""
    if names and _hostname(headers.get("host", "")) not in names:
        return 403, "citeqa is asked on this machine only; start it with --host for others"
    if not _is_of_the_page(method, path, headers):
        return 403, "citeqa takes no requests from other sites"
    if method in ("GET", "HEAD") and (path in _PAGES or path.startswith(_FOLDERS)):
        return None
    if method != "POST" or path not in _FUNCTIONS:
        return 404, "there is nothing here"
    size = headers.get("content-length", "")
    if not size.isdecimal() or int(size) > _MOST_SENT:
        return 413, f"send what is asked with its size, {_MOST_SENT:,} bytes at most"
    return None


def _is_of_the_page(method: str, path: str, headers: Mapping[str, str]) -> bool:
    """Whether the page itself, the user (a link, the address bar) or no browser at all sends the request."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        opened = method == "GET" and path == "/" and headers.get("sec-fetch-dest") == "document"
        return opened or site in ("same-origin", "none")
    # Browsers send that header to localhost and over https only.
    origin = headers.get("origin")
    return origin is None or origin.partition("//")[2] == headers.get("host")


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            added = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
            message = {**message, "headers": [*message.get("headers", []), *added]}
        await send(message)

    return sending
