"""Names of people and of publishers: which words have the form of one, and how it is usually written."""

from __future__ import annotations

import re

from embeddings.cleaning.boilerplate import KICKER

# How agencies and a few large publishers write their own names, divided by "|"; also who they are when a line
# holds nothing else.
AGENCIES = (
    "AFP|Agence France-Presse|AP|The Associated Press|Associated Press|Reuters|Thomson Reuters|UPI|dpa"
    "|EFE|ANSA|TASS|Xinhua|Kyodo|Kyodo News|Bloomberg|PTI|ANI|IANS|AAP|PA Media|CNN|BBC|BBC News|NBC News|CBS News"
    "|NPR|ABC News|Fox News|Al Jazeera|Al Arabiya|Anadolu|Anadolu Agency|Interfax|Yonhap|RFE/RL|VOA|Belga|NTB"
    "|Voice of America|The New York Times|New York Times|The Washington Post|Washington Post|The Guardian"
)
_SPELLINGS = {name.lower(): name for name in AGENCIES.split("|")}
_ORGANISATION = re.compile(
    r"\b(?:news|press|agency|agencies|times|desk|staff|bureau|media|network|newsroom)\b", re.IGNORECASE
)
_ROLE = re.compile(
    r"\b(?:editor|correspondent|reporter|writer|columnist|analyst|chief|contributor|author)\b", re.IGNORECASE
)
# What newspapers and broadcasters are called; the second list's words end other headings and surnames too.
_PAPERS = (
    "gazette|times(?: of [a-z]+)?|herald|echo|chronicle|tribune|telegraph|journal|observer|guardian|courier"
    "|bulletin|argus|examiner|advertiser|dispatch|sentinel|inquirer"
)
_PERHAPS_PAPERS = (
    "news|post|press|mail|standard|star|sun|mirror|express|daily|globe|independent|mercury|agency|wire|radio|tv"
    "|broadcasting"
)
_PAPER = re.compile(rf"(?P<the>the )?(?P<name>.*?)[ -]?\b(?:(?P<sure>{_PAPERS})|{_PERHAPS_PAPERS})", re.IGNORECASE)
_EDITION = re.compile(r"(?:.* )?(?:daily|morning|evening|sunday)", re.IGNORECASE)
# Who is called the author of what nobody signs: "staff", "our own reporters", "a staff writer".
_NOBODY = re.compile(
    r"(?:site ?)?admin(?:istrator)?|webmaster|root|editor|guest|(?:[\w-]+\s){0,3}staff"
    r"|(?:(?:our|an?|the)\s(?:[\w-]+\s){0,3}|(?:own|special|staff)\s)(?:reporter|writer|correspondent|journalist)s?"
    r"|(?:(?:our|the)\s)?(?:(?:news|web)\s?desk|newsroom|agencies)",
    re.IGNORECASE,
)
# Ordinary words of three letters or fewer: no abbreviations when a whole name is in capitals.
_SHORT_WORD = re.compile(r"the|of|and|for|in|on|al|el|la|le|de|new|sun|sky|fox|day", re.IGNORECASE)
_PARTICLE = re.compile(r"al|el|de|da|di|du|van|von|der|den|bin|ibn|la|le|y|dos", re.IGNORECASE)
# No name of a person begins with one of these; a heading may.
_NO_NAME = re.compile(
    r"the|a|an|this|that|these|what|why|how|who|when|where|in|on|at|of|for|to|by|key|more|our|read|no|new"
    r"|and|with|from|about|is|full|part",
    re.IGNORECASE,
)
# No longer line is names alone.
_LONGEST_NAMES = 120
_NAME_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]*)*")
_LIST = re.compile(r"\s*,\s*(?:and\s)?|\s(?:and|&|et|und|y)\s")


def is_agency(words: str) -> bool:
    """Whether `words` are the name of a news agency or large publisher, in any letter case."""
    return words.lower() in _SPELLINGS


def is_organisation(words: str) -> bool:
    """Whether `words` name a publisher rather than a person: "Reuters", "Erbil Press Agency"."""
    if is_agency(words):
        return True
    if is_nobody(words) or _ROLE.search(words) or KICKER.fullmatch(words):
        return False
    return bool(_ORGANISATION.search(words)) or is_paper(words)


def is_paper(words: str, perhaps: bool = False) -> bool:
    """Whether `words` are a newspaper's or broadcaster's name: "Thornbury Gazette", "The Jakarta Post".

    With `perhaps` "Denver Post" is one too, which may be a person, and not "Business News", which is a section.
    """
    match = _PAPER.fullmatch(words) if len(words) <= _LONGEST_NAMES else None
    if match is None or " " not in words or KICKER.fullmatch(match["name"]):
        return False
    sure = match["the"] or match["sure"] or _EDITION.fullmatch(match["name"])
    return bool(sure or perhaps) and has_name_form(re.sub(r" (?:of|and|&) ", " ", words))


