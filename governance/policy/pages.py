"""The documentation of policies, made from the policies and from the language's own lists."""

from __future__ import annotations

from collections.abc import Sequence

from governance.policy import document
from governance.policy.document import PolicyDocument
from governance.policy.language.functions import ALIASES, FUNCTIONS, Function
from governance.policy.load import PolicyFile, builtin, packs
from governance.policy.templates import placeholders
from governance.policy.views import VIEWS, View

_SEVERITIES = {
    "block": "stops a change",
    "warn": "is reported, and stops nothing",
    "info": "is mentioned",
}


def pages(files: Sequence[PolicyFile] | None = None) -> dict[str, str]:
    """Every page of docs/policies/ by its file name: one a policy, the index, the language.

    `files` are the built-in policies where nothing else is given.
    """
    if files is None:
        files = [file for pack in packs() for file in builtin(pack)]
    policies = sorted(
        ((document.read(file.content, file.path)[0], file) for file in files),
        key=lambda pair: pair[0].id,
    )
    made = {f"{policy.id}.md": _page(policy, file) for policy, file in policies}
    made["README.md"] = _index(policies)
    made["language.md"] = _language()
    return made


def _index(policies: Sequence[tuple[PolicyDocument, PolicyFile]]) -> str:
    lines = [
        "# Policies",
        "",
        "Those that come with Lictor. Each page says what the policy checks, why, and exactly how",
        "to fix what it finds. How to write your own: [the language](language.md).",
        "",
        "| policy | | what holds where it is kept |",
        "|---|---|---|",
    ]
    lines += [
        f"| [{policy.id}]({policy.id}.md) | {policy.severity} | {policy.title} |"
        for policy, _ in policies
    ]
    return "\n".join(lines) + "\n"


def _page(policy: PolicyDocument, file: PolicyFile) -> str:
    parts = [
        f"# {policy.id}: {policy.title}",
        f"**{policy.severity}** ({_SEVERITIES[policy.severity]}), [{file.path}](../../{file.path})",
        " ".join(policy.rationale.split()),
        "## What it checks",
        _check(policy),
    ]
    if policy.parameters:
        parts.append(
            "Values that `lictor.yml` may change, here with their defaults:\n\n"
            + _fenced("yaml", _parameters(policy))
        )
    parts += [
        "It says: " + _quoted(policy.message),
        "## How to fix it",
        _fenced("text", policy.fix.rstrip()),
    ]
    names = placeholders(policy.fix)
    if names:
        told = ", ".join(f"`{{{name}}}`" for name in dict.fromkeys(names))
        parts.append(f"The report writes the names of what it found in place of {told}.")
    if policy.basis:
        parts.append("## What it rests on")
        parts.append(
            "\n".join(
                f"- [{basis.ref}]({basis.url})" if basis.url else f"- {basis.ref}"
                for basis in policy.basis
            )
        )
    parts += ["## Its tests", _tests(policy)]
    parts.append(
        "Not now? `lictor.yml` can change its severity or switch it off: "
        f"`policies: {{severity: {{{policy.id}: warn}}}}` (block, warn, info, off)."
    )
    return "\n\n".join(parts) + "\n"


def _check(policy: PolicyDocument) -> str:
    if policy.query is not None:
        return "Each row of this query is a violation:\n\n" + _fenced("sql", policy.query.rstrip())
    about = f"For each {policy.subject}"
    if policy.subject == "catalog":
        about = "For the catalog as a whole"
    if policy.where:
        about += " of which this is true,"
    lines = [about + (":" if policy.where else " this must be true:")]
    if policy.where:
        lines += [_fenced("sql", policy.where.rstrip()), "this must be true too:"]
    lines.append(_fenced("sql", (policy.require or "").rstrip()))
    return "\n\n".join(lines)


def _parameters(policy: PolicyDocument) -> str:
    values = ", ".join(f"{name}: {value}" for name, value in policy.parameters.items())
    return f"policies: {{parameters: {{{policy.id}: {{{values}}}}}}}"


def _tests(policy: PolicyDocument) -> str:
    lines = ["| case | violations |", "|---|---|"]
    for test in policy.tests:
        found = ", ".join(f"`{name}`" for name in test.violations) or "none"
        lines.append(f"| {_cell(test.name)} | {found} |")
    return "\n".join(lines)


