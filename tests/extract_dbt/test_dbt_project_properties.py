"""Whatever stands in the YAML of a project, it is read or said to be wrong, and kept as it was."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.cache import NoCache
from governance.extract.dbt.config import settled, united
from governance.extract.dbt.ignore import ignoring
from governance.extract.dbt.layout import read_layout
from governance.extract.dbt.meta_keys import words
from governance.extract.dbt.properties import read_properties
from governance.extract.dbt.read import read_project
from governance.extract.dbt.stewardship import declared, grants
from governance.extract.dbt.written import Properties
from governance.kept import decode, encode
from governance.model.names import TableRef
from governance.stewardship.pattern import pattern
from governance.tree import Folder

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 4000)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.sampled_from(["orders", "pii", "yes", "2 years", "{{ var('x') }}", "ref('orders')", "all"])
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6)
)
KEYS = st.sampled_from(
    [
        *("name", "models", "sources", "tables", "columns", "seeds", "snapshots", "groups"),
        *("exposures", "owner", "config", "meta", "tags", "versions", "v", "latest_version"),
        *("include", "exclude", "defined_in", "relation", "depends_on", "description", "grants"),
        *("freshness", "contract", "enforced", "access", "group", "schema", "database", "enabled"),
        *("data_type", "constraints", "type", "quote", "identifier", "policy_tags", "labels"),
        *sorted(words().keys),
        *sorted(words().within),
    ]
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)
NAMED = st.dictionaries(KEYS, ANYTHING, max_size=5).map(lambda d: {**d, "name": "orders"})
NODES = NAMED | st.builds(
    lambda node, inner, columns: {**node, "config": inner, "columns": columns},
    NAMED,
    st.dictionaries(KEYS, ANYTHING, max_size=5) | ANYTHING,
    st.lists(NAMED | ANYTHING, max_size=2) | ANYTHING,
)
FILES = st.builds(
    lambda models, sources, rest: {**rest, "models": models, "sources": sources},
    st.lists(NODES, max_size=2) | ANYTHING,
    st.lists(st.builds(lambda s, t: {**s, "tables": t}, NODES, st.lists(NODES, max_size=2))),
    st.dictionaries(KEYS, st.lists(NODES, max_size=2) | ANYTHING, max_size=3),
)


@given(FILES | ANYTHING)
@settings(deadline=None, max_examples=150)
def test_any_yaml_is_read_and_kept_as_it_was(data: Any) -> None:
    read = read_properties(yaml.safe_dump(data).encode(), "x.yml")
    assert decode(encode(read), Properties) == read


@given(FILES, st.dictionaries(KEYS, ANYTHING, max_size=6))
@settings(deadline=None, max_examples=60)
def test_any_project_is_read_and_what_it_declares_is_sound(data: Any, project: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "models").mkdir()
        (root / "models/orders.sql").write_text("select 1 as id")
        (root / "models/x.yml").write_text(yaml.safe_dump(data))
        (root / "dbt_project.yml").write_text(yaml.safe_dump({**project, "name": "shop"}))
        tree = Folder(root)
        found = read_project(tree, "", tree, NoCache())
    assert any(node.name == "orders" for node in found.nodes.values())
    for node in found.nodes.values():
        config = settled(node, {})
        ref = TableRef("s", "t", config.alias)
        stated = declared(node, config, ref, found.groups)
        assert "\n" not in "".join(stated.notices)
        for declaration in stated.declarations:
            assert pattern(declaration.match).exact
            assert declaration.facts
            for key, fact in declaration.facts.items():
                assert isinstance(fact.value, int if key == "retention_days" else str)
                assert fact.value
        grants(node, config, ref)


MAPPINGS = st.dictionaries(KEYS, SCALARS, max_size=3)
CONFIG = st.fixed_dictionaries(
    {},
    optional={
        "tags": ANYTHING,
        "meta": MAPPINGS,
        "grants": MAPPINGS,
        "persist_docs": MAPPINGS,
        "schema": SCALARS,
        "enabled": SCALARS,
    },
)


@given(CONFIG, CONFIG, CONFIG)
@settings(deadline=None)
def test_configurations_unite_in_any_grouping(one: Any, two: Any, three: Any) -> None:
    def plus(grants: Any) -> bool:
        return isinstance(grants, dict) and any(str(key).startswith("+") for key in grants)

    if not any(plus(each.get("grants")) for each in (one, two, three)):
        merging = ("meta", "grants", "persist_docs")
        if all(
            isinstance(each.get(key, {}), dict) for each in (one, two, three) for key in merging
        ):
            assert united(united(one, two), three) == united(one, united(two, three))


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_ignore_file_is_read(text: str, path: str) -> None:
    ignoring(text)(path)


@given(st.binary(max_size=200))
def test_any_bytes_for_a_project_file_are_read_or_a_problem(content: bytes) -> None:
    layout = read_layout(content, "dbt")
    assert layout.name
    for paths in layout.paths.values():
        assert all(not path.startswith(("/", "..")) for path in paths)