def is_nobody(words: str) -> bool:
    """Whether `words` stand in a byline for a name and are none: "our own reporters", "a staff writer"."""
    return bool(_NOBODY.fullmatch(words))


def split_affiliation(names: str) -> tuple[str, str]:
    """A byline's names, and the rest: "Jane Doe and John Roe, Reuters" gives ("Jane Doe and John Roe",
    "Reuters").

    The rest is a publisher, a role ("Baghdad correspondent") or a place ("Jane Doe in Erbil"); "" if there
    is none.
    """
    match = re.fullmatch(
        r"(?P<names>.+?)(?:\s(?:in|at|for|of(?=\sThe\s))\s|\s?[,(/]\s?)(?P<rest>[^,()]+)\)?", names
    )
    if match is None:
        return names, ""
    rest = match["rest"].strip()
    # In "Jane Doe, John Roe and Ann Poe" the comma only divides names.
    stands_apart = is_organisation(rest) or _ROLE.search(rest) or not is_name(rest, several=True)
    return (match["names"], rest.removeprefix("of ")) if stands_apart or "," not in names else (names, "")


def split_signature(words: str) -> tuple[str, str]:
    """The names of a line that is names alone, and the paper, agency or role that may stand behind a comma:
    "Una Rees, Wick Echo" gives ("Una Rees", "Wick Echo"), any other line ("", "")."""
    if is_bare_name(words):
        return words, ""
    names, _, rest = words.rpartition(", ")
    stands_apart = is_agency(rest) or is_paper(rest) or _ROLE.search(rest)
    return (names, rest) if stands_apart and has_name_form(rest) and is_bare_name(names) else ("", "")


def is_signature(words: str) -> bool:
    """Whether a line is names alone, with or without whom they write for or where: "Una Rees in Lower Wick"."""
    if len(words) > _LONGEST_NAMES:
        return False
    names, place = split_affiliation(words)
    return split_signature(words) != ("", "") or (is_bare_name(names) and has_name_form(place))


def is_name(words: str, several: bool = False) -> bool:
    """Whether `words` have the form of a person's name (one to five capitalised words) or a list of them."""
    if several:
        return all(is_name(one) for one in _LIST.split(words))
    return has_name_form(words) and not _NO_NAME.fullmatch(words.split()[0])


def has_name_form(words: str) -> bool:
    """Whether `words` are one to five capitalised words, as the names of people and places are."""
    parts = words.split()
    return 1 <= len(parts) <= 5 and all(
        bool(_PARTICLE.fullmatch(part)) or (not part[0].islower() and bool(_NAME_WORD.fullmatch(part)))
        for part in parts
    )


def is_bare_name(words: str) -> bool:
    """Whether a line is two to four words in the form of one name, or a list of such, and no section's
    label or role."""
    if len(words) <= _LONGEST_NAMES and _LIST.search(words):
        return all(map(is_bare_name, _LIST.split(words)))
    if not 2 <= len(words.split()) <= 4 or KICKER.fullmatch(words) or _ROLE.search(words):
        return False
    return is_name(words) and not is_organisation(words) and not is_nobody(words)


def person(name: str) -> str:
    """A name as it is usually written: "AHMED RASHEED" -> "Ahmed Rasheed"."""
    return name.title() if name.isupper() and " " in name else name


def publisher(name: str) -> str:
    """A publisher's name as it is usually written: "NBC NEWS/REUTERS" -> "NBC News/Reuters"."""
    name = name.strip(" .,:;–—-")
    if is_agency(name):
        return _SPELLINGS[name.lower()]
    return re.sub(r"[^\W\d_]+", lambda word: _publisher_word(word[0]), name) if name.isupper() else name


def _publisher_word(word: str) -> str:
    if is_agency(word):
        return _SPELLINGS[word.lower()]
    if _SHORT_WORD.fullmatch(word):
        return word.capitalize()
    abbreviation = len(word) <= 3 or not re.search("[AEIOUYÀ-Ý]", word)
    return word if abbreviation else word.capitalize()


def place_name(place: str) -> str:
    """A dateline's place as it is usually written: "NEW YORK" -> "New York"; "U.S." and "UK" stay."""

    def usual(word: re.Match[str]) -> str:
        return word[0].capitalize() if word[0].isupper() and "." not in word[0] and len(word[0]) > 2 else word[0]

    return re.sub(r"[^\s/]+", usual, place)
