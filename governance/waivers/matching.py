"""Which waivers match a violation, for thousands of both.

The subjects of one policy's waivers make a tree of their parts: exact parts are looked up, globs
are asked only for names that begin or end as they do, and each name once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from governance.model.judgement import Violation
from governance.model.waiver import Waiver
from governance.stewardship.pattern import Part
from governance.waivers.subject import Target, parts_of, target


class Matcher:
    """The waivers of files, looked up by violation."""

    def __init__(self, waivers: Iterable[Waiver]) -> None:
        self._policies: dict[str, _Node] = {}
        for waiver in waivers:
            if waiver.subject is None:
                continue
            wanted = target(waiver.subject)
            node = self._policies.setdefault(waiver.policy, _Node())
            if wanted.word == "exposure":
                node = node.exact.setdefault("exposure ", _Node())
            for part in wanted.named.parts:
                node = node.child(part)
            node.ends.append((wanted, waiver))

    def matching(self, violation: Violation) -> Sequence[Waiver]:
        """Every waiver whose policy and subject are the violation's, expired ones too."""
        root = self._policies.get(violation.policy)
        parts = parts_of(violation)
        if root is None or not parts:
            return ()
        nodes = [root]
        for part in parts:
            nodes = [child for node in nodes for child in node.fitting(part)]
        return [
            waiver
            for node in nodes
            for wanted, waiver in node.ends
            if wanted.fits_beside(violation)
        ]


class _Node:
    """One part of the subjects that begin alike, with what may follow it."""

    __slots__ = ("ends", "exact", "globs")

    def __init__(self) -> None:
        self.exact: dict[str, _Node] = {}
        self.globs: _Globs | None = None
        self.ends: list[tuple[Target, Waiver]] = []

    def child(self, part: Part) -> _Node:
        """The node of the next part, made if it is not there."""
        if not part.glob:
            return self.exact.setdefault(part.text, _Node())
        if self.globs is None:
            self.globs = _Globs()
        return self.globs.child(part)

    def fitting(self, name: str) -> list[_Node]:
        """The nodes whose part matches a name."""
        exact = self.exact.get(name)
        found = [] if exact is None else [exact]
        return found if self.globs is None else found + self.globs.fitting(name)


class _Globs:
    """Globs by the characters that a name must begin with or, failing these, end with."""

    __slots__ = ("_fitting", "_heads", "_nodes", "_parts", "_tails")

    def __init__(self) -> None:
        self._parts: dict[str, Part] = {}
        self._nodes: dict[str, _Node] = {}
        self._heads: dict[int, dict[str, list[str]]] = {}
        self._tails: dict[int, dict[str, list[str]]] = {}
        self._fitting: dict[str, list[_Node]] = {}

    def child(self, part: Part) -> _Node:
        if part.text not in self._parts:
            self._parts[part.text], self._nodes[part.text] = part, _Node()
            head, *_, tail = _SPECIAL.split(part.text)
            by_length, text = (self._heads, head) if head else (self._tails, tail)
            by_length.setdefault(len(text), {}).setdefault(text, []).append(part.text)
            self._fitting.clear()
        return self._nodes[part.text]

    def fitting(self, name: str) -> list[_Node]:
        if name not in self._fitting:
            near = [t for size, globs in self._heads.items() for t in globs.get(name[:size], ())]
            for size, globs in self._tails.items():
                near += globs.get(name[len(name) - size :] if size <= len(name) else name, ())
            self._fitting[name] = [self._nodes[t] for t in near if self._parts[t].fits(name)]
        return self._fitting[name]


_SPECIAL = re.compile(r"[*?\[\]]")
