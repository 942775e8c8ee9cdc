"""Who may write the store and who may read it: PostgreSQL's roles, as a script to run.

Source: https://www.postgresql.org/docs/current/sql-grant.html.
"""

from __future__ import annotations

from governance.catalog import schema as s

SCANNER, READER = "lictor_scanner", "lictor_reader"


def script(database: str, scanner: str = SCANNER, reader: str = READER) -> str:
    """SQL that makes two roles and gives each what it needs and nothing else; it may run again.

    `scanner` writes what scans find, and can add to history but change nothing of it; `reader`
    (the gate, reports) reads. Neither may log in: grant them to the users that do.
    """
    return "\n".join(
        (
            "-- Roles of Lictor's catalog; run as the owner of its tables, after each",
            "-- lictor catalog upgrade. Then: GRANT " + _name(scanner) + " TO the user that scans.",
            "BEGIN;",
            *(_role(role) for role in (scanner, reader)),
            *(
                f"GRANT CONNECT ON DATABASE {_name(database)} TO {_name(role)};"
                for role in (scanner, reader)
            ),
            f"REVOKE ALL ON SCHEMA {s.SCHEMA} FROM PUBLIC;",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA {s.SCHEMA} FROM PUBLIC;",
            *(line for role in (scanner, reader) for line in _reads(role)),
            *_writes(scanner),
            "COMMIT;",
            "",
        )
    )


def _role(role: str) -> str:
    """A role, if there is none of that name yet."""
    tag = "lictor"
    while f"${tag}$" in role:
        tag += "_"
    return (
        f"DO ${tag}$ BEGIN IF NOT EXISTS "
        f"(SELECT FROM pg_catalog.pg_roles WHERE rolname = {_text(role)}) "
        f"THEN CREATE ROLE {_name(role)} NOLOGIN; END IF; END ${tag}$;"
    )


def _reads(role: str) -> tuple[str, ...]:
    return (
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {s.SCHEMA} FROM {_name(role)};",
        f"GRANT USAGE ON SCHEMA {s.SCHEMA} TO {_name(role)};",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {s.SCHEMA} TO {_name(role)};",
    )


def _writes(role: str) -> tuple[str, ...]:
    added = [f"{s.SCHEMA}.{name}" for name in s.APPEND_ONLY]
    changed = [f"{s.SCHEMA}.{name}" for name in s.metadata.tables if name not in s.APPEND_ONLY]
    return (
        f"GRANT INSERT ON {', '.join(added)} TO {_name(role)};",
        f"GRANT INSERT, UPDATE, DELETE ON {', '.join(sorted(changed))} TO {_name(role)};",
    )


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: str) -> str:
    """A string constant, whatever standard_conforming_strings says."""
    quoted = value.replace("'", "''")
    return f"E'{quoted}'".replace("\\", "\\\\") if "\\" in value else f"'{quoted}'"
