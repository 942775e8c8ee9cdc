"""Which waivers match a violation, for thousands of both.

Subjects without globs are looked up. The others of one policy make a tree of their parts, in which
globs are asked only for names that begin or end as they do, and for each name once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from governance.model.judgement import Violation
from governance.model.waiver import Waiver
from governance.stewardship.pattern import Part
from governance.waivers.subject import Target, named, target

_End: TypeAlias = tuple[Target, Waiver]
_NONE: Sequence[_End] = ()


class Matcher:
    """The waivers of files, looked up by violation."""

    def __init__(self, waivers: Iterable[Waiver]) -> None:
        self._exact: dict[tuple[str, ...], list[_End]] = {}
        self._policies: dict[str, _Node] = {}
        self._known: set[str] = set()
        for waiver in waivers:
            if waiver.subject is None:
                continue
            self._known.add(waiver.policy)
            wanted = target(waiver.subject)
            parts = wanted.named.parts
            if wanted.named.exact:
                key = (waiver.policy, wanted.kind, *(part.text for part in parts))
                self._exact.setdefault(key, []).append((wanted, waiver))
                continue
            node = self._policies.setdefault(waiver.policy, _Node())
            for part in (Part(wanted.kind, glob=False), *parts):
                node = node.child(part)
            node.ends.append((wanted, waiver))

    def matching(self, violation: Violation) -> Sequence[Waiver]:
        """Every waiver whose policy and subject are the violation's, expired ones too."""
        if violation.policy not in self._known:
            return ()
        kind, parts = named(violation)
        ends = self._exact.get((violation.policy, kind, *parts), _NONE)
        root = self._policies.get(violation.policy)
        if root is not None:
            nodes = root.fitting(kind)
            for part in parts:
                if not nodes:
                    break
                nodes = [child for node in nodes for child in node.fitting(part)]
            ends = [*ends, *(end for node in nodes for end in node.ends)]
        return [waiver for wanted, waiver in ends if wanted.fits_beside(violation)] if ends else ()


class _Node:
    """One part of the subjects that begin alike, with what may follow it."""

    __slots__ = ("ends", "exact", "globs")

    def __init__(self) -> None:
        self.exact: dict[str, _Node] = {}
        self.globs: _Globs | None = None
        self.ends: list[_End] = []

    def child(self, part: Part) -> _Node:
        """The node of the next part, made if it is not there."""
        if part.glob:
            if self.globs is None:
                self.globs = _Globs()
            return self.globs.child(part)
        node = self.exact.get(part.text)
        if node is None:
            node = self.exact[part.text] = _Node()
        return node

    def fitting(self, name: str) -> list[_Node]:
        """The nodes whose part matches a name."""
        exact = self.exact.get(name)
        if self.globs is None:
            return [exact] if exact is not None else []
        found = self.globs.fitting(name)
        return found if exact is None else [exact, *found]


class _Glob:
    """A glob; most are a star with text in front of it, behind it, or both: no expression then."""

    __slots__ = ("head", "node", "part", "star", "tail")

    def __init__(self, part: Part) -> None:
        self.part = part
        self.node = _Node()
        self.head, *_, self.tail = _SPECIAL.split(part.text)
        self.star = part.text == f"{self.head}*{self.tail}"

    def fits(self, name: str) -> bool:
        """Whether it matches a name that begins, or ends, as it does."""
        if not self.star:
            return self.part.fits(name)
        short = len(name) < len(self.head) + len(self.tail)
        return not short and name.startswith(self.head) and name.endswith(self.tail)


class _Globs:
    """Globs by the characters that a name must begin with or, failing these, end with."""

    __slots__ = ("_fitting", "_globs", "_heads", "_tails")

    def __init__(self) -> None:
        self._globs: dict[str, _Glob] = {}
        self._heads: dict[int, dict[str, list[_Glob]]] = {}
        self._tails: dict[int, dict[str, list[_Glob]]] = {}
        self._fitting: dict[str, list[_Node]] = {}

    def child(self, part: Part) -> _Node:
        glob = self._globs.get(part.text)
        if glob is None:
            glob = self._globs[part.text] = _Glob(part)
            near, text = (self._heads, glob.head) if glob.head else (self._tails, glob.tail)
            near.setdefault(len(text), {}).setdefault(text, []).append(glob)
            self._fitting = {}
        return glob.node

    def fitting(self, name: str) -> list[_Node]:
        found = self._fitting.get(name)
        if found is None:
            near: list[_Glob] = []
            for size, globs in self._heads.items():
                near += globs.get(name[:size], ())
            for size, globs in self._tails.items():
                near += globs.get(name[-size:] if size else "", ())
            found = self._fitting[name] = [glob.node for glob in near if glob.fits(name)]
        return found


_SPECIAL = re.compile(r"[*?\[\]]")
