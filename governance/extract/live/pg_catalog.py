"""What is asked of PostgreSQL's system catalogs: one query a kind of object, whole schemas at once.

Each holds for PostgreSQL 13 to 18. `%(schemas)s` are oids of schemas, `%(tables)s` of tables.
Numbers stand for what would be the same text many times over, types and columns of keys: the
server looks each up once. Nothing is sorted here; whoever reads the rows puts them in order, so
that results do not depend on the database's collation.
Source: https://www.postgresql.org/docs/current/catalogs.html.
"""

from __future__ import annotations

SCHEMAS = """
    SELECT oid, nspname
    FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    ORDER BY nspname
"""

# Temporary tables are in schemas of their own, pg_temp_..., and so never among those asked for.
TABLES = """
    SELECT c.oid, n.nspname, c.relname, c.relkind::text, c.relrowsecurity,
           pg_get_userbyid(c.relowner), d.description, s.srvname, x.extname
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_description AS d
      ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
    LEFT JOIN pg_foreign_table AS f ON f.ftrelid = c.oid
    LEFT JOIN pg_foreign_server AS s ON s.oid = f.ftserver
    LEFT JOIN pg_depend AS e
      ON e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.objsubid = 0
     AND e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e'
    LEFT JOIN pg_extension AS x ON x.oid = e.refobjid
    WHERE c.relnamespace = ANY (%(schemas)s) AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
"""

COLUMNS = """
    SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.atthasdef,
           a.attidentity::text, a.attgenerated::text, d.description
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid
    LEFT JOIN pg_description AS d
      ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
    WHERE c.relnamespace = ANY (%(schemas)s) AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
      AND a.attnum > 0 AND NOT a.attisdropped
"""

# The search path is pg_catalog alone: any other type comes out with its schema.
TYPES = """
    SELECT t.id, t.modifier, format_type(t.id, t.modifier)
    FROM unnest(%(types)s::oid[], %(modifiers)s::int4[]) AS t (id, modifier)
"""

# The expression of a default, or of a generated column. It holds literals: see `pg_tables`.
DEFAULTS = """
    SELECT d.adrelid, d.adnum, pg_get_expr(d.adbin, d.adrelid)
    FROM pg_attrdef AS d
    WHERE d.adrelid = ANY (%(tables)s)
"""

# A foreign key to a partitioned table has a copy for each partition it refers to, on the same
# table; a copy that a partition inherits from its parent is that partition's own and stays.
CONSTRAINTS = """
    SELECT k.conrelid, k.contype::text, k.conname, k.conkey, fn.nspname, f.relname, k.confrelid,
           k.confkey
    FROM pg_constraint AS k
    JOIN pg_class AS c ON c.oid = k.conrelid
    LEFT JOIN pg_constraint AS parent ON parent.oid = k.conparentid
    LEFT JOIN pg_class AS f ON f.oid = k.confrelid
    LEFT JOIN pg_namespace AS fn ON fn.oid = f.relnamespace
    WHERE c.relnamespace = ANY (%(schemas)s) AND k.contype IN ('p', 'u', 'f')
      AND parent.conrelid IS DISTINCT FROM k.conrelid
"""

# The columns of tables that foreign keys refer to in schemas that are not read.
REFERRED = """
    SELECT a.attrelid, a.attnum, a.attname
    FROM pg_attribute AS a
    WHERE a.attrelid = ANY (%(tables)s) AND a.attnum > 0
"""

# Indexes that stand behind a constraint are told by the constraint. An expression has number 0.
INDEXES = """
    SELECT i.indrelid, x.relname, i.indisunique AND i.indpred IS NULL,
           (i.indkey::int2[])[0:i.indnkeyatts - 1]
    FROM pg_index AS i
    JOIN pg_class AS x ON x.oid = i.indexrelid
    JOIN pg_class AS c ON c.oid = i.indrelid
    LEFT JOIN pg_constraint AS k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u')
    WHERE c.relnamespace = ANY (%(schemas)s) AND i.indislive AND k.oid IS NULL
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
          AND a.attacl IS NOT NULL
          AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND x.grantee <> c.relowner
    ) AS g ("table", grantee, privilege, grantable, "column", place)
    GROUP BY g.table, g.grantee, g.privilege, g.grantable, g.column IS NULL
"""

