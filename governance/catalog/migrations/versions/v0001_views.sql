-- The views for queries that teams bring along; governance.policy.views says what they mean.
-- {LIST} is string_agg or group_concat.

-- What people declared, a row for each column and, with no column, for the table.
CREATE VIEW declared AS
SELECT table_id, column_name,
  max(CASE WHEN key = 'owner' THEN said END) AS owner,
  max(CASE WHEN key = 'environment' THEN said END) AS environment,
  max(CASE WHEN key = 'description' THEN said END) AS description,
  max(CASE WHEN key = 'retention_days' THEN said END) AS retention_days,
  max(CASE WHEN key = 'masking' AND lower(said) <> 'none' THEN said END) AS masking,
  max(CASE WHEN key = 'encryption' AND lower(said) <> 'none' THEN said END) AS encryption
FROM (SELECT table_id, column_name, key, nullif(trim(value), '') AS said FROM facts) AS f
GROUP BY table_id, column_name;

-- How each column is protected and, with no column, each table.
CREATE VIEW protected AS
SELECT table_id, column_name,
  max(CASE WHEN kind = 'masking' THEN method END) AS masking,
  max(CASE WHEN kind = 'encryption' THEN method END) AS encryption
FROM (
  SELECT table_id, column_name, kind, coalesce(nullif(trim(method), ''), 'present') AS method
  FROM protections
  UNION ALL
  SELECT table_id, column_name, kind, coalesce(nullif(trim(method), ''), 'present')
  FROM wanted_protections
) AS p
GROUP BY table_id, column_name;

CREATE VIEW column_catalog AS
SELECT t.id AS catalog_id, s.source_name AS source, t.schema_name, t.schema_name AS table_schema,
  t.table_name, c.column_name, c.type AS data_type, c.nullable AS is_nullable,
  coalesce(k.category <> 'none', false) AS pii_flag, k.category AS pii_category,
  CASE WHEN k.confirmed THEN k.level END AS classification,
  coalesce(own.owner, whole.owner) AS data_owner,
  CASE WHEN coalesce(own.encryption, p.encryption, q.encryption) IS NULL
    THEN 'none' ELSE 'encrypted' END AS encryption_status,
  coalesce(own.masking, p.masking, q.masking, CASE WHEN k.pseudonym = 'keyed' THEN 'keyed' END)
    AS masking_policy,
  CAST(coalesce(own.retention_days, whole.retention_days) AS integer) AS retention_days,
  coalesce(own.environment, whole.environment) AS environment,
  coalesce(own.description, nullif(trim(c.comment), '')) AS description
FROM columns AS c
JOIN tables AS t ON t.id = c.table_id
JOIN sources AS s ON s.id = t.source_id
LEFT JOIN classifications AS k ON k.table_id = c.table_id AND k.column_name = c.column_name
LEFT JOIN declared AS own ON own.table_id = c.table_id AND own.column_name = c.column_name
LEFT JOIN declared AS whole ON whole.table_id = c.table_id AND whole.column_name IS NULL
LEFT JOIN protected AS p ON p.table_id = c.table_id AND p.column_name = c.column_name
LEFT JOIN protected AS q ON q.table_id = c.table_id AND q.column_name IS NULL
WHERE t.kind IS NOT NULL;

CREATE VIEW data_dictionary AS SELECT * FROM column_catalog;

-- What the columns of each table have in common; ranks are those of the levels.
CREATE VIEW column_totals AS
SELECT catalog_id,
  sum(CASE WHEN pii_flag THEN 1 ELSE 0 END) AS personal,
  sum(CASE WHEN pii_flag AND classification IS NOT NULL THEN 1 ELSE 0 END) AS classified,
  sum(CASE WHEN pii_flag AND encryption_status = 'encrypted' THEN 1 ELSE 0 END) AS encrypted,
  sum(CASE WHEN pii_flag AND masking_policy IS NOT NULL THEN 1 ELSE 0 END) AS masked,
  max(CASE WHEN pii_flag THEN level_rank END) AS personal_rank,
  max(level_rank) AS any_rank
FROM (
  SELECT catalog_id, pii_flag, classification, encryption_status, masking_policy,
    CASE classification WHEN 'public' THEN 0 WHEN 'internal' THEN 1 WHEN 'confidential' THEN 2
      WHEN 'restricted' THEN 3 END AS level_rank
  FROM column_catalog
) AS d
GROUP BY catalog_id;

CREATE VIEW data_catalog AS
SELECT t.id AS catalog_id, s.source_name AS source, t.schema_name, t.schema_name AS table_schema,
  t.table_name, coalesce(n.personal, 0) > 0 AS pii_flag,
  (SELECT {LIST}(w.word, ', '{ORDER}) FROM (
    SELECT DISTINCT k.category AS word FROM classifications AS k
    JOIN columns AS c ON c.table_id = k.table_id AND c.column_name = k.column_name
    WHERE k.table_id = t.id AND k.category <> 'none' ORDER BY k.category
  ) AS w) AS pii_category,
  CASE WHEN n.personal = n.classified THEN
    CASE CASE WHEN n.personal > 0 THEN n.personal_rank ELSE n.any_rank END
      WHEN 0 THEN 'public' WHEN 1 THEN 'internal' WHEN 2 THEN 'confidential'
      WHEN 3 THEN 'restricted' END
  END AS classification,
  whole.owner AS data_owner,
  CASE WHEN n.personal > 0 AND n.personal = n.encrypted THEN 'encrypted' ELSE 'none' END
    AS encryption_status,
  CASE WHEN n.personal > 0 AND n.personal = n.masked THEN (
    SELECT {LIST}(w.word, ', '{ORDER}) FROM (
      SELECT DISTINCT d.masking_policy AS word FROM column_catalog AS d
      WHERE d.catalog_id = t.id AND d.pii_flag ORDER BY d.masking_policy
    ) AS w) END AS masking_policy,
  CAST(whole.retention_days AS integer) AS retention_days,
  whole.environment,
  coalesce(whole.description, nullif(trim(t.comment), '')) AS description
FROM tables AS t
JOIN sources AS s ON s.id = t.source_id
LEFT JOIN declared AS whole ON whole.table_id = t.id AND whole.column_name IS NULL
LEFT JOIN column_totals AS n ON n.catalog_id = t.id
WHERE t.kind IS NOT NULL;
