"""What a value looks like: one file a sort of value, in a folder a country, `world` for the rest.

`de/tax_id.py` is the recognizer `de/tax_id`. Each file is data, and a function where the standard
has a checksum; `recognizer.py` says which names it may hold. Distributions offer more through the
entry-point group `lictor.recognizers`, under names of the same form.
"""

from __future__ import annotations

import sys
from functools import cache

from governance.plugins import Registry
from scanners.recognizers.recognizer import Recognizer, of_module

_GROUP = "lictor.recognizers"


@cache
def recognizers() -> tuple[Recognizer, ...]:
    """Every recognizer, sorted by name; the files are read when this is first called.

    Raises:
        ConfigError: two have one name, or a file does not say what it must.
    """
    found = _registry()
    return tuple(of_module(name, found[name]) for name in found.names)


@cache
def recognizer(name: str) -> Recognizer:
    """The recognizer of that name, such as `de/tax_id`.

    Raises:
        ConfigError: there is none, or its file does not say what it must; names the nearest.
    """
    return of_module(name, _registry()[name])


def offered() -> str:
    """What distributions offer beside ours, and their versions, for the keys of what is kept."""
    return _registry().offered


def _registry() -> Registry:
    return Registry("recognizer", sys.modules[__name__], _GROUP, folders=True)
