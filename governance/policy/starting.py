"""What `lictor policy new` writes: a policy that works, with a comment on every part."""

from __future__ import annotations

_FILE = """\
# A policy. Change it, then run: lictor policy test <this file>
# The words of the language, and every column there is: docs/policies/language.md

id: <ID>                  # the file's name; never used again for another policy
title: Health data lies behind row-level security
severity: warn                # block (stops a change), warn, info

# Either: what one row is about (column, table, edge, grant, relationship, exposure, dispute,
# catalog), which of them the policy is about, and what must be true of them. NULL ("not known")
# does not pass.
subject: table
where: special and kind = 'table' and environment = :guarded
require: row_security
# Or, instead of these three: query, a whole SELECT whose rows are the violations. Columns named
# schema_name, table_name and column_name say whom a row is about.

# Values that lictor.yml may change: policies: {parameters: {<ID>: {guarded: staging}}}
parameters: {guarded: production}

# {table} and {column} are full names, {category} says what a column holds, and every column of the
# view may be named.
message: "{table} holds a special category in {environment}, and every reader sees every row"
rationale: Say why it matters, in a sentence that convinces whoever is blocked by it.
fix: |-
  say exactly what to write instead:
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
basis:                        # law and standards it rests on; leave it out if there are none
  - {ref: GDPR Art. 9(1), url: "https://eur-lex.europa.eu/eli/reg/2016/679/oj"}

# Small catalogs with only what matters, and the names that violate. At least one test must find
# something, and one must find nothing.
tests:
  - name: diagnoses that everybody may read
    given:
      tables: [{table: clinic.diagnoses, environment: production}]
      columns: [{column: clinic.diagnoses.code, category: health}]
    violations: [clinic.diagnoses]
  - name: diagnoses behind row-level security
    given:
      tables: [{table: clinic.diagnoses, environment: production, row_security: true}]
      columns: [{column: clinic.diagnoses.code, category: health}]
    violations: []
"""


def starting_file(policy_id: str) -> str:
    """The text of a new policy's file."""
    return _FILE.replace("<ID>", policy_id)
