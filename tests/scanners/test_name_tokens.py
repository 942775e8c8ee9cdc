"""Names cut into words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanners.columns.families import Family, family
from scanners.columns.tokens import fold, known_words

VOCABULARY = frozenset(
    {"email", "address", "phone", "number", "customer", "id", "ipv4", "sha256", "strasse", "key"}
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("first_name", ("first", "name")),
        ("firstName", ("first", "name")),
        ("FIRST_NAME", ("first", "name")),
        ("First Name", ("first", "name")),
        ("E-Mail", ("e", "mail")),
        ("Phone No.", ("phone", "no")),
        ("customerID", ("customer", "id")),
        ("IPAddress", ("ip", "address")),
        ("userIDs", ("user", "ids")),
        ("address2", ("address",)),
        ("properties.phone", ("properties", "phone")),
        ("Prénom", ("prenom",)),
        ("Größe", ("grosse",)),
        ("", ()),
        ("--", ()),
    ],
)
def test_words(name, expected):
    assert known_words(name, frozenset()) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("emailaddress", ("email", "address")),
        ("customeremailaddress", ("customer", "email", "address")),
        ("emails", ("email",)),
        ("addresses", ("address",)),
        ("phone2", ("phone",)),
        ("IPv4", ("ipv4",)),
        ("sha256_email", ("sha256", "email")),
        ("customerid", ("customer", "id")),
        ("Straße", ("strasse",)),
        ("monkey", ("monkey",)),
        ("unknownthing", ("unknownthing",)),
    ],
)
def test_known_words(name, expected):
    assert known_words(name, VOCABULARY) == expected


def test_an_umlaut_has_two_spellings():
    assert fold("Ärzte") == ("arzte", "aerzte")
    assert fold("rue") == ("rue",)


parts = st.lists(
    st.sampled_from(["email", "phone", "home", "billing", "number"]), min_size=1, max_size=8
)


@settings(deadline=None)
@given(parts)
def test_every_spelling_of_a_name_has_the_same_words(tokens):
    expected = tuple(tokens)
    camel = tokens[0] + "".join(token.capitalize() for token in tokens[1:])
    for name in ("_".join(tokens), "-".join(tokens), " ".join(tokens).upper(), camel):
        assert known_words(name, frozenset()) == expected


@settings(deadline=None)
@given(st.text())
def test_words_of_anything_are_words(name):
    for word in known_words(name, VOCABULARY):
        assert re.fullmatch(r"[^\W_]+", word), word
        assert not word.isdigit()


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("", Family.UNKNOWN),
        ("character varying(20)", Family.TEXT),
        ("VARCHAR(255)", Family.TEXT),
        ("text[]", Family.TEXT),
        ("array<string>", Family.TEXT),
        ("array<struct<a int>>", Family.STRUCTURE),
        ("timestamp without time zone", Family.TIMESTAMP),
        ("timestamp(0) with time zone", Family.TIMESTAMP),
        ("tinyint(1)", Family.BOOLEAN),
        ("tinyint", Family.INTEGER),
        ("numeric(4,2)", Family.DECIMAL),
        ("double precision", Family.DECIMAL),
        ("uuid", Family.UUID),
        ("jsonb", Family.STRUCTURE),
        ("bytea", Family.BINARY),
        ("auth.factor_type", Family.UNKNOWN),
        ("nullable(string)", Family.TEXT),
    ],
)
def test_families(type_, expected):
    assert family(type_) is expected
