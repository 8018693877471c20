"""Every error citeqa raises on purpose.

    CiteqaError                  base; str() is one sentence that says what happened and what to do
    ├── ArticleError             one file cannot be read as an article (carries path, reason)
    ├── CorpusError              nothing to index: no such folder, an empty one, no readable article
    ├── EncoderError             the embedding model is missing, altered or unusable
    ├── ReaderError              the reading model is missing or unusable
    ├── IndexFolderError         the index folder cannot be used (carries folder)
    │   ├── DamagedStoreError    its SQLite file is damaged; nothing has been written to it
    │   ├── SchemaError          made by another version of citeqa
    │   ├── EncoderMismatchError made with another encoder
    │   └── StoreBusyError       another process is writing to it
    ├── UnknownArticleError      no article of that id (carries article)
    ├── FilterError              no article can be within the dates, sources or folder asked for
    ├── QuestionError            the question is empty or too long
    ├── QuestionSetError         a question-set file cannot be used (carries path, line)
    └── PortError                the web page cannot listen where it was told to (carries port)

"No answer" is not among them: it is a value.
"""

from __future__ import annotations

from pathlib import Path


class CiteqaError(Exception):
    """Base of all errors that are the input's fault or the machine's, never the program's."""


class ArticleError(CiteqaError):
    """One file cannot be read as an article; the others can."""

    def __init__(self, path: Path, reason: str):
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class CorpusError(CiteqaError):
    """There is nothing to index."""


class EncoderError(CiteqaError):
    """The embedding model cannot be used."""


class ReaderError(CiteqaError):
    """The reading model cannot be used."""


class IndexFolderError(CiteqaError):
    """The index folder cannot be used."""

    def __init__(self, folder: Path, message: str):
        super().__init__(message)
        self.folder = folder


class DamagedStoreError(IndexFolderError):
    """The SQLite file that holds the articles is damaged."""


class SchemaError(IndexFolderError):
    """The index was made by another version of citeqa."""


class EncoderMismatchError(IndexFolderError):
    """The index was made with another encoder."""


class StoreBusyError(IndexFolderError):
    """Another process is writing to the index."""


class UnknownArticleError(CiteqaError):
    """The index holds no article of that id."""

    def __init__(self, article: str):
        super().__init__(f"no article {article!r} in this index; `citeqa stats --articles` lists their ids")
        self.article = article


class FilterError(CiteqaError):
    """A filter of articles contradicts itself, or names what no article has."""


class QuestionError(CiteqaError):
    """The question is empty or too long."""


class QuestionSetError(CiteqaError):
    """A question-set file cannot be used."""

    def __init__(self, path: Path, reason: str, line: int | None = None):
        place = f"{path}, line {line}" if line is not None else str(path)
        super().__init__(f"{place}: {reason}")
        self.path = path
        self.line = line


class PortError(CiteqaError):
    """The web page cannot listen on the port it was told to."""

    def __init__(self, port: int):
        super().__init__(
            f"port {port} is in use; choose another with --port, or leave --port out to take a free one"
        )
        self.port = port
