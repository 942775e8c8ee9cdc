"""What a search answers, and its words."""

from __future__ import annotations

from msgspec import Struct

from governance.knowledge.concepts import ANY
from governance.knowledge.search import Found, Hit
from governance.model.names import ColumnRef, printable
from governance.report.words import counted
from governance.taxonomy import category


class Report(Struct, frozen=True):
    """What was asked, of which catalog, and what was found."""

    asked: str
    catalog: str
    found: Found


def headline(report: Report) -> str:
    """One or two sentences: how much was found, and what the words were taken for."""
    found = report.found
    if not found.count:
        sentence = f"Nothing of that is known in {report.catalog}."
    elif not found.all_words:
        sentence = f"Nothing has all of these words; {found.count:,} have some of them."
    else:
        sentence = f"Found {counted(found.count, 'place')}."
    if found.count > len(found.hits):
        sentence += f" These are the first {len(found.hits):,} (--limit)."
    meant = [
        "personal data"
        if c.category == ANY
        else f"{c.category} ({c.kind})"
        if c.kind
        else c.category
        for c in found.concepts
    ]
    if meant:
        sentence += f" Taken to ask for {', '.join(dict.fromkeys(meant))}."
    return sentence


def explained(hit: Hit) -> str:
    """Why it is an answer, and who answers for it: one line."""
    parts = []
    known = hit.known
    if known is not None and known.personal:
        kind = f" ({known.kind})" if known.kind else ""
        level = str(known.level) if known.level is not None else "level unknown"
        sure = "" if known.confirmed else f", {known.confidence:.0%} sure"
        unknown = " of a kind nobody knows" if hit.perhaps else ""
        parts.append(f"{category(known.category).noun}{kind}{unknown}, {level}{sure}")
    named = [where for where in hit.matched if where != "data"]
    if named:
        parts.append(f"by its {', '.join(named)}")
    text = "; ".join(parts)
    if hit.owner is not None:
        text += f" [{printable(hit.owner)}]"
    return text.strip()


def what(hit: Hit) -> str:
    """The type of a column, the kind of a table."""
    return printable(hit.type) if isinstance(hit.ref, ColumnRef) else hit.kind
