"""Names and places in running text, by a spaCy model that the user has installed.

No model comes along and none is ever downloaded: without one, what it would look for is said.
https://spacy.io/api/top-level#util.get_installed_models
"""

from __future__ import annotations

from functools import cache
from typing import Any

import spacy

from scanners.values.detectors import Detector, Match

GAP = (
    "names and places in running text were not looked for: no spaCy model is installed "
    "(python -m spacy download en_core_web_sm)"
)

_LABELS = {
    "PERSON": ("person_name", "a person's name"),
    "PLACE": ("address", "a place"),
    "GROUP": ("demographic", "a nationality, a religion or a political group"),
}
_MEANING = {
    "PERSON": "PERSON",
    "PER": "PERSON",
    "persName": "PERSON",
    "GPE": "PLACE",
    "LOC": "PLACE",
    "placeName": "PLACE",
    "geogName": "PLACE",
    "NORP": "GROUP",
}
"""What the labels of spaCy's own models mean. https://spacy.io/models"""

_SCORE = 0.85
"""What Presidio gives to what a language model finds."""


def models() -> tuple[str, ...]:
    """The names of the installed models, sorted."""
    return tuple(sorted(spacy.util.get_installed_models()))


@cache
def readers(names: tuple[str, ...]) -> tuple[Detector, ...]:
    """Detectors that read with these models; none without models."""
    loaded = {name: _loaded(name) for name in names}
    return tuple(
        _detector(name, model, meaning) for name, model in loaded.items() for meaning in _LABELS
    )


def _loaded(name: str) -> Any:
    model = spacy.load(name)

    @_last
    def read(text: str) -> Any:
        return model(text)

    return read


def _last(read: Any) -> Any:
    """Keeps the last text read only: three detectors ask for it one after the other."""
    kept: list[tuple[str, Any]] = []

    def remembered(text: str) -> Any:
        if not kept or kept[0][0] != text:
            kept[:] = [(text, read(text))]
        return kept[0][1]

    return remembered


def _detector(name: str, read: Any, meaning: str) -> Detector:
    category, noun = _LABELS[meaning]

    def find(cell: str, context: tuple[str, ...]) -> tuple[Match, ...]:
        return tuple(
            Match(entity.start_char, entity.end_char, _SCORE)
            for entity in read(cell).ents
            if _MEANING.get(entity.label_) == meaning
        )

    return Detector(
        name=f"spacy/{name}/{meaning.lower()}",
        title=f"{noun}, as the spaCy model {name} reads it",
        category=category,
        kind=None,
        forms=(),
        find=find,
    )