# What ALTER DEFAULT PRIVILEGES gives on tables that a role will make; in no schema means in any.
FUTURE_GRANTS = """
    SELECT DISTINCT coalesce(n.nspname::text, '*'),
           CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee)::text END,
           x.privilege_type, x.is_grantable
    FROM pg_default_acl AS d
    LEFT JOIN pg_namespace AS n ON n.oid = d.defaclnamespace, aclexplode(d.defaclacl) AS x
    WHERE d.defaclobjtype = 'r' AND x.grantee <> d.defaclrole
      AND (d.defaclnamespace = 0 OR d.defaclnamespace = ANY (%(schemas)s))
"""

# PostgreSQL's own roles, pg_read_all_data and the like, are told only where somebody is in them.
ROLES = """
    SELECT oid, rolname, rolcanlogin, rolsuper, rolsuper OR rolbypassrls
    FROM pg_roles
    WHERE rolname !~ '^pg_'
"""

MEMBERSHIPS = """
    SELECT m.member, pg_get_userbyid(m.roleid)
    FROM pg_auth_members AS m
"""

# Since PostgreSQL 16 a member may be one only to let others in, who has none of the rights itself.
MEMBERSHIPS_16 = f"""{MEMBERSHIPS}
    WHERE m.inherit_option OR m.set_option
"""

# A policy on a table whose row security is off filters nothing, and one for writing hides nothing.
POLICIES = """
    SELECT p.polrelid, p.polname, p.polpermissive, 0 = ANY (p.polroles),
           CASE WHEN p.polqual::text LIKE '{CONST %%'
                THEN pg_get_expr(p.polqual, p.polrelid) = 'true' ELSE false END
    FROM pg_policy AS p
    JOIN pg_class AS c ON c.oid = p.polrelid
    WHERE c.relnamespace = ANY (%(schemas)s) AND c.relrowsecurity AND p.polcmd IN ('*', 'r')
"""

# PostgreSQL Anonymizer's masks are security labels; they hold for roles that are labelled MASKED.
# https://postgresql-anonymizer.readthedocs.io/en/stable/declare_masking_rules/
MASKS = """
    SELECT l.objoid, a.attname, l.label,
           EXISTS (SELECT FROM pg_shseclabel AS r
                   WHERE r.classoid = 'pg_authid'::regclass AND r.provider = l.provider
                     AND r.label ~* '^\\s*MASKED\\s*$')
    FROM pg_seclabel AS l
    JOIN pg_class AS c ON c.oid = l.objoid
    JOIN pg_attribute AS a ON a.attrelid = l.objoid AND a.attnum = l.objsubid
    WHERE c.relnamespace = ANY (%(schemas)s) AND l.classoid = 'pg_class'::regclass
      AND l.objsubid > 0 AND l.label ~* '^\\s*MASKED\\s+WITH\\M'
"""

# The query of a view holds literals: see `views`.
VIEWS = """
    SELECT c.oid, pg_get_viewdef(c.oid)
    FROM pg_class AS c
    WHERE c.oid = ANY (%(tables)s)
"""

INHERITANCE = """
    SELECT h.inhparent, h.inhrelid, c.relispartition
    FROM pg_inherits AS h
    JOIN pg_class AS c ON c.oid = h.inhrelid
    JOIN pg_class AS p ON p.oid = h.inhparent
    WHERE c.relnamespace = ANY (%(schemas)s) AND p.relnamespace = ANY (%(schemas)s)
      AND c.relkind IN ('r', 'p', 'f')
"""

# Estimates that anybody may see; pg_statistic, which holds values, is never asked.
STATISTICS = """
    SELECT c.oid, c.reltuples, c.relpages,
           CASE WHEN c.relkind IN ('r', 'm') THEN pg_total_relation_size(c.oid) END,
           greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid))
    FROM pg_class AS c
    WHERE c.oid = ANY (%(tables)s)
"""
