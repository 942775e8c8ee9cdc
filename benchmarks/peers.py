"""What others say of the same columns, by the rules that their own packages bring.

Nothing of theirs is copied: a package that is not installed is named and left out. A virtual
environment with them, all without their dependencies, can be put on PYTHONPATH:

    pip install --no-deps acryl-datahub-classify openmetadata-ingestion

Not run at all: pdscan, a binary that reads databases; piicatcher, which no longer installs;
datahub-classify's and OpenMetadata's judgements of values, which need a spaCy model from the
network; presidio-structured, which is Presidio with a vote over a column's cells: the vote is taken
here, over the samples of the columns that have any, with Presidio's pattern recognizers.
"""

from __future__ import annotations

import importlib.util
import logging
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from labelled import NONE, Labelled

Peer = Callable[[Sequence[Labelled]], list[tuple[str, float]]]

_CATEGORIES = (
    ("email", "email"),
    ("phone", "phone"),
    ("name", "person_name"),
    ("person", "person_name"),
    ("password", "credential"),
    ("ssn", "national_id"),
    ("passport", "national_id"),
    ("license", "national_id"),
    ("itin", "national_id"),
    ("nhs", "health"),
    ("iban", "financial_account"),
    ("bank", "financial_account"),
    ("card", "financial_account"),
    ("crypto", "financial_account"),
    ("swift", "financial_account"),
    ("vehicle", "device_id"),
    ("vin", "device_id"),
    ("ip", "ip_address"),
    ("mac", "device_id"),
    ("birth", "dob"),
    ("age", "age"),
    ("gender", "demographic"),
    ("nrp", "demographic"),
    ("nationality", "demographic"),
    ("address", "address"),
    ("location", "address"),
)
"""Parts of what others call their types, and the category here."""


def peers() -> dict[str, Peer | str]:
    """Name → what answers for each column, or why it cannot be run."""
    found: dict[str, Peer | str] = {}
    for name, make in (
        ("OpenMetadata, name rules", _openmetadata),
        ("datahub-classify, names", _datahub),
        ("Presidio, samples only", _presidio),
    ):
        try:
            found[name] = make()
        except ImportError as error:
            found[name] = f"not run: {error}"
    return found


def _category(theirs: str) -> str:
    lower = theirs.lower()
    return next((ours for part, ours in _CATEGORIES if part in lower), "personal")


def _openmetadata() -> Peer:
    spec = importlib.util.find_spec("metadata")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("openmetadata-ingestion is not installed")
    # the package itself imports forty others; the module with the rules needs none of them
    bare = ModuleType("metadata")
    bare.__path__ = list(spec.submodule_search_locations)
    sys.modules["metadata"] = bare
    module: Any = importlib.import_module("metadata.pii.algorithms.column_patterns")
    patterns = {
        str(getattr(tag, "value", tag)): found
        for tag, found in module.get_pii_column_name_patterns().items()
        if "DATE_TIME" not in str(tag)  # every date is one
    }

    def judge(columns: Sequence[Labelled]) -> list[tuple[str, float]]:
        return [
            next(
                (
                    (_category(tag), 1.0)
                    for tag, each in patterns.items()
                    if any(pattern.search(c.column) for pattern in each)
                ),
                (NONE, 0.0),
            )
            for c in columns
        ]

    return judge


def _datahub() -> Peer:
    rules: Any = importlib.import_module("datahub_classify.reference_input").input1
    match: Any = _match_regex()

    def judge(columns: Sequence[Labelled]) -> list[tuple[str, float]]:
        answers = []
        for c in columns:
            scores = {name: match(c.column, rule["Name"]["regex"]) for name, rule in rules.items()}
            best = max(scores, key=scores.__getitem__)
            # its default threshold is 0.68 of the weights in use; here only the name's
            sure = scores[best] >= 0.68
            answers.append((_category(best), 1.0) if sure else (NONE, 0.0))
        return answers

    return judge


def _match_regex() -> Any:
    return importlib.import_module("datahub_classify.infotype_utils").match_regex


_NOT_PERSONAL = frozenset({"DATE_TIME", "URL"})


def _presidio() -> Peer:
    logging.disable(logging.WARNING)
    registry: Any = importlib.import_module("presidio_analyzer").RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    pattern_based: Any = importlib.import_module("presidio_analyzer").PatternRecognizer
    recognizers = [r for r in registry.recognizers if isinstance(r, pattern_based)]

    def types(text: str) -> set[str]:
        return {
            result.entity_type
            for recognizer in recognizers
            if not re.search("URL|DATE", str(recognizer.supported_entities))
            for result in recognizer.analyze(text, recognizer.supported_entities, None) or ()
            if result.score >= 0.5
        }

    def judge(columns: Sequence[Labelled]) -> list[tuple[str, float]]:
        answers = []
        for c in columns:
            votes = Counter(kind for text in c.samples for kind in types(text) - _NOT_PERSONAL)
            best = votes.most_common(1)
            most = bool(best) and 2 * best[0][1] > len(c.samples)
            answers.append((_category(best[0][0]), 1.0) if most else (NONE, 0.0))
        return answers

    return judge
