"""A waiver added to a file of waivers, the rest of which stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from governance.atomic import replace_file
from governance.documents import Document, load
from governance.errors import ConfigError
from governance.model.location import Location
from governance.model.waiver import Waiver
from governance.tree import Tree
from governance.waivers.document import WaiversFileDocument

_NEW = """\
# What may break a policy, why, who answers for it, and until when. `lictor waive` adds to this.
version: 1
waivers:
"""
_KEY = re.compile(r"""(?:waivers|"waivers"|'waivers')\s*:[ \t]*(?P<value>[^#]*?)[ \t]*(?:#.*)?""")
_NOTHING = ("[]", "~", "null")
_OTHER_KEY = re.compile(r"[^\s#-]")
_PLAIN = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+", re.ASCII)


def with_waiver(content: bytes | None, file: str, waiver: Waiver, head: str = "") -> bytes:
    """The file with one more entry at the end of its list.

    None is a file that is not there; a new one begins with `head`, whole lines.

    Comments, order, line ends and indentation stay. The result is read again before it is
    returned: it says what the file said, and the waiver.

    Raises:
        ConfigError: the file cannot be used, or is written in a way that leaves no place for one
            more; says what to add by hand.
    """
    if content is None:
        return (head + _NEW + "\n".join([*lines_of(waiver), ""])).encode()
    document = load(content, file)
    document.read_as(WaiversFileDocument)
    text = content.decode("utf-8")
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    written = end.join(_inserted(lines, document, waiver)).encode()
    before = document.data.get("waivers") or []
    wanted = {**document.data, "waivers": [*before, dict(_said(waiver))]}
    if _read(written, file) != wanted:
        raise ConfigError(
            "one more waiver finds no place in this file as it is written; add it by hand:\n"
            + "\n".join(lines_of(waiver)),
            location=Location(file),
        )
    return written


def put(tree: Tree, file: str, content: bytes) -> None:
    """Write a file of the working tree, whole or not at all.

    Raises:
        ConfigError: it is a link, or behind one, or cannot be written.
    """
    parts = file.split("/")
    ways = ["/".join(parts[:number]) for number in range(1, len(parts) + 1)]
    path = tree.root / file
    try:
        if any((tree.root / way).is_symlink() for way in ways):
            raise ConfigError("this is a link, and those are not followed", location=Location(file))
        replace_file(path, content)
    except OSError as error:
        why = f"cannot be written: {error.strerror}"
        raise ConfigError(why, location=Location(file)) from None


def _read(content: bytes, file: str) -> Mapping[str, Any] | None:
    try:
        data: Mapping[str, Any] = load(content, file).data
    except ConfigError:
        return None
    return data


def _inserted(lines: list[str], document: Document, waiver: Waiver) -> list[str]:
    """The lines with the waiver behind the last entry, where the list is written in lines."""
    lines = list(lines)
    mark = "\ufeff" if lines[0].startswith("\ufeff") else ""
    lines[0] = lines[0].removeprefix("\ufeff")
    key = next((n for n, line in enumerate(lines) if _KEY.fullmatch(line)), None)
    if key is None:
        key = _last(lines, len(lines))
        lines.insert(key, "waivers:")
    found = _KEY.fullmatch(lines[key])
    if found is not None and found["value"] in _NOTHING:
        lines[key] = lines[key][: found.start("value")].rstrip() + lines[key][found.end("value") :]
    below = range(key + 1, len(lines))
    end = next((n for n in below if _OTHER_KEY.match(lines[n])), len(lines))
    if end < len(lines):  # what stands above the next key is about that
        while lines[end - 1].startswith("#"):
            end -= 1
    end = _last(lines, end)
    lines[end:end] = lines_of(waiver, _indent(lines, document))
    if lines[-1]:
        lines.append("")
    return [mark + lines[0], *lines[1:]]


def _last(lines: list[str], end: int) -> int:
    """Behind the last line before `end` that says something."""
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    return end


def _indent(lines: list[str], document: Document) -> str:
    """What stands before the dash of the entries there are."""
    if document.data.get("waivers"):
        line = lines[document.location("waivers", 0).line - 1]
        found = re.match(r" *(?=-)", line)
        if found is not None:
            return found[0]
    return "  "


def _said(waiver: Waiver) -> Iterator[tuple[str, str | date]]:
    yield "policy", waiver.policy
    yield "subject", waiver.subject or ""
    yield "reason", waiver.reason
    yield "approver", waiver.approver or ""
    yield "until", waiver.until
    if waiver.ticket is not None:
        yield "ticket", waiver.ticket


def lines_of(waiver: Waiver, indent: str = "  ") -> list[str]:
    """The entry, a line for each key."""
    lines = [f"{indent}  {key}: {_scalar(value)}" for key, value in _said(waiver)]
    return [f"{indent}- {lines[0].lstrip()}", *lines[1:]]


def _scalar(value: str | date) -> str:
    """A value as YAML reads it back; text in double quotes unless it is plainly a name."""
    if isinstance(value, date):
        return value.isoformat()
    if _PLAIN.fullmatch(value):
        return value
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    shown = (c if c.isprintable() else c.encode("unicode_escape").decode() for c in quoted)
    return f'"{"".join(shown)}"'
