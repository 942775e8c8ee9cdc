"""What a format of stewardship is, and the file it is asked about."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from governance.documents import MAX_BYTES, Document, load
from governance.stewardship.written import Written

HEAD = 1 << 20
"""Bytes that tell what a file is."""

_TOP = re.compile(r"""^(?:"([\w-]+)"|'([\w-]+)'|([\w-]+))[ \t]*:(?=\s|$)""", re.MULTILINE)


@dataclass(frozen=True)
class Candidate:
    """A file that may be stewardship."""

    path: str
    content: bytes

    @cached_property
    def text(self) -> str | None:
        """The file's text, None for one that is none."""
        try:
            text = self.content.decode(self._encoding)
        except UnicodeDecodeError:
            return None
        return None if "\0" in text else text

    @cached_property
    def head(self) -> str | None:
        """The text's beginning, of a file however large; None for one that is none."""
        if len(self.content) <= HEAD:
            return self.text
        decoder = codecs.getincrementaldecoder(self._encoding)()
        try:
            text = decoder.decode(self.content[:HEAD])
        except UnicodeDecodeError:
            return None
        return None if "\0" in text else text

    @property
    def _encoding(self) -> str:
        utf16 = self.content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return "utf-16" if utf16 else "utf-8-sig"

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of the outermost mapping, as far as they are told without reading all of it."""
        text = self.text if len(self.content) <= MAX_BYTES else self.head
        if text is None:
            return frozenset()
        if not text.lstrip().startswith("{"):
            return frozenset(found[1] or found[2] or found[3] for found in _TOP.finditer(text))
        import msgspec

        try:
            data = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            return frozenset()
        return frozenset(data) if isinstance(data, dict) else frozenset()

    def document(self) -> Document:
        """The file as YAML of another tool.

        Raises:
            ConfigError: it is none.
        """
        return load(self.content, self.path, foreign=True)


class Format(Protocol):
    """A module in `governance/stewardship/formats/`, or one that a distribution offers."""

    RANK: int
    """Which of two that say different things counts: the higher. Lictor's own is 100."""

    LOOKS: str
    """How a sentence describes such a file: "a Fides dataset (YAML with dataset: …)"."""

    def recognise(self, file: Candidate) -> bool:
        """Whether a file is of this format, told by its content and not by its name."""

    def read(self, file: Candidate) -> Written:
        """What the file says; what of it is broken is a `Fault`.

        Raises:
            ConfigError: nothing of it can be read.
        """


def mapping(value: Any) -> dict[Any, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """The value if it is text or a number, else ""."""
    return str(value).strip() if isinstance(value, str | int) and value is not True else ""


def name(value: Any) -> str:
    """The value as a name, blanks around it included; "" for none, and for nothing but blanks."""
    return value if isinstance(value, str) and value.strip() else text(value)
