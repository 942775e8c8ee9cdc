"""The list of categories, and how it is asked."""

from __future__ import annotations

import pytest

from governance import taxonomy
from governance.errors import ConfigError
from governance.model.classification import Level

KEYS = [
    *("email", "phone", "person_name", "username", "address", "geo", "dob", "age", "national_id"),
    *("financial_account", "financial_personal", "health", "biometric", "demographic"),
    *("credential", "ip_address", "device_id", "person_id", "employment", "education", "photo"),
    *("personal_url", "criminal_legal", "personal_payload", "free_text_person"),
    *("personal", "none"),
]


def test_the_categories_are_those_promised():
    assert list(taxonomy.categories()) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_every_category_is_complete(key):
    category = taxonomy.category(key)
    assert category.key == key
    assert category.noun
    assert not category.noun.endswith(".")
    assert category.about.endswith(".")
    if key == taxonomy.NONE:
        assert category.level is None
        assert category.law is None
        assert (category.fides, category.dpv) == ("", "")
    else:
        assert category.level in Level
        assert category.level is not Level.PUBLIC
        assert category.fides.startswith("user")
        assert category.dpv.isidentifier()


def test_what_the_law_protects_is_restricted():
    for category in taxonomy.categories().values():
        for each in (category, *category.kinds):
            assert each.law in (None, "special", "criminal")
            assert each.law is None or each.level is Level.RESTRICTED


def test_special_are_the_categories_of_article_9():
    special = {
        f"{category.key}/{kind.key}" if kind else category.key
        for category in taxonomy.categories().values()
        for kind in (None, *category.kinds)
        if (kind or category).special
    }
    assert special == {
        "health",
        "biometric",
        "demographic/ethnicity",
        "demographic/religion",
        "demographic/political_opinion",
        "demographic/trade_union",
        "demographic/sexual_orientation",
    }


def test_a_kind_says_what_its_category_does_not():
    category = taxonomy.category("demographic")
    religion, gender = category.kind("religion"), category.kind("gender")
    assert religion
    assert gender
    assert religion.noun != category.noun
    assert gender.noun == category.noun
    assert gender.level is category.level
    assert category.kind("star sign") is None
    assert category.kind(None) is None


def test_an_unknown_category_names_the_nearest():
    with pytest.raises(ConfigError, match='did you mean "email"'):
        taxonomy.category("emial")


def test_an_unknown_level_names_the_nearest():
    assert taxonomy.level("internal") is Level.INTERNAL
    with pytest.raises(ConfigError, match='did you mean "confidential"'):
        taxonomy.level("confidental")
