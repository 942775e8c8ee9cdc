"""Tables judged apart say what the whole catalog says, whatever was kept from before."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from governance import judging, pipeline
from governance.breaking import Shape, shape
from governance.cache import FileCache, NoCache
from governance.extract.parts import Said
from governance.extract.parts import load as load_parts
from governance.judging import judge
from governance.model.judgement import Evaluation
from governance.model.names import TableRef
from governance.policy.evaluate import evaluate
from governance.policy.load import load
from governance.settings import read
from governance.tree import Folder

SETTINGS = """\
version: 1
sources:
  - {name: app, kind: ddl, path: app, dialect: postgres}
  - {name: other, kind: ddl, path: other, dialect: postgres}
  - {name: marts, kind: dbt, path: dbt, schema: prod, dialect: postgres}
environments: {staging: ["stg*"], production: ["*"]}
stewardship: [stewardship.yml, contract.csv]
policies: {packs: [core, dbt], paths: [policies]}
"""
POLICIES = {
    "T-001": "subject: edge\nwhere: kind = 'value' and upstream_pii\nrequire: effect <> 'identity'",
    "T-002": "subject: relationship\nrequire: known and indexed",
    "T-003": "subject: grant\nwhere: pii\nrequire: grantee <> 'PUBLIC'",
    "T-004": "subject: exposure\nwhere: pii\nrequire: owner is not null",
    "T-005": "subject: column\nwhere: pii\nrequire: masking <> '' or environment <> 'staging'",
    # looks at everything at once
    "T-006": (
        "query: >-\n  SELECT a.source, a.table_name, a.schema_name FROM governance.tables AS a\n"
        "  JOIN governance.tables AS b ON a.table_name = b.table_name\n"
        "  WHERE a.source <> b.source"
    ),
    "T-007": (
        "subject: table\nwhere: pii\n"
        "require: exists (select 1 from governance.grants as g"
        " where g.table_name = this.table_name)"
    ),
    "T-008": (
        "query: >-\n  SELECT table_name, column_name, upstream_table FROM governance.edges\n"
        "  WHERE effect = 'hashed'"
    ),
}
COLUMNS = ("email", "phone_number", "note", "city", "total", "created_at")
EXPRESSIONS = (
    "{0}",
    "lower({0})",
    "md5({0})",
    "hmac({0}, 'k', 'sha256')",
    "count(*)",
    "left({0}, 2)",
)


def _policy(name: str, check: str) -> str:
    return (
        f"id: {name}\ntitle: A policy of this test\nseverity: warn\n{check}\n"
        'message: "something is wrong"\nrationale: It is only a test.\nfix: none\n'
        "tests:\n  - {name: bites, given: {}, violations: [x]}\n"
        "  - {name: lets pass, given: {}, violations: []}\n"
    )


class Platform:
    """Files that change step by step, by chance."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.chance = random.Random(seed)
        self.tables = ["crm.people", "crm.orders"]
        self.models: list[str] = []
        self._number = 0
        self.write("lictor.yml", SETTINGS)
        for name, check in POLICIES.items():
            self.write(f"policies/{name}.yaml", _policy(name, check))
        self.write(
            "app/0000.sql",
            "CREATE TABLE crm.people (id bigint PRIMARY KEY, email text, phone_number text);\n"
            "CREATE TABLE crm.orders (id bigint PRIMARY KEY, email text, note text,\n"
            "  person_id bigint REFERENCES crm.people (id));\n"
            "GRANT SELECT ON ALL TABLES IN SCHEMA crm TO reporting;\n",
        )
        self.write("other/0000.sql", "CREATE TABLE crm.people (id int, email text);\n")
        self.write("dbt/dbt_project.yml", "name: shop\n")
        self.write(
            "dbt/models/sources.yml",
            "version: 2\nsources:\n  - {name: app, schema: crm, tables: [{name: orders}]}\n"
            "exposures:\n  - {name: board, type: dashboard, depends_on: [ref('m0')]}\n",
        )
        self.stewardship = [
            '{match: "crm.*", owner: team-crm, retention_days: 30}',
            '{match: "crm.people.email", classification: confidential}',
        ]
        self.contract = ["table,column,owner,classification", "people,email,team-x,internal"]
        self.write_declarations()
        self.model()

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def write_declarations(self) -> None:
        listed = "".join(f"  - {line}\n" for line in self.stewardship)
        self.write("stewardship.yml", f"version: 1\nassets:\n{listed}")
        self.write("contract.csv", "\n".join(self.contract) + "\n")

    def change(self) -> None:
        """One change, as a pull request may bring it."""
        self._number += 1
        step = self.chance.choice(
            (
                self.table,
                self.view,
                self.view,
                self.alter,
                self.model,
                self.model,
                self.declare,
                self.describe,
                self.grant,
                self.rewrite,
                self.elsewhere,
                self.circle,
                self.nowhere,
            )
        )
        step()

    def migration(self, text: str, folder: str = "app") -> None:
        self.write(f"{folder}/{self._number:04}.sql", text + ";\n")

    def table(self) -> None:
        name = f"{self.chance.choice(('crm', 'stg', 'mart'))}.t{self._number}"
        columns = ", ".join(f"{c} text" for c in self.chance.sample(COLUMNS, 3))
        other = self.chance.choice(self.tables)
        self.migration(f"CREATE TABLE {name} (id int REFERENCES {other} (id), {columns})")
        self.tables.append(name)

    def select(self, source: str) -> str:
        if self.chance.random() < 0.25:
            return f"SELECT * FROM {source}"
        column = self.chance.choice(COLUMNS)
        made = self.chance.choice(EXPRESSIONS).format(f"a.{column}")
        named = self.chance.choice((*COLUMNS, "c1", "c2"))
        return f"SELECT {made} AS {named}, a.id FROM {source} AS a WHERE a.note <> 'x'"

    def view(self) -> None:
        name = f"{self.chance.choice(('crm', 'stg', 'mart'))}.v{self._number}"
        self.migration(f"CREATE VIEW {name} AS {self.select(self.chance.choice(self.tables))}")
        self.tables.append(name)

    def alter(self) -> None:
        column = self.chance.choice(COLUMNS)
        table = self.chance.choice(self.tables)
        self.migration(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} text")

    def grant(self) -> None:
        self.migration(f"GRANT SELECT ON {self.chance.choice(self.tables)} TO public")

    def elsewhere(self) -> None:
        name = self.chance.choice(self.tables)
        self.migration(f"CREATE TABLE IF NOT EXISTS {name} (id int, email text)", "other")

    def circle(self) -> None:
        one, two = self.chance.choice(self.tables), self.chance.choice(self.tables)
        self.migration(
            f"INSERT INTO {one} (id, note) SELECT id, note FROM {two};\n"
            f"INSERT INTO {two} (id, note) SELECT id, lower(note) FROM {one}"
        )

    def nowhere(self) -> None:
        """Data into a name that no statement makes."""
        source = self.chance.choice(self.tables)
        self.migration(f"INSERT INTO gone.away (mail) SELECT md5(email) FROM {source}")

    def model(self) -> None:
        name = f"m{len(self.models)}"
        if self.models and self.chance.random() < 0.7:
            source = "{{ ref('" + self.chance.choice(self.models) + "') }}"
        else:
            source = "{{ source('app', 'orders') }}"
        head = self.chance.choice(("", "{{ config(schema='stg') }}\n"))
        self.write(f"dbt/models/{name}.sql", head + self.select(source))
        self.models.append(name)

    def rewrite(self) -> None:
        name = self.chance.choice(self.models)
        before = (self.root / f"dbt/models/{name}.sql").read_text()
        after = before.replace("md5(", "lower(") if "md5(" in before else before + "\n"
        self.write(f"dbt/models/{name}.sql", after)

    def declare(self) -> None:
        name = self.chance.choice((*self.tables, "prod.m0", "*.m1", "*.*"))
        facts = self.chance.choice(
            ("owner: team-data", "retention_days: 9", "classification: internal", "environment: x")
        )
        if self.chance.random() < 0.6:
            name += f".{self.chance.choice(COLUMNS)}"
            facts = self.chance.choice(("category: email", "category: none", "masking: hash"))
        self.stewardship.append(f'{{match: "{name}", {facts}}}')
        if self.chance.random() < 0.3:
            self.contract.append(f"orders,email,team-{self._number},restricted")
        self.write_declarations()

    def describe(self) -> None:
        name = self.chance.choice(self.models)
        column = self.chance.choice(COLUMNS)
        self.write(
            f"dbt/models/{name}.yml",
            f"version: 2\nmodels:\n  - name: {name}\n    access: public\n    description: Todo\n"
            f"    columns:\n      - {{name: {column}, meta: {{contains_pii: true}}}}\n",
        )