def _language() -> str:
    parts = [_INTRODUCTION, "## The views"]
    parts += [_view(view) for view in VIEWS.values()]
    parts.append(_OPERATORS)
    parts.append("## Functions")
    parts.append(_functions([f for f in FUNCTIONS.values() if not f.aggregate]))
    parts.append("These read many rows; they stand in a `query:`, or in a subquery.")
    parts.append(_functions([f for f in FUNCTIONS.values() if f.aggregate]))
    others = ", ".join(f"`{alias}` for `{name}`" for alias, name in sorted(ALIASES.items()))
    parts.append(f"Other names for the same: {others}.")
    parts.append(_ENDING)
    return "\n\n".join(parts) + "\n"


def _view(view: View) -> str:
    title = f"### governance.{view.name}"
    if view.subject:
        title += f" (subject: {view.subject})"
    lines = [title, "", view.description, "", "| column | type | what it says |", "|---|---|---|"]
    lines += [f"| `{c.name}` | {c.type} | {_cell(c.description)} |" for c in view.columns]
    return "\n".join(lines)


def _functions(functions: Sequence[Function]) -> str:
    lines = ["| function | for example | what it gives |", "|---|---|---|"]
    lines += [f"| `{f.name}` | `{_cell(f.example)}` | {_cell(f.description)} |" for f in functions]
    return "\n".join(lines)


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


def _quoted(text: str) -> str:
    return f"“{' '.join(text.split())}”"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


_INTRODUCTION = """\
# The language of policies

A policy says with `subject`, `where` and `require` which things it is about and what must be true
of them; or with `query`, a whole SELECT, which rows are violations. Both are written in a part of
PostgreSQL's SQL, over the views below. `lictor policy new ACME-001` writes one to start from.

- A thing violates where `where` is true and `require` is not. NULL, which is "not known", is not
  true: it is no reason to look, and no pass.
- A row of a query is about the column it names in `column_name`, or the table in `table_name`
  (with `schema_name` or `table_schema`, and `source`), or `catalog_id`; else about the catalog.
- Names that do not exist, types that do not fit and whatever is not on this page are refused, with
  the line and what was meant. Nothing is passed on that is not understood.
- Policies run sealed: they read these views and nothing else, within limits of time and memory. One
  that runs into a limit has not passed; the check then ends with exit code 2.
- In `message` and `fix`, `{column}` and `{table}` are full names, `{category}` says in words what a
  column holds (`{category_key}` is its key), `{upstream}` is an edge's other end, and every column
  of the view (or output of the query) may be named."""

_OPERATORS = """\
## Operators

| | |
|---|---|
| truth | `and` `or` `not`, `is [not] true`, `is [not] false`, `is [not] unknown` |
| comparison | `=` `<>` `!=` `<` `<=` `>` `>=`, `[not] between a and b`, `is [not] distinct from` |
| NULL | `is null`, `is not null` |
| lists | `[not] in (a, b)`, `[not] in (select ...)`, `= any(...)`, `<> all(...)` |
| a list column | `'declared' = any(basis)`, `'declared' <> all(basis)`, `cardinality(basis)` |
| patterns | `[not] like`, `[not] ilike`, `escape`; regular expressions: `~` `~*` `!~` `!~*` |
| numbers | `+` `-` `*` `/` `%`; whole numbers divide to whole numbers, by zero is an error |
| texts | `\\|\\|` |
| choices | `case when ... then ... else ... end`, `case x when ... then ... end` |
| casts | `x::text`, `cast(x as text)`; to text, boolean, int, bigint, double precision |
| subqueries | `exists (select ...)`, `(select max(...) ...)`; `this.column` is the row at hand |
| parameters | `:name`, declared under `parameters:` with a default |

A query may have `WITH`, `JOIN` (inner, left, right, full, cross; `ON` or `USING`), `GROUP BY`,
`HAVING`, `DISTINCT`, `UNION`, `INTERSECT`, `EXCEPT`, `ORDER BY`, `LIMIT` and `OFFSET`. It has no
window functions, no recursion, and no dates, because the views hold none.

A regular expression is written out in quotes and has literals, `.`, `[...]` with ranges and
`[:alpha:]`, `^`, `$`, groups, `|`, `* + ? {m,n}`, `\\d \\w \\s`, and the word boundaries
`\\y \\m \\M`.
Texts are compared character by character (the C collation)."""

_ENDING = """\
## Queries brought along

`governance.column_catalog`, `governance.data_catalog` and `governance.data_dictionary` have the
columns that home-grown engines use, so that their queries run as they are. `encryption_status` is
'encrypted' or 'none'; `IS NULL` on it is true for 'none' as well."""
