"""A text's lines, and what kind of boilerplate a line is by its own words.

Every rule here is about one whole short line, whoever wrote the page: a sentence of an article that
mentions a newsletter, cookies or logging in is longer, or quotes, or says who said so, and is let through.
Where on the page a line stands is the matter of `metadata` and `page`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

# Longer lines are paragraphs: no rule looks at them, so a text without newlines costs nothing.
SHORT = 300
# "**Author:** Jane Doe", its first asterisks gone.
_BOLD_LABEL = re.compile(r"^(\w{1,20})(?:\*\*:|:\*\*) ?(?=\S)")


class Line(NamedTuple):
    """A line that holds more than whitespace: `text[start:end]` has none at its ends.

    `words` is the same with each run of whitespace made one space, and in Markdown without `#`, `*`, `_`
    and `>` around it. `gap` says that a blank line, or nothing, stands before it, `heading` that Markdown marks
    it as a heading.
    """

    start: int
    end: int
    words: str
    gap: bool
    heading: bool = False


def split_lines(text: str, markdown: bool = False, start: int = 0) -> list[Line]:
    """The lines of `text` from offset `start` on, blank ones left out."""
    lines: list[Line] = []
    position, gap = start, True
    for raw in text[start:].splitlines(keepends=True):
        stripped = raw.strip()
        if stripped:
            begin = position + len(raw) - len(raw.lstrip())
            words = " ".join(stripped.split()) if len(stripped) <= SHORT else stripped
            if markdown:
                words = _BOLD_LABEL.sub(r"\1: ", words.strip("#*_> ") or words)
            lines.append(Line(begin, begin + len(stripped), words, gap, markdown and stripped.startswith("#")))
        gap = not stripped
        position += len(raw)
    return lines


def _whole(pattern: str) -> re.Pattern[str]:
    """A pattern a whole line must match, letter case and the marks around it aside."""
    return re.compile(rf"[-–—•|\[(]*\s*(?:{pattern})\s*[-–—:|.…»›→>!\])]*", re.IGNORECASE)


_PAGE_PART = r"(?:articles?|stor(?:y|ies)|news|posts?|topics?|coverage|reading|links|videos?)"

# Site machinery written out as text: comments, tags, calls that count visits.
_TAG = re.compile(
    r"<?!--.*|.*-->|(?:</?[a-z][^<>]*>\s*)+|<(?:script|style|noscript|iframe)\b.*|.*</(?:script|style)>"
    r"|.*\b(?:gtag|fbq|__tcfapi)\(.*|.*\b(?:dataLayer\.push|googletag\.|adsbygoogle)\b.*",
    re.IGNORECASE,
)
# What only the page itself can mean.
_THIS_PAGE = (
    r"(?:this|the full|the whole|the rest of (?:this|the)|our(?: full)?)"
    r" (?:articles?|stor(?:y|ies)|posts?|content|site|archives?)"
)
# "Log In"; "Please log in or register … for free access to this article."
_LOGIN = _whole(
    r"(?:log|sign)[ -]?(?:in|out|up)(?: (?:/|or|\|) (?:register|sign[ -]?up|log[ -]?in|subscribe))?"
    r"|register(?: now| here| for free)?|subscribe(?: now| today)?|my account"
    r"|create (?:a|an|your) (?:free )?account"
    r"|(?:please |kindly |to continue[ ,a-z]*|you must |already (?:a |an )?(?:subscriber|member)[ ?,.a-z]*)?"
    r"(?:log ?in|sign ?in|sign ?up|register|subscribe|create an account)\b"
    rf"(?:.*\b{_THIS_PAGE}\b.*|.*\b(?:to|and) (?:continue|comment|reply|(?:continue |keep )?read(?:ing)?)"
    r"|.*\b(?:post|leave|add|write) (?:a )?comments?|.*\b(?:to|access) your account"
    r"|.* for (?:free|full|unlimited) access)"
    r"|(?:this|the rest of this) (?:article|content|story) is (?:for|available to|reserved for)"
    r" .*\bsubscribers\b.*"
)
# "Sign up for our newsletter"; "… directly to your inbox every morning."
_NEWSLETTER = _whole(
    r"(?:our |free |daily )?newsletters?(?: sign[ -]?up)?"
    r"|.*\b(?:delivered|sent|straight|direct|directly|right) (?:to|into) your (?:inbox|e-?mail|mailbox)"
    r"(?: daily| weekly| (?:every|each) \w+)?"
    r"|(?:please |click (?:here )?to )?(?:sign up|subscribe|get|join|enter your e-?mail|receive|register)\b"
    r".*\b(?:newsletters?|mailing list|e-?mail (?:alerts?|updates?|address)"
    r"|(?:news|breaking|whatsapp|telegram) (?:alerts?|channel))\b.*"
)
# "Subscribe now for $1 a week"; short, for a title or a sentence may begin so too.
_SUBSCRIPTION = _whole(
    r"(?!.{80})(?:subscribe (?:now|today|here|for|from|to|at|and|with|via)\b.*"
    r"|sign up (?:to (?:our|read|(?:get|receive) (?:our|the latest))|for our)\b.*"
    r"|(?:sign up (?:now|today|here|(?:for )?free)"
    r"|join (?:us|now|today|(?:for )?free|our(?: \w+){1,3}|the (?:conversation|discussion|community)"
    r"|(?:over |more than )?[\d,.]+k? \w+)"
    r"|become an? (?:\w+ )?(?:member|subscriber|supporter|patron|friend)"
    r"|support (?:us|our (?:\w+ )?(?:work|journalism|reporting|mission)|(?:independent|quality) journalism))"
    # What follows says how, for how much or with whom; a sentence goes on otherwise.
    r"(?:[.!] .*|,? (?:now|today|here|for|from|at|and|with|to|by|via|who|on|in)\b.*)?)"
)
# "This site uses cookies …"; "Accept all cookies".
_COOKIES = _whole(
    r"(?:accept|allow|manage|reject)(?: all)? cookies"
    r"|cookies?(?: (?:policy|settings|preferences|notice|consent))?"
    r"|(?!.*\b(?:said|says|told)\b)(?=.*\bcookies\b)"
    r"(?=.*\b(?:site|website|experience|privacy|consent|accept|agree|traffic|policy|browse|browsing)\b)"
    r"(?:we|we and our partners|(?:this|our) (?:web ?)?(?:site|page)"
    r"|by (?:continuing|using|clicking|browsing|visiting))\b.*"
)
# Labels over links that lead away, and the links they carry: "Related Posts", "Read more: …".
_PROMOTION = _whole(
    rf"(?:related|recommended|more|popular|trending|latest|recent|other|similar|top)(?: {_PAGE_PART}){{1,2}}"
    r"|related|recommended(?: for you)?|you (?:may|might)(?: also)? (?:also )?(?:like|be interested in)"
    r"|(?:editor|editors|editor['’]s|editors['’]) (?:choice|picks?)|what (?:others|people) are reading"
    r"|most (?:read|popular|viewed|shared|commented)|trending(?: now| topics)?|don['’]t miss"
    r"|read (?:more|next|also|the full (?:story|article))|continue reading|see also|also read|up next"
    r"|next article|previous article|load more|show more|view all"
    r"|(?:read (?:more|next|also)|also read|see also|recommended|related|more on this)"
    r"\s?[:|»›→] ?\S.{3,180}"
)
_ADVERTISEMENT = _whole(
    r"(?:advertisements?|advertising|advertisement feature|ads?|sponsored(?: content)?"
    r"|promoted(?: content)?|publicité|anzeige|werbung|publicidad|реклама)"
    r"(?: *[-–—] *(?:continue reading|scroll to continue).*)?"
    r"|(?:story|article) continues (?:below|after)(?: (?:this )?advertise?ment)?"
    r"|scroll to continue|remove ads"
)
_SHARING = _whole(
    r"share(?: this| (?:this|on|via)\b.{0,40})?|click to share.{0,60}|(?:copy|get) link|link copied"
    r"|(?:follow|like|join|find|connect with) us (?:on|at)\b.{0,60}|print this (?:page|article)"
    r"|e-?mail this.{0,30}|(?:leave|post|add|write) a (?:comment|reply)|comments are closed"
    r"|(?:view|show|read|hide)(?: all)?(?: \d+)? comments(?: \(\d+\))?|(?:\d+|no) comments?"
    r"|save (?:article|for later)|listen to (?:this )?(?:article|story)|reading time.{0,20}"
    r"|download (?:our|the) (?:mobile |free )?app\b.{0,60}|\d{1,2}[- ]min(?:ute)?s?(?: read)?"
)
_LEGAL = _whole(
    r"(?:©|\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4}(?! (?!by )(?-i:[a-z])))).{0,140}"
    r"|.{0,140}\ball rights reserved.{0,40}"
    r"|terms (?:of|and|&) (?:use|service|conditions)|privacy (?:policy|notice)|contact us|about us"
    r"|our standards ?: ?the .{0,40}\bprinciples|\(?(?:reporting|writing) by .{3,150}[ ;(]editing by .{3,100}"
    r"|skip to (?:main )?content|back to top|(?:toggle )?(?:navigation|menu)|search|loading"
)
# Words of a bar of buttons; one alone may be a heading of the article, several in a row are not.
SHARE_BUTTON = _whole(
    r"facebook|twitter|x|whatsapp|telegram|linkedin|pinterest|reddit|tumblr|instagram|youtube|tweet"
    r"|share|print|e-?mail|copy|pin"
)
# Labels that are boilerplate under the last paragraph and may be a heading elsewhere: over links, and others.
FOOT_PROMOTION = _whole(r"(?:also|more|latest) (?:in|on|from) .{2,50}")
FOOT_LABEL = _whole(
    r"(?:about )?the authors?|about the (?:writer|reporter)|authors?|comments|subscribe|newsletters?|home"
    r"|(?:tags?|topics|keywords|categories|filed under|posted in|tagged(?: with)?)(?: ?: ?.{1,200})?"
    r"|(?:filed under|posted in|tagged(?: with)?) .{1,200}"
)
# "3 Responses to “Harbour strike ends”"; "John says:", over the date of the comment or beside it.
COMMENTS = _whole(r"(?:\d+|one|two) (?:responses?|replies|thoughts?|comments?) (?:to|on) [“\"‘'«].{1,150}")
COMMENT_HEADER = _whole(
    r"[\w.'’-]{1,20}(?: [\w.'’-]{1,20}){0,2} (?:says|said|wrote|writes|replied)(?: on)?\b(?P<rest>.{0,60})"
)
# Labels over a title: the section it stands in, or how urgent it is.
KICKER = _whole(
    r"breaking(?: news)?|live(?: updates?| blog)?|exclusive|just in|developing(?: story)?|updated?|published"
    r"|(?:latest |world |us |uk |local |national |international |business |sports? )?news|top stor(?:y|ies)"
    r"|headlines?|featured?|home|opinion|analysis|editorial|comment(?:ary)?|explainer|interview|review"
    r"|podcast|in (?:pictures|brief|depth)|watch|video|world|politics|business|economy|markets?|sports?"
    r"|science|health|tech(?:nology)?|culture|lifestyle|environment|security|defen[cs]e|diplomacy|conflict"
    r"|(?:press|news|media) releases?|for immediate release"
    r"|(?:the )?middle east|africa|asia|europe|(?:the )?americas|asia pacific"
    r"|[\w&]+(?: [\w&]+)?(?: ?[>»›] ?[\w&]+(?: [\w&]+){0,2}){1,4}"
)
# A bar of links over a title: "Home | News | Sport". Under one it may be the head of a table.
_ITEM = r"[^\W\d_][\w&'’.-]{0,20}(?: [\w&'’.-]{1,20}){0,2}"
MENU = _whole(rf"{_ITEM}(?:(?: ?[|·•] ?| [/>»›] ){_ITEM}){{2,}}")
# The marks of reporting: a quotation, or who said so. No prompt has them.
_REPORTING = re.compile(r"[“”\"«]|\b(?:said|says|told|according to|reported|announced|wrote)\b", re.IGNORECASE)
_CAPTION = re.compile(
    r"\b(?:photo(?:graph)?s?|image|picture|credit|file)(?: credit)?s?(?: by)? ?[:/©]|\bgetty images\b"
    r"|^image (?:caption|source)\b|\bfile (?:photo|picture)|\[(?:file|photo|(?:reuters|ap|afp)[/ ])[^\]]*\]"
    r"|\((?:photo|image|file photo|ap photo|afp via|reuters/)[^)]*\)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]»]*(?:\s?\[\d+\])*$")

# In the order they are tried; a prompt must not have the marks of reporting, a label needs no such care.
_PROMPTS = {"login": _LOGIN, "newsletter": _NEWSLETTER, "subscription": _SUBSCRIPTION}
_LABELS = {
    "cookies": _COOKIES,
    "promotion": _PROMOTION,
    "advertisement": _ADVERTISEMENT,
    "sharing": _SHARING,
    "legal": _LEGAL,
}


@lru_cache(maxsize=65536)
def boilerplate(words: str) -> str | None:
    """The kind of boilerplate a line is wherever it stands ("tag", "login", "newsletter",
    "subscription", "cookies", "promotion", "advertisement", "sharing", "legal"), or None for a line of the
    article."""
    if len(words) > SHORT:
        return None
    if _TAG.fullmatch(words):
        return "tag"
    kinds = _LABELS if _REPORTING.search(words) else _PROMPTS | _LABELS
    return next((kind for kind, pattern in kinds.items() if pattern.fullmatch(words)), None)


def is_paragraph(words: str) -> bool:
    """Whether a line is running text: long, or a whole sentence of some length; never a picture's caption."""
    if len(words) > SHORT:
        return True
    return not is_caption(words) and (len(words) > 120 or (len(words) > 60 and ends_sentence(words)))


def ends_sentence(words: str) -> bool:
    """Whether a line ends as a sentence does, footnote marks aside."""
    return bool(_SENTENCE_END.search(words[-40:]))


def is_caption(words: str) -> bool:
    """Whether a line carries a picture's credit."""
    return len(words) <= SHORT and bool(_CAPTION.search(words))