def _whole(root: Path) -> tuple[Evaluation, set[Shape]]:
    """The same without taking anything apart, and with nothing kept."""
    tree = Folder(root)
    settings = read(tree)
    assert settings is not None
    policies = load(settings.policies, tree)
    found = pipeline.extract(tree, settings, NoCache())
    catalog = pipeline.catalogued(found, NoCache())
    shapes = {shape(table, catalog.classifications) for table in catalog.tables}
    return evaluate(catalog, policies), shapes


def _apart(root: Path, cache: Any) -> tuple[Evaluation, set[Shape]]:
    tree = Folder(root)
    settings = read(tree)
    assert settings is not None
    policies = load(settings.policies, tree, cache)
    found, shapes = judge(pipeline.extract(tree, settings, cache), policies, cache)
    return found, set(shapes)


def _lose_some(file: Path, chance: random.Random) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        for (number,) in database.execute("SELECT rowid FROM entry").fetchall():
            if chance.random() < 0.3:
                database.execute("DELETE FROM entry WHERE rowid = ?", (number,))


@pytest.mark.parametrize("seed", range(12))
def test_every_step_of_a_history(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed % 2:
        monkeypatch.setattr(judging, "_AT_ONCE", 3)
    platform = Platform(tmp_path, seed)
    file = tmp_path / ".lictor/cache.db"
    cache = FileCache(file)
    for step in range(14):
        platform.change()
        if step % 4 == 3:
            _lose_some(file, platform.chance)
        apart, whole = _apart(tmp_path, cache), _whole(tmp_path)
        assert not whole[0].problems
        assert apart == whole


def test_histories_violate_all_policies(tmp_path: Path) -> None:
    """The test above is only worth something where there is something to find."""
    found = set()
    for seed in range(3):
        platform = Platform(tmp_path / str(seed), seed)
        for _ in range(60):
            platform.change()
        found |= {violation.policy for violation in _whole(platform.root)[0].violations}
    core = {f"GOV-00{number}" for number in (1, 2, 3, 5, 6, 9)}
    assert found >= {*POLICIES, *core}


def test_data_that_goes_into_a_name_of_no_table(tmp_path: Path) -> None:
    """A policy may find something about it, which belongs to no table's verdict."""
    platform = Platform(tmp_path, 1)
    tree, cache = Folder(tmp_path), FileCache(tmp_path / ".lictor/cache.db")
    platform.nowhere()
    settings = read(tree)
    assert settings is not None
    policies = load(settings.policies, tree)
    found = pipeline.extract(tree, settings, cache)
    away = next(ref for ref in found.parts if ref.table == "away")
    part = found.parts[away]
    said = load_parts([part])[away]
    nameless = replace(part, made=False, loader=_Only(away, Said(None, said.edges)))
    found = replace(found, parts={**found.parts, away: nameless})
    whole = evaluate(pipeline.catalogued(found, cache), policies)
    assert "away.mail" in {v.subject for v in whole.violations if v.policy == "T-008"}
    for _ in range(2):
        assert judge(found, policies, cache)[0] == whole


class _Only:
    """Knows of one table."""

    def __init__(self, ref: TableRef, said: Said) -> None:
        self._said = {ref: said}

    def load(self, refs: Any) -> dict[TableRef, Said]:
        return self._said
