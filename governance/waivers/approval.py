"""Whether somebody approves a waiver that they wrote themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from governance.cache import Cache, key
from governance.engine import stamp
from governance.model.waiver import Waiver
from governance.tree import Tree
from governance.tree.authors import Author, authors


def self_approved(tree: Tree, waivers: Iterable[Waiver], cache: Cache) -> frozenset[Waiver]:
    """Those of the tree's waivers whose approver wrote one of their lines.

    Where git does not tell who did, a waiver is taken at its word.

    Raises:
        TreeError: git is not installed, or refuses the repository.
    """
    by_file: dict[str, list[Waiver]] = {}
    for waiver in waivers:
        if waiver.approver is not None and waiver.lines:
            by_file.setdefault(waiver.location.file, []).append(waiver)
    found: set[Waiver] = set()
    for file, there in sorted(by_file.items()):
        found.update(_in_file(tree, file, there, cache))
    return frozenset(found)


def _in_file(tree: Tree, file: str, waivers: list[Waiver], cache: Cache) -> list[Waiver]:
    """What git says of a commit's file is remembered; what is not committed may change hands."""
    said = sorted({(w.lines, w.approver or "") for w in waivers})
    lines = {line for many, _ in said for line in many}
    id_ = tree.ids([file]).get(file, "") if tree.commit else ""
    kept = key("self-approved waivers", stamp(), file, id_, str(said))
    known = cache.get([kept]).get(kept) if id_ else None
    if known is not None:
        own = _decoded(known)
    else:
        wrote = authors(tree, file, lines)
        own = {
            (many, approver)
            for many, approver in said
            if any(same_person(approver, wrote[line]) for line in many if line in wrote)
        }
        # a shallow clone knows less than the next one may
        if id_ and lines <= wrote.keys():
            cache.put({kept: msgspec.json.encode(sorted(own)).decode()})
    return [waiver for waiver in waivers if (waiver.lines, waiver.approver) in own]


def _decoded(text: str) -> set[tuple[tuple[int, ...], str]]:
    try:
        return set(msgspec.json.decode(text, type=list[tuple[tuple[int, ...], str]]))
    except msgspec.DecodeError:
        return set()


_NOREPLY = re.compile(r"(?:\d+\+)?(?P<login>[^@]+)@users\.noreply\.")


def same_person(approver: str, author: Author) -> bool:
    """Whether a name is that of an author: by name, by address, or by what is before its @."""
    said = {_plain(part) for part in re.split(r"[<>()]", approver)} - {""}
    said |= {part.partition("@")[0] for part in said if "@" in part[1:]}
    noreply = _NOREPLY.match(author.email)
    login = noreply["login"] if noreply else author.email.partition("@")[0]
    return not said.isdisjoint({_plain(author.name), _plain(author.email), _plain(login)} - {""})


def _plain(name: str) -> str:
    return " ".join(name.split()).lstrip("@").casefold()
