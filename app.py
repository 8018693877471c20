"""The web page over the articles in seeds/: `python app.py`. Options: `citeqa chat --help`."""

from __future__ import annotations

import sys
from pathlib import Path

from qa.cli import main

if __name__ == "__main__":
    main(["chat", "--corpus", str(Path(__file__).parent / "seeds"), *sys.argv[1:]])
