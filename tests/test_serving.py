"""Where the page listens, and how it stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import FakeAnswerer

from embeddings.errors import CiteqaError, PortError
from qa.web.page import start, turn


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortError, match=f"port {port} is in use") as error:
            start(FakeAnswerer(), port=port)
    assert error.value.port == port


def test_a_host_that_is_not_this_machine() -> None:
    with pytest.raises(CiteqaError, match=r"cannot listen on 192\.0\.2\.1, port 7999: .*--host"):
        start(FakeAnswerer(), port=7999, host="192.0.2.1")


def test_serving_prints_the_address_and_stops_at_ctrl_c_even_where_a_proxy_is_set() -> None:
    # Where the tests run in a shell's background SIGINT is ignored, and children inherit that.
    command = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from fakes import FakeAnswerer; from qa.web.page import serve; serve(FakeAnswerer())"
    )
    with subprocess.Popen(
        [sys.executable, "-c", command],
        cwd=Path(__file__).parent,
        env=os.environ | {"HTTP_PROXY": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout and process.stderr
        line = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        try:
            rest, errors = process.communicate(timeout=20)
        finally:
            process.kill()  # or leaving the block would wait for a server that does not stop
    assert line.startswith("citeqa is at http://127.0.0.1:") and line.endswith(" (Ctrl-C stops it)\n")
    assert (rest.strip(), errors, process.returncode) == ("", "", 0)


@pytest.mark.parametrize(
    "asked", [None, "Why?", [], {}, {"question": "Why?", "history": 7}, {"question": "Why?", "history": ["Who?"]}]
)
def test_a_request_that_is_no_question(asked: object) -> None:
    assert "ask again" in turn(FakeAnswerer(), asked)["problem"]
