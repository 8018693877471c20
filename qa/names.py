"""When two names are of one person, place or body: short forms, titles, spellings of another alphabet.

Knows words alone, and no list of names.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence

# Words that stand small in front of a part of a name: of one person, and of any.
PARTICLE = "al|el|bin|ibn|ben|de|del|der|di|da|dos|du|la|le|van|von"
_PARTICLES = frozenset([*PARTICLE.split("|"), "of", "the", "and", "for", "y"])
# The capitals of the alphabets that have them.
CAPITALS = "".join(filter(str.isupper, map(chr, range(0x2000))))
# A word of a name, with the particles in front of it; and a run of them, with the small words that join two.
_REST = r"[^\s,;:?()“”\"]*"
NAME_WORD = rf"(?:(?:{PARTICLE})[\s-])*[{CAPITALS}]{_REST}"
NAME = rf"{NAME_WORD}(?:\s+(?:(?:of|the|v)\s+)?(?:{NAME_WORD}|\d{_REST}))*"
# Never the text's first word.
_WRITTEN_NAME = re.compile(rf"(?<=[\s(“\"‘']){NAME}")
_HONORIFICS = frozenset("mr mrs ms miss mx dr sir dame lord lady prof professor".split())
# Right in front of a name they make another of it: "South Sudan", "New York".
_DIRECTIONS = frozenset("north south east west northern southern eastern western new papua".split())
# What the bearer of a name is, written like a name too in "Secretary of State", "Apple CEO".
OFFICES = (
    "admiral|adviser|advisor|aide|ambassador|archbishop|astronaut|attorney|ayatollah|captain|cardinal|ceo|cfo|"
    "chair|chairman|chairperson|chairwoman|champion|chancellor|chief|coach|colonel|commander|commissioner|"
    "congressman|congresswoman|cosmonaut|councillor|crown prince|curator|democrat|deputy|detective|director|"
    "duchess|editor|emir|emperor|envoy|executive|foreman|founder|general|governor|head|headmaster|headmistress|"
    "headteacher|imam|inspector|journalist|judge|justice|lady|laureate|lawmaker|lawyer|leader|legislator|"
    "lieutenant|manager|marshal|mayor|member|mep|minister|mp|mvp|nominee|officer|official|owner|physician|pm|"
    "premier|president|princess|professor|queen|rabbi|rector|representative|republican|secretary|senator|"
    "sergeant|sheikh|sheriff|singer|speaker|spokesman|spokesperson|spokeswoman|sultan|treasurer|trustee|vicar|"
    "whip"
)
# At the end of a name they are surnames: "Martin Luther King Jr", but "King Charles", "the Pope", "Dean of Leeds".
TITLES = "bishop|dean|duke|king|major|pope|prince"
_OFFICE = re.compile(rf"(?i)\b(?:{OFFICES})\b|\b(?:{TITLES})\b(?!,? [js]r\b|\W*$)|^(?:the )?(?:{TITLES})\W*$")
# Three words behind an "of" hold a name: "Secretary of State Mike Pompeo", "Mayor of London Sadiq Khan".
_HOLDER = re.compile(rf"\b(?:of|for|at|in|to) (?:[Tt]he )?(?:[{CAPITALS}]\S* ){{2,}}[{CAPITALS}]\S*$")
_THE = re.compile(r"\A[Tt]he ")
# Not the dot of an abbreviation, "U.S.".
_MARKS_AT_END = re.compile(r"(?:['’]|(?<!\.[A-Z])\.)+$")
_POSSESSIVE = re.compile(r"['’]s?(?!\w)")
_WORD = re.compile(r"[^\W_]+")
# "Jong-un", and "Kadhimi" of "al-Kadhimi".
_HYPHENATED = re.compile(rf"(?:(?i:{PARTICLE})-)?([^\W_]+)(?:-[^\W\d_][^\W_]*)*")
_APPOSITION = re.compile(r"\s*(?:,|\(|\bof\b|\bfrom\b|\bin\b)")
# What follows one writing of the Arabic, Persian and Cyrillic sounds that papers write in several ways.
_SOUNDS = [("ch", "sh"), ("ph", "f"), ("kh", "h"), ("gh", "g"), ("ck", "k"), ("q", "k"), ("c", "k"), ("w", "v")]
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")
# What tells that a word is a transcription, of itself and of the words beside it; and so does its length.
_TRANSCRIBED = re.compile(r"kh|gh|q(?!u)|ou")
_ARABIC = frozenset({"al", "bin", "ibn"})
_LONG = 6
_MOST_FURTHER_WORDS = 6
# How many are kept of what wordings were found to be: an answer compares a few dozen, each with each.
_WORDINGS = 1024


def written_names(question: str) -> list[str]:
    """What is written as a name: runs of words with a capital, the question's first word left out."""
    return [_MARKS_AT_END.sub("", match[0]) for match in _WRITTEN_NAME.finditer(question)]


def unowned(name: str) -> str:
    """The name without the "'s" of what it owns."""
    return re.sub(r"['’]s$", "", name)


def is_one_name(text: str) -> bool:
    """Whether it is one name, as `NAME` finds them in a text, and nothing besides."""
    return re.fullmatch(NAME, text) is not None


@functools.lru_cache(_WORDINGS)
def is_name(text: str) -> bool:
    """Whether it is written like a name: no word with a small first letter but particles, and no number. Behind a
    hyphen a small letter is fine, and the "s" of "McDonald's": "Kim Jong-un"."""
    proper = [word for word in _HYPHENATED.findall(_POSSESSIVE.sub("", text)) if word.lower() not in _PARTICLES]
    return bool(proper) and all(word[0].isupper() for word in proper)


