"""The check digit of travel documents, ICAO Doc 9303 part 3, section 4.9.

https://www.icao.int/publications/pages/publication.aspx?docnum=9303
"""

from __future__ import annotations


def check_digit(text: str) -> str:
    """The digit that checks `text`: capitals count from A for 10, `<` counts 0, weights 7, 3, 1."""
    total = 0
    for place, c in enumerate(text):
        total += (0 if c == "<" else int(c, 36)) * (7, 3, 1)[place % 3]
    return str(total % 10)
