"""The words of a cell, as Presidio wants them for its context, without a language model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import spacy
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

LANGUAGE = "en"


class Words(NlpEngine):
    """Tokens of a blank spaCy model; what stands for the lemma is the token in lower case.

    A blank model has no lemmas: with the empty ones that it gives, no word of a text would ever
    speak for what stands beside it.
    """

    def __init__(self) -> None:
        self._model = spacy.blank(LANGUAGE)

    @classmethod
    def of(cls, text: str) -> NlpArtifacts:
        """The words of a text."""
        return _words().process_text(text, LANGUAGE)

    def load(self) -> None:
        """Nothing is to be loaded."""

    def is_loaded(self) -> bool:
        """Always."""
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """The words of a text in any language."""
        document = self._model(text)
        return NlpArtifacts(
            entities=[],
            tokens=document,
            tokens_indices=[token.idx for token in document],
            lemmas=[token.text.lower() for token in document],
            nlp_engine=self,
            language=LANGUAGE,
        )

    def process_batch(
        self,
        texts: Iterable[str],
        language: str,
        batch_size: int = 1,
        n_process: int = 1,
        **kwargs: Any,
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """The words of texts, one after the other."""
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        """Whether the word says nothing by itself, in English."""
        return bool(self._model.vocab[word].is_stop)

    def is_punct(self, word: str, language: str) -> bool:
        """Whether it is punctuation."""
        return bool(self._model.vocab[word].is_punct)

    def get_supported_entities(self) -> list[str]:
        """None are recognised by the words alone."""
        return []

    def get_supported_languages(self) -> list[str]:
        """What Presidio is told; the words are found in any."""
        return [LANGUAGE]


@cache
def _words() -> Words:
    return Words()
