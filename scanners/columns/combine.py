"""What names and values say together: one finding a column, and why.

A *name* finding has a score between 0 and 1 (`names.py`). Each *hit* among the values is worth

    sure × min(1, share / wanted) × m / (m + 1)

where `sure` is how sure the detector is of a column that nearly always matches and whose name says
nothing (`ALONE`, or what it judges of the column as a whole), `share` the part of the filled values
that match, `wanted` the part that it asks for, and `m` how many distinct values were seen to match.
A name that has a word of the detector counts for half of what is missing to 1.

- A sure detector (0.9 and more) of something with a form or checksum of its own, that matches
  several distinct values, says that there is personal data, however rarely it matches.
- Name and values of one category: what is missing to 1 is multiplied.
- Values of another category than the name: the values, where they are many and sure; the name else.
- A name whose values can be told for sure, and none of whose values is, is believed half.
- Values that are surely something else (the tax number of a company) leave a name little.
- NULL and empty columns say nothing: the name stands alone, and the evidence says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from governance.model.classification import Finding
from governance.model.names import ColumnRef
from scanners.columns import DETECTOR, VALUES
from scanners.values.detectors import Detector
from scanners.values.looked import Hit, Looked

LEAST = 0.3
"""Below this a finding is not worth telling."""

SURE = 0.9
PRESENT = 0.6
"""What a sure detector that matches now and then is worth."""

_UNSAID = 0.35
"""How sure a detector is that does not say it: one of Presidio's, with no column in mind."""

_PRESIDIO = {"email": 0.95, "ip_address": 0.9, "financial_account": 0.7, "phone": 0.5}
"""The same for those of Presidio's whose sort of thing is told by its form."""

_USUAL_SHARE = 0.5
_TOLD_BY_VALUES = frozenset({"email", "ip_address"})
"""Categories that no value can be of without a detector seeing it."""

_TOLD_BY_FORM = frozenset({"email", "financial_account", "national_id", "credential", "ip_address"})
"""Categories whose values have a form that nothing else has, a checksum mostly."""

_WIDE = frozenset({"free_text_person", "personal_payload"})
"""Categories that may hold any other."""

_ENOUGH = 8
"""Filled values from which on it counts that none of them matches."""


class Seen(Struct, frozen=True):
    """The values of a column as they were looked at, and words of its own and its table's name."""

    looked: Looked
    words: frozenset[str] = frozenset()


class _Known(Struct, frozen=True):
    """What is known of a detector."""

    alone: float | None
    share: float
    words: frozenset[str]


class _Said(Struct, frozen=True):
    """What the values say: the best hit of one category and what it is worth."""

    hit: Hit
    worth: float
    share: float


def combine(
    named: Iterable[Finding],
    seen: Mapping[ColumnRef, Seen],
    detectors: Iterable[Detector],
    words: Mapping[str, tuple[str, ...]],
) -> Iterator[Finding]:
    """The findings of columns by their names, and of those whose values were looked at by both.

    `named` has at most one finding a column. `words` are those that speak for a detector, by its
    name. A column whose values alone say something gets a finding of its own, after the others.
    """
    known = {
        each.name: _Known(
            each.alone, each.share or _USUAL_SHARE, frozenset(words.get(each.name, ()))
        )
        for each in detectors
    }
    left = dict(seen)
    for finding in named:
        values = left.pop(finding.subject, None)
        told = finding if values is None else _both(finding, values, known)
        if told.score >= LEAST:
            yield told
    for subject, values in left.items():
        said = _best(values, known)
        if said is not None and said.worth >= LEAST and said.hit.category != "none":
            yield _of_values(subject, said, str(said.hit), said.worth)


def _both(named: Finding, values: Seen, known: Mapping[str, _Known]) -> Finding:
    looked = values.looked
    if looked.unknown is not None:
        return _told(
            named, named.score, f"{named.evidence}; its values say nothing: {looked.unknown}"
        )
    if looked.pseudonyms and looked.pseudonyms[0].rows * 2 > looked.filled:
        return _told(named, named.score, f"{named.evidence}; {looked.pseudonyms[0]}")
    said = list(_said(values, known))
    same = next((each for each in said if each.hit.category == named.category), None)
    best = max(said, key=lambda each: each.worth, default=None)
    if same is not None and (best is None or best.worth <= max(same.worth, SURE)):
        score = 1 - (1 - named.score) * (1 - same.worth)
        return _of_values(
            named.subject, same, f"{named.evidence}; {same.hit}", score, same.hit.kind or named.kind
        )
    if best is not None and best.worth >= LEAST:
        if best.hit.category == "none":
            if best.worth >= SURE and named.category not in _WIDE:
                return _told(named, named.score * 0.3, f"{named.evidence}, but {best.hit}")
        elif named.category in _WIDE:
            score = 1 - (1 - named.score) * (1 - best.worth)
            return _told(named, score, f"{named.evidence}; {best.hit}", looked)
        elif best.worth > named.score or (best.worth >= 0.8 and best.share >= _USUAL_SHARE):
            score = max(best.worth, named.score)
            return _of_values(named.subject, best, f"{best.hit}; but {named.evidence}", score)
    if named.category in _TOLD_BY_VALUES and looked.filled >= _ENOUGH and same is None:
        why = f"{named.evidence}, but none of {looked.filled:,} values is one"
        return _told(named, named.score * 0.5, why, looked)
    return _told(named, named.score, named.evidence, looked)


def _best(values: Seen, known: Mapping[str, _Known]) -> _Said | None:
    if values.looked.unknown is not None:
        return None
    return max(_said(values, known), key=lambda each: each.worth, default=None)


def _said(values: Seen, known: Mapping[str, _Known]) -> Iterator[_Said]:
    """The best hit of each category."""
    best: dict[str, _Said] = {}
    for hit in values.looked.hits:
        said = _worth(hit, known.get(hit.detector), values.words)
        if hit.category not in best or said.worth > best[hit.category].worth:
            best[hit.category] = said
    yield from best.values()


def _worth(hit: Hit, detector: _Known | None, words: frozenset[str]) -> _Said:
    alone = detector.alone if detector is not None else None
    sure = hit.judged if hit.judged is not None else alone
    if sure is None:
        sure = _PRESIDIO.get(hit.category, _UNSAID)
    share = hit.rows / hit.of if hit.of else 0.0
    wanted = detector.share if detector is not None else _USUAL_SHARE
    certain = hit.matched / (hit.matched + 1)
    worth = sure * min(1.0, share / wanted) * certain
    if detector is not None and words.intersection(detector.words):
        worth += (1 - worth) * 0.5 * min(1.0, share / wanted)
    if sure >= SURE and hit.matched > 1 and hit.category in _TOLD_BY_FORM:
        worth = max(worth, PRESENT)
    return _Said(hit, worth, share)


def _of_values(
    subject: ColumnRef, said: _Said, evidence: str, score: float, kind: str | None = None
) -> Finding:
    hit = said.hit
    return Finding(
        subject,
        hit.category,
        VALUES,
        min(score, 0.995),
        evidence,
        sampled=hit.of,
        matched=hit.rows,
        kind=kind or hit.kind,
    )


def _told(named: Finding, score: float, evidence: str, looked: Looked | None = None) -> Finding:
    return Finding(
        named.subject,
        named.category,
        DETECTOR,
        score,
        evidence,
        sampled=looked.filled if looked is not None else None,
        matched=None if looked is None else 0,
        kind=named.kind,
    )
