"""Personal data in words that are to be public: found, named, and masked. Pure.

Numbers of mobile phones (GB: 1[3-9] and nine digits, with spaces, hyphens or full-width digits
between), landlines, identity cards (GB 11643: 17 digits and a check character), bank cards,
licence plates and e-mail addresses, and flat numbers more exact than a building.
"""

import re
import unicodedata
from dataclasses import dataclass

_SEPARATOR = r"[\s\-—–·.]{0,3}"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "identity number",
        re.compile(r"(?<!\d)[1-9](?:" + _SEPARATOR + r"\d){16}" + _SEPARATOR + r"[\dXx](?!\d)"),
    ),
    (
        "phone number",
        re.compile(r"(?<!\d)(?:\+?86" + _SEPARATOR + r")?1[3-9](?:" + _SEPARATOR + r"\d){9}(?!\d)"),
    ),
    ("bank card", re.compile(r"(?<!\d)[3-6]\d{3}(?:[\s-]?\d{4}){3}(?:[\s-]?\d{1,3})?(?!\d)")),
    ("phone number", re.compile(r"(?<!\d)0\d{2,3}[\s\-—–]?[2-9]\d{6,7}(?!\d)")),
    ("e-mail address", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)),
    (
        "licence plate",
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Za-z][\s·.]?[A-Za-z0-9]{5,6}(?![A-Za-z0-9])"
        ),
    ),
    (
        "flat number",
        re.compile(
            r"\d{1,2}\s*单元\s*(?:\d{1,2}\s*[层楼]\s*)?\d{3,4}(?!\d)(?:\s*[室号户])?"
            r"|(?<!\d)\d{3,4}\s*(?:室|号房|户)"
            r"|(?<![\d-])\d{1,3}[-–—]\d{1,2}[-–—]\d{3,4}(?![\d-])"
            r"|(?<!\d)\d{1,3}\s*(?:号楼|栋|幢)\s*\d{3,4}(?!\d)(?:\s*[室号户])?"
            r"|[一二三四五六七八九十]{1,3}单元[一二三四五六七八九十零〇]{1,4}(?:室|号|楼)"
        ),
    ),
    ("chat account", re.compile(r"(?:微信号?|QQ号?|qq)\s*[:：是]?\s*[A-Za-z0-9_-]{5,20}")),
)


@dataclass(frozen=True, slots=True)
class Find:
    """One piece of personal data: what it is and where it stands in the text."""

    what: str  # English source label
    start: int
    end: int
    text: str


def finds(text: str) -> list[Find]:
    """Every piece of personal data in a text, in order, none overlapping."""
    # Full-width digits count too; NFKC of one character at a time keeps the positions.
    plain = "".join(
        folded if len(folded := unicodedata.normalize("NFKC", c)) == 1 else c for c in text
    )
    found: list[Find] = []
    for what, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            start, end = match.span()
            if not any(f.start < end and start < f.end for f in found):
                found.append(Find(what, start, end, text[start:end]))
    return sorted(found, key=lambda f: f.start)


def masked(text: str) -> str:
    """The text with every piece of personal data replaced by stars of the same length."""
    for find in reversed(finds(text)):
        text = text[: find.start] + "＊" * min(find.end - find.start, 6) + text[find.end :]
    return text
