"""The engine's tables and the views over them: `governance.policy.views` in SQLite's words.

The tables are narrow, and what few columns have is kept apart (`base_known`), so that a million
columns load in seconds. In every view `row_id` is the number of the thing in the catalog it was
loaded from; the language does not know it.
"""

from __future__ import annotations

WIDTH = 1 << 20
"""Numbers set aside for the columns of one table: those of table n begin at n * WIDTH, so that they
are found from their table without an index, which would take longer to build than to load."""

NULLABLE, HAS_DEFAULT, PRIMARY_KEY, PERSONAL = 1, 2, 4, 8
"""What `flags` of base_column adds up; a number less to bind is half a second in a million rows."""

_TABLES = """
CREATE TABLE base_table (
  id INTEGER PRIMARY KEY, source TEXT, schema_name TEXT, table_name TEXT, kind TEXT,
  primary_key INT, row_security INT, row_filter TEXT, open INT,
  environment TEXT, owner TEXT, purpose TEXT, retention_days INT, description TEXT,
  pii INT, special INT, level TEXT, column_count INT, personal_columns INT,
  classified_columns INT, described_columns INT,
  categories TEXT, classification TEXT, masking TEXT, encryption TEXT,
  tags TEXT, access TEXT, contract INT, freshness INT,
  k INT, singled_out_by TEXT, singled_out REAL, k_sampled INT);
CREATE TABLE base_column (
  id INTEGER PRIMARY KEY, column_name TEXT, type TEXT, flags INT, description TEXT);
CREATE TABLE base_known (
  column_id INTEGER PRIMARY KEY, environment TEXT, owner TEXT, purpose TEXT, retention_days INT,
  description TEXT, category TEXT, level TEXT, classification TEXT, confirmed INT, special INT,
  quasi INT, basis TEXT, confidence REAL, contradiction TEXT, lowered TEXT,
  masking TEXT, encryption TEXT, pseudonym TEXT, tags TEXT);
CREATE TABLE base_edge (
  id INTEGER PRIMARY KEY, source TEXT, schema_name TEXT, table_name TEXT, column_name TEXT,
  upstream_source TEXT, upstream_schema TEXT, upstream_table TEXT, upstream_column TEXT,
  effect TEXT, kind TEXT, column_id INT, upstream_id INT);
CREATE TABLE base_grant (
  id INTEGER PRIMARY KEY, source TEXT, schema_name TEXT, table_name TEXT, grantee TEXT,
  privilege TEXT, columns TEXT, grantable INT, future INT, environment TEXT, pii INT, special INT,
  level TEXT);
CREATE TABLE base_relationship (
  id INTEGER PRIMARY KEY, source TEXT, schema_name TEXT, table_name TEXT, name TEXT, columns TEXT,
  referred_schema TEXT, referred_table TEXT, referred_columns TEXT, known INT, indexed INT);
CREATE TABLE base_dispute (
  id INTEGER PRIMARY KEY, source TEXT, schema_name TEXT, table_name TEXT, column_name TEXT,
  subject TEXT, key TEXT, stated TEXT, places TEXT, settled INT);
CREATE TABLE base_exposure (
  id INTEGER PRIMARY KEY, source TEXT, exposure_name TEXT, kind TEXT, owner TEXT, url TEXT,
  description TEXT, reads TEXT, pii INT, special INT, level TEXT);
CREATE TABLE base_change (
  id INTEGER PRIMARY KEY, source TEXT, schema_name TEXT, table_name TEXT, column_name TEXT,
  subject TEXT, alteration TEXT, how TEXT, renamed_to TEXT, old_type TEXT, new_type TEXT,
  old_form TEXT, new_form TEXT,
  reader TEXT, reader_kind TEXT, reader_owner TEXT, breaks INT);
"""

