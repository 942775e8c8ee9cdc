"""What is asked of PostgreSQL's system catalogs: one query a kind of object, whole schemas at once.

Each takes the schemas' oids as `%(schemas)s` and holds for PostgreSQL 13 to 18. Names are compared
and ordered bytewise (type "name"), so results do not depend on the database's collation.
Source: https://www.postgresql.org/docs/current/catalogs.html.
"""

from __future__ import annotations

SCHEMAS = """
    SELECT oid, nspname
    FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    ORDER BY nspname
"""

TABLES = """
    SELECT c.oid, n.nspname, c.relname, c.relkind::text, c.relrowsecurity,
           obj_description(c.oid, 'pg_class')
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relnamespace = ANY (%(schemas)s) AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
    ORDER BY n.nspname, c.relname
"""

# A default's expression may hold personal data: only that there is one is asked.
COLUMNS = """
    SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
           a.atthasdef OR a.attidentity <> '', col_description(a.attrelid, a.attnum)
    FROM pg_attribute AS a
    JOIN pg_class AS c ON c.oid = a.attrelid
    WHERE c.relnamespace = ANY (%(schemas)s) AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
      AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attrelid, a.attnum
"""

# A foreign key to a partitioned table has a copy for each partition it refers to, on the same
# table; a copy that a partition inherits from its parent is that partition's own and stays.
CONSTRAINTS = """
    SELECT k.conrelid, k.contype::text, k.conname,
           ARRAY(SELECT a.attname::text
                 FROM unnest(k.conkey) WITH ORDINALITY AS u (num, place)
                 JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.num
                 ORDER BY u.place),
           fn.nspname, f.relname,
           ARRAY(SELECT a.attname::text
                 FROM unnest(k.confkey) WITH ORDINALITY AS u (num, place)
                 JOIN pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = u.num
                 ORDER BY u.place)
    FROM pg_constraint AS k
    JOIN pg_class AS c ON c.oid = k.conrelid
    LEFT JOIN pg_constraint AS parent ON parent.oid = k.conparentid
    LEFT JOIN pg_class AS f ON f.oid = k.confrelid
    LEFT JOIN pg_namespace AS fn ON fn.oid = f.relnamespace
    WHERE c.relnamespace = ANY (%(schemas)s) AND k.contype IN ('p', 'u', 'f')
      AND parent.conrelid IS DISTINCT FROM k.conrelid
    ORDER BY k.conrelid, k.contype, k.conname
"""

# Indexes that stand behind a constraint are told by the constraint.
INDEXES = """
    SELECT i.indrelid, x.relname, i.indisunique AND i.indpred IS NULL,
           ARRAY(SELECT a.attname::text
                 FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS u (num, place)
                 JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = u.num
                 WHERE u.place <= i.indnkeyatts
                 ORDER BY u.place)
    FROM pg_index AS i
    JOIN pg_class AS x ON x.oid = i.indexrelid
    JOIN pg_class AS c ON c.oid = i.indrelid
    WHERE c.relnamespace = ANY (%(schemas)s) AND i.indislive
      AND NOT EXISTS (SELECT FROM pg_constraint AS k
                      WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
    ORDER BY i.indrelid, x.relname
"""

# The owner may do everything; only what others may do is a grant. Grantee 0 is everyone.
GRANTS = """
    SELECT g.table, CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(g.grantee)::text END,
           g.privilege, g.grantable,
           array_remove(array_agg(g.column ORDER BY g.place), NULL)
    FROM (
        SELECT c.oid, x.grantee, x.privilege_type, x.is_grantable, NULL::text, 0
        FROM pg_class AS c, aclexplode(c.relacl) AS x
        WHERE c.relnamespace = ANY (%(schemas)s) AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
          AND x.grantee <> c.relowner
        UNION ALL
        SELECT c.oid, x.grantee, x.privilege_type, x.is_grantable, a.attname::text, a.attnum
        FROM pg_attribute AS a
        JOIN pg_class AS c ON c.oid = a.attrelid, aclexplode(a.attacl) AS x
        WHERE c.relnamespace = ANY (%(schemas)s) AND NOT a.attisdropped
          AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND x.grantee <> c.relowner
    ) AS g ("table", grantee, privilege, grantable, "column", place)
    GROUP BY g.table, g.grantee, g.privilege, g.grantable, g.column IS NULL
    ORDER BY 1, 2, 3, 4, 5
"""

# A policy on a table whose row security is off filters nothing.
POLICIES = """
    SELECT p.polrelid, p.polname
    FROM pg_policy AS p
    JOIN pg_class AS c ON c.oid = p.polrelid
    WHERE c.relnamespace = ANY (%(schemas)s) AND c.relrowsecurity
    ORDER BY p.polrelid, p.polname
"""

# The statement holds literals: it is followed and forgotten.
VIEWS = """
    SELECT c.oid, 'CREATE VIEW v AS ' || pg_get_viewdef(c.oid)
    FROM pg_class AS c
    WHERE c.relnamespace = ANY (%(schemas)s) AND c.relkind IN ('v', 'm')
    ORDER BY c.oid
"""

PARTITIONS = """
    SELECT h.inhparent, h.inhrelid
    FROM pg_inherits AS h
    JOIN pg_class AS c ON c.oid = h.inhrelid
    JOIN pg_class AS p ON p.oid = h.inhparent
    WHERE c.relnamespace = ANY (%(schemas)s) AND p.relnamespace = ANY (%(schemas)s)
      AND c.relkind IN ('r', 'p', 'f')
    ORDER BY h.inhrelid, h.inhseqno
"""
