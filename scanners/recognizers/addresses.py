"""Ranges of internet addresses that are not on the internet.

https://www.rfc-editor.org/rfc/rfc1918, https://www.rfc-editor.org/rfc/rfc6598 (shared),
https://www.rfc-editor.org/rfc/rfc3927 (link local)
"""

from __future__ import annotations


def is_private_v4(text: str) -> bool:
    """Whether the address, four decimal numbers with points, lies in a private or local range."""
    first, second = (int(part) for part in text.split(".")[:2])
    return (
        first in (10, 127)
        or (first == 172 and 16 <= second < 32)
        or (first == 192 and second == 168)
        or (first == 100 and 64 <= second < 128)
        or (first == 169 and second == 254)
    )
