"""A dbt project read from its files: every node, what is said of it, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance.cache import FileCache, NoCache
from governance.errors import ExtractError
from governance.extract.dbt.config import settled
from governance.extract.dbt.project import Project
from governance.extract.dbt.read import read_project
from governance.model.location import Location
from governance.tree import Folder

SHOP = {
    "dbt_project.yml": """\
name: shop
version: "1.0"
profile: shop
vars:
  since: "2020-01-01"
  shop: {region: eu}
models:
  shop:
    +tags: [nightly]
    +meta: {owner: team-data, internal_note: canary-4f1c}
    +grants: {select: [analyst]}
    marts:
      +materialized: table
      +schema: mart
      +grants: {+select: [finance]}
""",
    "models/marts/customers.sql": "{{ config(tags='gold') }} select 1 as id",
    "models/staging/stg_orders.sql": "select 1 as id",
    "models/marts/_marts.yml": """\
version: 2
models:
  - name: customers
    description: "{{ doc('customers') }}"
    config:
      tags: mart
      meta:
        classification: confidential
    columns:
      - name: email
        description: Where we write to.
        data_type: varchar
        meta: {contains_pii: true, sample: canary-4f1c@example.org}
        config: {tags: [pii]}
        constraints: [{type: not_null}]
""",
    "models/docs.md": "{% docs customers %}\nPeople who buy.\n{% enddocs %}\n",
    "models/sources.yml": """\
sources:
  - name: crm
    schema: "{{ var('crm_schema') }}"
    config: {freshness: {warn_after: {count: 1, period: day}}}
    tables:
      - name: people
        identifier: tbl_people
        columns: [{name: email}]
""",
    "seeds/countries.csv": "code,name\nDE,canary-4f1c\n",
}


@pytest.fixture
def laid(tmp_path: Path):  # type: ignore[no-untyped-def]
    def lay(files: dict[str, str], folder: str = "dbt") -> Folder:
        for path, text in files.items():
            file = tmp_path / folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        return Folder(tmp_path)

    return lay


def _read(tree: Folder) -> Project:
    return read_project(tree, "dbt", tree, NoCache())


def test_every_node_is_read_with_what_is_said_of_it_and_where(laid) -> None:  # type: ignore[no-untyped-def]
    project = _read(laid(SHOP))
    assert project.problems == ()
    assert project.notices == ()
    assert sorted(project.nodes) == [
        "model.shop.customers",
        "model.shop.stg_orders",
        "seed.shop.countries",
        "source.shop.crm.people",
    ]
    customers = project.nodes["model.shop.customers"]
    assert customers.description == "People who buy."
    assert customers.location == Location("dbt/models/marts/_marts.yml", 3, 11)
    assert customers.meta_places == {
        "owner": Location("dbt/dbt_project.yml", 10, 13),
        "classification": Location("dbt/models/marts/_marts.yml", 8, 9),
    }
    (email,) = customers.columns
    assert (email.name, email.type, email.tags, email.constraints) == (
        "email",
        "varchar",
        ("pii",),
        ("not_null",),
    )
    assert email.meta == {"contains_pii": True}
    assert email.meta_places == {"contains_pii": Location("dbt/models/marts/_marts.yml", 13, 16)}
    assert [c.name for c in project.nodes["seed.shop.countries"].columns] == ["code", "name"]
    assert project.variables_of("shop")["region"] == "eu"


def test_the_model_itself_has_the_last_word(laid) -> None:  # type: ignore[no-untyped-def]
    project = _read(laid(SHOP))
    customers = settled(project.nodes["model.shop.customers"], {"tags": "gold", "schema": "own"})
    assert customers.materialized == "table"
    assert customers.schema == "own"
    assert customers.tags == ("nightly", "mart", "gold")
    assert customers.meta == {"owner": "team-data", "classification": "confidential"}
    assert customers.grants == {"select": ("analyst", "finance")}
    orders = settled(project.nodes["model.shop.stg_orders"], {})
    assert (orders.materialized, orders.alias, orders.enabled) == ("view", "stg_orders", True)


def test_jinja_in_the_yaml_is_left_and_found(laid) -> None:  # type: ignore[no-untyped-def]
    people = _read(laid(SHOP)).nodes["source.shop.crm.people"]
    assert people.templated == ("schema",)
    assert settled(people, {}).unsettled == ("schema",)
    rendered = settled(people, {}, lambda _: "raw")
    assert (rendered.schema, rendered.alias, rendered.freshness) == ("raw", "tbl_people", True)


@pytest.mark.parametrize("folder", ["dbt", "./dbt", "dbt/", "./dbt/"])
def test_a_folder_is_the_same_however_it_is_written(laid, folder: str) -> None:  # type: ignore[no-untyped-def]
    tree = laid(SHOP)
    assert read_project(tree, folder, tree, NoCache()) == _read(tree)


def test_a_folder_without_a_project_is_refused_and_the_nearest_named(laid) -> None:  # type: ignore[no-untyped-def]
    tree = laid(SHOP, "deep/dbt")
    with pytest.raises(ExtractError, match="there is one in deep/dbt"):
        read_project(tree, "deep", tree, NoCache())


def test_cold_and_warm_are_the_same_and_the_cache_holds_no_value(laid, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    tree = laid(SHOP)
    cache = FileCache(tmp_path / "cache.db")
    cold = read_project(tree, "dbt", tree, cache)
    assert read_project(tree, "dbt", tree, cache) == cold == _read(tree)
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("cache.db*"))
    assert b"contains_pii" in kept
    assert b"canary-4f1c" not in kept


def test_names_mean_what_they_mean_to_dbt() -> None:
    folder = Path(__file__).parent / "bookshop"
    tree = Folder(folder)
    project = read_project(tree, "", tree, NoCache())

    def found(*names: str | None, within: str = "bookshop") -> str | None:
        node = project.find(*names, within=within)  # type: ignore[arg-type]
        return node.id if node else None

    assert found("customers") == "model.bookshop.customers"
    assert found("entries") == "model.ledger.entries"
    assert found("entries", "bookshop") is None
    assert found("customers", within="ledger") == "model.bookshop.customers"
    assert found("prices") == "model.bookshop.prices.v2"
    assert found("prices", None, "1") == "model.bookshop.prices.v1"
    assert found("prices", None, "9") is None
    assert found("readers") is None
    assert found("readers", None, None, "crm") == "source.bookshop.crm.readers"
    assert found("countries") == "seed.bookshop.countries"
    assert project.variables_of("bookshop")["keep_days"] == 730
    assert project.variables_of("ledger")["currency"] == "EUR"