_VIEWS = """
CREATE INDEX base_table_name ON base_table (table_name);

CREATE VIEW columns AS
SELECT c.id AS row_id, t.source, t.schema_name, t.table_name, c.column_name,
  t.kind AS table_kind, c.type, c.flags & 1 AS nullable, (c.flags >> 1) & 1 AS has_default,
  (c.flags >> 2) & 1 AS primary_key, t.row_security,
  coalesce(k.environment, t.environment) AS environment, coalesce(k.owner, t.owner) AS owner,
  coalesce(k.purpose, t.purpose) AS purpose,
  coalesce(k.retention_days, t.retention_days) AS retention_days,
  coalesce(k.description, c.description) AS description,
  c.flags >> 3 AS pii, k.category, k.level, k.classification, coalesce(k.confirmed, 0) AS confirmed,
  coalesce(k.special, 0) AS special, coalesce(k.quasi, 0) AS quasi,
  coalesce(k.basis, '[]') AS basis, k.confidence, k.contradiction, k.lowered, k.masking,
  k.encryption, k.pseudonym, coalesce(k.tags, '[]') AS tags
FROM base_column AS c JOIN base_table AS t LEFT JOIN base_known AS k ON k.column_id = c.id
WHERE t.id = c.id / {WIDTH} AND c.id BETWEEN t.id * {WIDTH} AND t.id * {WIDTH} + {LAST};

CREATE VIEW tables AS
SELECT id AS row_id, source, schema_name, table_name, kind, primary_key, row_security, row_filter,
  open, environment, owner, purpose, retention_days, description, pii, special, level,
  column_count, personal_columns, classified_columns, described_columns,
  tags, access, contract, freshness, k, singled_out_by, singled_out, k_sampled
FROM base_table;

CREATE VIEW edges AS
SELECT e.id AS row_id, e.source, e.schema_name, e.table_name, e.column_name,
  e.upstream_source, e.upstream_schema, e.upstream_table, e.upstream_column, e.effect, e.kind,
  d.environment, coalesce(d.pii, 0) AS pii, d.category, d.level,
  u.environment AS upstream_environment, coalesce(u.pii, 0) AS upstream_pii,
  u.category AS upstream_category, u.level AS upstream_level
FROM base_edge AS e
LEFT JOIN columns AS d ON d.row_id = e.column_id
LEFT JOIN columns AS u ON u.row_id = e.upstream_id;

CREATE VIEW grants AS SELECT id AS row_id, * FROM base_grant;
CREATE VIEW relationships AS SELECT id AS row_id, * FROM base_relationship;
CREATE VIEW disputes AS SELECT id AS row_id, * FROM base_dispute;
CREATE VIEW exposures AS SELECT id AS row_id, * FROM base_exposure;
CREATE VIEW changes AS SELECT id AS row_id, * FROM base_change;

CREATE VIEW catalog AS
SELECT 0 AS row_id, table_count, owned_tables, described_tables, column_count, described_columns,
  personal_columns, classified_columns,
  CASE table_count WHEN 0 THEN 100 ELSE owned_tables * 100 / table_count END AS owned_percent,
  CASE column_count WHEN 0 THEN 100 ELSE described_columns * 100 / column_count END
    AS described_percent,
  CASE personal_columns WHEN 0 THEN 100 ELSE classified_columns * 100 / personal_columns END
    AS classified_percent
FROM (
  SELECT count(*) AS table_count, count(nullif(owner, '')) AS owned_tables,
    count(nullif(description, '')) AS described_tables,
    coalesce(sum(column_count), 0) AS column_count,
    coalesce(sum(described_columns), 0) AS described_columns,
    coalesce(sum(personal_columns), 0) AS personal_columns,
    coalesce(sum(classified_columns), 0) AS classified_columns
  FROM base_table);

CREATE VIEW column_catalog AS
SELECT t.id AS catalog_id, t.source, t.schema_name, t.schema_name AS table_schema,
  t.table_name, c.column_name, c.type AS data_type, c.flags & 1 AS is_nullable,
  c.flags >> 3 AS pii_flag, k.category AS pii_category, k.classification,
  coalesce(k.owner, t.owner) AS data_owner,
  CASE WHEN k.encryption IS NULL THEN 'none' ELSE 'encrypted' END AS encryption_status,
  k.masking AS masking_policy,
  coalesce(k.retention_days, t.retention_days) AS retention_days,
  coalesce(k.environment, t.environment) AS environment,
  coalesce(k.description, c.description) AS description
FROM base_column AS c JOIN base_table AS t LEFT JOIN base_known AS k ON k.column_id = c.id
WHERE t.id = c.id / {WIDTH} AND c.id BETWEEN t.id * {WIDTH} AND t.id * {WIDTH} + {LAST};

CREATE VIEW data_dictionary AS SELECT * FROM column_catalog;

CREATE VIEW data_catalog AS
SELECT id AS catalog_id, source, schema_name, schema_name AS table_schema, table_name,
  pii AS pii_flag, categories AS pii_category, classification, owner AS data_owner,
  CASE WHEN encryption IS NULL THEN 'none' ELSE 'encrypted' END AS encryption_status,
  masking AS masking_policy, retention_days, environment, description
FROM base_table;
"""

SCHEMA = _TABLES + _VIEWS.replace("{WIDTH}", str(WIDTH)).replace("{LAST}", str(WIDTH - 1))

INSERTS = {
    name: f"INSERT INTO base_{name} VALUES ({', '.join('?' * width)})"  # noqa: S608
    for name, width in {
        "table": 33,
        "column": 5,
        "known": 20,
        "edge": 13,
        "grant": 13,
        "relationship": 11,
        "dispute": 10,
        "exposure": 11,
        "change": 17,
    }.items()
}