def office_in(text: str) -> str | None:
    """The last word of the text, in small letters, that tells an office: "minister" of "the prime minister"."""
    found = [match[0].lower() for match in _OFFICE.finditer(text)]
    return found[-1] if found else None


def tells_office(name: str) -> bool:
    """Whether a word of it tells what its bearer is, such as "Minister"."""
    return _OFFICE.search(name) is not None


def is_office(name: str) -> bool:
    """Whether it is an office and nobody's name: "Secretary of State", but not "Secretary Mike Pompeo"."""
    found = list(_OFFICE.finditer(name))
    return bool(found) and re.match(r"$|,| (?:of|for|at|in|to|and)\b", name[found[-1].end() :]) is not None


def is_bare_office(name: str) -> bool:
    """Whether it is an office, told without the name of who holds it."""
    return is_office(name) and not _HOLDER.search(name)


def same_name(one: str, other: str) -> bool:
    """Whether two wordings name the same: "Pompeo" and "US Secretary of State Mike Pompeo"; "Mr Khazali" and
    "Qais al-Khazali"; "al-Sudani" and "Al-Soudani"; "John Conway" and "John Horton Conway"; "IRGC" and "Islamic
    Revolutionary Guard Corps"; "Nashville" and "Nashville, Tennessee".

    The shorter must look like a name; the longer may begin with what its bearer is.
    """
    one, other = _POSSESSIVE.sub("", one), _POSSESSIVE.sub("", other)
    short, long = sorted((one, other), key=lambda text: len(_words(text)))
    if not is_name(short):
        return False
    if _continues(short, long) or _is_acronym(short, long):
        return True
    short_words, long_words = _words(short), _words(long)
    if len(long_words) - len(short_words) > _MOST_FURTHER_WORDS:
        return False
    return is_name(_ending(long, len(short_words))) and _is_short_form(short_words, long_words)


def are_apart(one: str, other: str) -> bool:
    """Whether two names cannot be of one person, place or body: the last word of neither is among the words of the
    other. "Barron Trump" and "Donald Trump" are not apart: which of them a text means is often open."""
    words, others = _words(one), _words(other)
    return words[-1] not in others and others[-1] not in words and not same_name(one, other)


def _is_short_form(short: Sequence[str], long: Sequence[str]) -> bool:
    """The same last words in front of which the longer has more, or the same first and last words."""
    further = long[: len(long) - len(short)]
    if _alike(short, long[len(further) :]):
        apart = any(word in ("and", "or", "not", "for", "to") for word in further)
        return not apart and _DIRECTIONS.isdisjoint(further[-1:])
    return len(long) == 3 and _alike(short, [long[0], long[-1]])


def _continues(short: str, long: str) -> bool:
    """Whether the longer is the shorter with more said about it: ", Tennessee", " of NBC News"."""
    rest = long[len(short) :]
    named_whole = rest.startswith(",") or len(_words(short)) > 1
    return long.startswith(short) and named_whole and bool(_APPOSITION.match(rest)) and " and " not in rest


def _is_acronym(letters: str, name: str) -> bool:
    """Whether the letters, two of them capitals, begin the words of the name; small words may be left out."""
    letters, name = (_THE.sub("", text) for text in (letters.replace(".", ""), name))
    initials = [word[0] for word in _WORD.findall(name)]
    forms = ("".join(initials), "".join(filter(str.isupper, initials)))
    return sum(map(str.isupper, letters)) > 1 and letters.upper() in (form.upper() for form in forms)


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    arabic = not _ARABIC.isdisjoint([*one, *other])
    return len(one) == len(other) and all(_same_word(*pair, arabic) for pair in zip(one, other, strict=True))


def _same_word(one: str, other: str, transcribed: bool) -> bool:
    """Whether the words are spellings of one: "Hasan", "Hassan"; and, where they are transcriptions, "Mahdi",
    "Mehdi", but not "Ball", "Bell"."""
    if min(len(one), len(other)) <= 3:
        return one == other
    one, other = _DOUBLED.sub(r"\1", one), _DOUBLED.sub(r"\1", other)
    transcribed = transcribed or min(len(one), len(other)) >= _LONG or bool(_TRANSCRIBED.search(f"{one} {other}"))
    return one == other or (transcribed and _sound(one) == _sound(other))


def _sound(word: str) -> str:
    """A word with the spellings that differ between transcriptions made one: "qassem" and "kasim" do not meet,
    "qassem" and "qasem" do, and "iran" stays apart from "iraq", "martin" from "morton"."""
    for written, sound in _SOUNDS:
        word = word.replace(written, sound)
    return _VOWELS.sub(lambda vowels: _vowel(vowels[0]), word)


def _vowel(vowels: str) -> str:
    if "o" in vowels or "u" in vowels:
        return "u"
    return "i" if vowels[-1] in "iy" else "a"


@functools.lru_cache(_WORDINGS)
def _words(text: str) -> tuple[str, ...]:
    """The words of a name in lower case, without accents, "the" and "Mr"."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    words = [word.lower() for word in _WORD.findall(plain.replace(".", ""))]
    while len(words) > 1 and words[0] in _HONORIFICS | {"the", "al"}:
        words.pop(0)
    return tuple(words)


def _ending(text: str, count: int) -> str:
    return text[[word.start() for word in _WORD.finditer(text)][-count:][0] :]
