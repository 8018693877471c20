"""Indexes a folder in a child process for each line read, to be killed: `python indexing.py ARTICLES INDEX`.

Forking after the imports leaves the child nothing to do but to index, so that a kill falls into that. A line on
stdin starts a child, which says on stdout when it begins and, unless it is killed, when it is done.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import datasketch  # noqa: F401 - else each child would load it
from fakes import LetterEncoder

from embeddings.index import Index


def index(articles: Path, folder: Path) -> None:
    """Everything that writes: the store, then what is derived from it."""
    opened = Index.open(folder, encoder=LetterEncoder(), create=True)
    opened.update([articles])
    opened.close()


def main() -> None:
    """Serve stdin until it ends."""
    articles, folder = map(Path, sys.argv[1:])
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            print(f"started {os.getpid()}", flush=True)
            index(articles, folder)
            print("done", flush=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(f"ended {os.waitstatus_to_exitcode(status)}", flush=True)


if __name__ == "__main__":
    main()
