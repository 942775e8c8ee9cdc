"""The tables of functions say one thing of each."""

from __future__ import annotations

from collections import Counter

import pytest

from governance.lineage import known_functions
from governance.lineage.dialect_functions import BY_DIALECT
from governance.lineage.functions import Functions
from governance.lineage.keying import KEYED_BY
from governance.lineage.known_functions import COMMON
from governance.lineage.precision import PRECISION
from governance.sql.dialect import dialects

_LISTS = {
    name: words.split()
    for name, words in vars(known_functions).items()
    if name.startswith("_") and name[1:].isupper() and isinstance(words, str)
}


def test_no_function_stands_in_two_lists():
    names = Counter(name for words in _LISTS.values() for name in words)
    names.update([*PRECISION, *KEYED_BY])
    assert [name for name, count in names.items() if count > 1] == []
    assert set(names) <= set(COMMON)


@pytest.mark.parametrize("dialect", list(BY_DIALECT))
def test_a_dialect_lists_only_what_means_something_else_there(dialect):
    assert dialect in dialects()
    same = [name for name, rule in BY_DIALECT[dialect].items() if COMMON.get(name) == rule]
    assert same == []


def test_names_are_as_they_are_looked_up():
    functions = Functions("postgres")
    for name, rule in (COMMON | BY_DIALECT["postgres"]).items():
        assert name == name.strip().lower()
        assert functions.known(name) is rule
