"""The tables of an index's SQLite file.

`commits` is the store's past: each change adds a row with the largest passage id and deletion number by then, and
every deleted passage is logged. So whatever was derived at one commit knows what to add and what to delete to be
at another; a commit that is forgotten, together with what was deleted by then, is of no known past (`derived`).
`parted` holds, inside a transaction, the clusters that lost an article (`clusters`). Of an article `masked` is
what its page gave to mask, `repeated` the lines masked because its source repeats them (`common`).
The `name` of a removal is an article's place in the file (`place_in_file`), or, of a file removed whole, the hash
of its content, by which it is known when it is renamed; "" where that was not kept yet.
"""

SCHEMA_VERSION = 5

# Statements are parted by blank lines.
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID

CREATE TABLE commits (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    random TEXT NOT NULL,
    passages INTEGER NOT NULL,
    deletions INTEGER NOT NULL
)

CREATE TABLE files (path TEXT PRIMARY KEY, hash TEXT NOT NULL, stamp TEXT NOT NULL) WITHOUT ROWID

CREATE INDEX files_of_hash ON files(hash)

CREATE TABLE removals (path TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (path, name)) WITHOUT ROWID

CREATE TABLE articles (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    file TEXT NOT NULL REFERENCES files(path) ON DELETE CASCADE,
    path TEXT NOT NULL,
    text TEXT NOT NULL,
    title TEXT, date TEXT, author TEXT, source TEXT, dateline TEXT, language TEXT, note TEXT,
    masked TEXT NOT NULL,
    repeated TEXT NOT NULL,
    pages TEXT NOT NULL,
    name TEXT NOT NULL,
    checksum BLOB NOT NULL
)

CREATE INDEX articles_of_file ON articles(file)

CREATE INDEX articles_of_source ON articles(source)

CREATE INDEX articles_by_date ON articles(date, source, path)

CREATE TABLE sketches (
    article INTEGER PRIMARY KEY REFERENCES articles(key) ON DELETE CASCADE,
    cluster INTEGER,
    sketch BLOB NOT NULL
)

CREATE INDEX sketches_of_cluster ON sketches(cluster)

CREATE TABLE bands (
    band INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES articles(key) ON DELETE CASCADE,
    PRIMARY KEY (band, article)
) WITHOUT ROWID

CREATE INDEX bands_of_article ON bands(article)

CREATE TABLE parted (cluster INTEGER PRIMARY KEY)

CREATE TRIGGER sketch_deleted AFTER DELETE ON sketches WHEN old.cluster IS NOT NULL BEGIN
    INSERT OR IGNORE INTO parted VALUES (old.cluster);
END

CREATE TABLE lines (
    line INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES articles(key) ON DELETE CASCADE,
    masked INTEGER NOT NULL,
    PRIMARY KEY (line, article)
) WITHOUT ROWID

CREATE INDEX lines_of_article ON lines(article)

CREATE INDEX lines_masked ON lines(line) WHERE masked

CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles(key) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    vector BLOB NOT NULL
)

CREATE INDEX passages_of_article ON passages(article)

CREATE TABLE deletions (number INTEGER PRIMARY KEY AUTOINCREMENT, passage INTEGER NOT NULL)

CREATE TRIGGER passage_deleted AFTER DELETE ON passages BEGIN
    INSERT INTO deletions (passage) VALUES (old.id);
END
"""
# The random part: the number alone would come again in a store restored from a backup or made anew.
COMMIT = """
INSERT INTO commits (random, passages, deletions) SELECT
    lower(hex(randomblob(4))),
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'passages'), 0),
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'deletions'), 0)
"""
COMMITS = "SELECT number, random, passages, deletions FROM commits"
