"""What readers take for one letter, in every script: it is never torn apart, and it has one width. Pure."""

from unicodedata import category, combining, east_asian_width, normalize

JOINING = frozenset({"Mn", "Mc", "Me", "Cf"})
ZERO_WIDTH_JOINER, EMOJI_STYLE, KEYCAP = "\u200d", "\ufe0f", "\u20e3"
VIRAMA = 9  # the combining class of signs that join consonants
HALF = 0.5

# in em of the fonts we name; scripts of India's south and of Burma are the widest
_EMOJI, _FULL, _BROAD, _USUAL = 1.25, 1.0, 1.1, 0.7


def letters(text: str) -> list[str]:
    """`text` as its readers count it: marks with their letter, an emoji of several as one (UAX 29, the main of it)."""
    found: list[str] = []
    for character in text:
        if found and joins(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def joins(letter: str, character: str) -> bool:
    """Whether `character` belongs to the letter before it."""
    if category(character) in JOINING or "\U0001f3fb" <= character <= "\U0001f3ff" or letter[-1] == ZERO_WIDTH_JOINER:
        return True
    if is_flag_half(character):
        return len(letter) == 1 and is_flag_half(letter)
    return combining(letter[-1]) == VIRAMA and category(character) == "Lo"


def is_flag_half(character: str) -> bool:
    """Whether this is one of the two regional indicators that make a flag."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def is_emoji(letter: str) -> bool:
    """Whether this is drawn as a picture: by nature, or by a sign that asks for it."""
    return EMOJI_STYLE in letter or KEYCAP in letter or (letter[0] >= "\U0001f000" and category(letter[0]) == "So")


def width_beyond_latin(letter: str) -> float:
    """The width in em of a letter that is not plain Latin, rather too much than too little.

    Measured in Inter and in the fonts that stand in for it: Noto, Droid Sans Fallback and Nanum Gothic.
    """
    first = letter[0]
    if is_emoji(letter):
        return _EMOJI
    if east_asian_width(first) in "WF":
        return _FULL
    if category(first) in JOINING:
        return 0
    base = _BROAD if "\u0b80" <= first <= "\u0dff" or "\u1000" <= first <= "\u109f" else _USUAL
    beside = sum(category(character) in ("Mc", "Lo") for character in letter[1:])
    return base + HALF * beside


def plain(letter: str) -> str:
    """A letter without its accents."""
    return normalize("NFD", letter)[0]
