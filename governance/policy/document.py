"""The YAML of a policy: its model, and from a file to a `Policy`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from governance import documents
from governance.documents import Document, Text
from governance.errors import ConfigError, PolicyError
from governance.faults import MUST_BE
from governance.model.judgement import PolicyInfo, Reference, Severity
from governance.model.location import Location
from governance.policy import templates
from governance.policy.policy import Parameter, Policy
from governance.policy.views import SUBJECTS

ID = r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$"

Subject = Literal[
    "column", "table", "edge", "grant", "relationship", "exposure", "dispute", "change", "catalog"
]
_Name = Annotated[
    str,
    Meta(
        pattern=r"^[a-z_][a-z0-9_]*$",
        extra={MUST_BE: "a name of small letters, digits and _, with a letter or _ first"},
    ),
]
_Rows = tuple[Mapping[str, Any], ...]


class BasisDocument(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """The law, standard or page a policy rests on."""

    ref: Annotated[Text, Meta(description="What it is called: GDPR Art. 32(1)(a).")]
    url: Annotated[Text | None, Meta(description="Where it can be read.")] = None


class GivenDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A small catalog: only what matters to the case, in the words of the views."""

    columns: Annotated[_Rows, Meta(description="Columns; each needs `column:`.")] = ()
    tables: Annotated[_Rows, Meta(description="Tables; each needs `table:`.")] = ()
    edges: Annotated[_Rows, Meta(description="Edges; each needs `from:` and `to:`.")] = ()
    grants: Annotated[_Rows, Meta(description="Grants; each needs `table:`.")] = ()
    relationships: Annotated[
        _Rows, Meta(description="Foreign keys; each needs `table:`, `columns:` and `referred:`.")
    ] = ()
    disputes: Annotated[
        _Rows,
        Meta(description="What is declared differently; each needs `subject:`, `key:`, `stated:`."),
    ] = ()
    exposures: Annotated[_Rows, Meta(description="Exposures; each needs `exposure:`.")] = ()
    changes: Annotated[
        _Rows, Meta(description="What a change does; each needs `subject:` and `alteration:`.")
    ] = ()


class TestDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the policy says of a small catalog."""

    __test__ = False

    name: Annotated[Text, Meta(description="What the case is, in a few words.")]
    given: Annotated[GivenDocument, Meta(description="The catalog.")]
    violations: Annotated[
        tuple[Text, ...], Meta(description="The names that violate; empty for none.")
    ]


class PolicyDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A policy: identity, reason, check, fix and its own tests."""

    id: Annotated[
        str,
        Meta(
            pattern=ID,
            extra={MUST_BE: "capital letters and digits in parts with - between, as ACME-001"},
            description="ACME-001: the file's name without .yaml; never used again for another "
            "policy.",
        ),
    ]
    title: Annotated[Text, Meta(description="What is true where the policy holds.")]
    severity: Annotated[
        Literal["block", "warn", "info"], Meta(description="What a violation does.")
    ]
    security: Annotated[
        Annotated[
            float, Meta(ge=0.1, le=10, extra={MUST_BE: "a number from 0.1 to 10, as CVSS counts"})
        ]
        | None,
        Meta(
            description="How severe a violation is as a matter of security, 0.1 to 10 in the bands "
            "of CVSS (4 medium, 7 high, 9 critical); left out for a policy about something else.",
        ),
    ] = None
    subject: Annotated[Subject | None, Meta(description="What one row of `where` is about.")] = None
    where: Annotated[
        Text | None, Meta(description="Which subjects the policy is about; all if left out.")
    ] = None
    require: Annotated[Text | None, Meta(description="What must be true of them.")] = None
    query: Annotated[
        Text | None, Meta(description="Instead: a SELECT whose rows are the violations.")
    ] = None
    parameters: Annotated[
        Mapping[_Name, int | float | str],
        Meta(
            description="Numbers and texts that lictor.yml may change, with defaults; "
            "`:name` in SQL."
        ),
    ] = {}
    message: Annotated[Text, Meta(description="What is wrong, with {names} of the view's columns.")]
    rationale: Annotated[Text, Meta(description="Why it matters.")]
    fix: Annotated[Text, Meta(description="Exactly what to write instead.")]
    basis: Annotated[
        tuple[BasisDocument, ...], Meta(description="Law and standards it rests on.")
    ] = ()
    tests: Annotated[
        tuple[TestDocument, ...],
        Meta(description="At least one that violates and one that does not."),
    ]

    def __post_init__(self) -> None:
        """Without the blanks around texts, and only with one check that its tests show to bite."""
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, str):
                msgspec.structs.force_setattr(self, name, value.strip())
        if self.query is not None:
            if self.subject or self.where or self.require:
                raise ValueError("a policy has subject, where and require, or query; not both")
        elif self.subject is None or self.require is None:
            raise ValueError("a policy needs subject and require, or query")
        if not any(test.violations for test in self.tests):
            raise ValueError("a policy needs a test with violations, which shows that it bites")
        if all(test.violations for test in self.tests):
            raise ValueError("a policy needs a test without violations (violations: [])")


def read(content: bytes, file: str) -> tuple[PolicyDocument, Document]:
    """A policy's file, validated; its SQL is looked at by `compiled`.

    Raises:
        PolicyError: it cannot be used, with the line and what was meant.
    """
    try:
        document = documents.load(content, file)
        policy = document.read_as(PolicyDocument)
    except ConfigError as error:
        raise PolicyError(error.message, location=error.location) from None
    name = file.rpartition("/")[2].rpartition(".")[0]
    if policy.id != name:
        raise PolicyError(
            f"the policy {policy.id} stands in a file named {name}; both must be the same",
            location=document.location("id"),
        )
    return policy, document


def compiled(content: bytes, file: str, *, builtin: bool = False) -> Policy:
    """A policy's file, ready to run.

    Raises:
        PolicyError: it cannot be used, or its SQL leaves the language.
    """
    # sqlglot: 0.2 s that reading and documenting a policy need not pay.
    from governance.policy import compilation
    from governance.policy.language.text import Text as SqlText

    policy, document = read(content, file)
    lines = content.decode("utf-8-sig").splitlines()

    def text(key: str, sql: str) -> SqlText:
        start = document.location(key)
        written = lines[start.line - 1][start.column - 1 :]
        if written.startswith(("|", ">")):
            return SqlText(sql, start, block=True)
        quoted = written.startswith(("'", '"'))
        return SqlText(sql, Location(file, start.line, start.column + quoted))

    used = templates.wanted(policy.message) | templates.wanted(policy.fix)
    parameters: dict[str, Parameter] = dict(policy.parameters)
    if policy.query is not None:
        found = compilation.query(text("query", policy.query), parameters)
        columns = frozenset(found.outputs)
    else:
        assert policy.subject is not None  # noqa: S101 - validated
        assert policy.require is not None  # noqa: S101 - validated
        where = text("where", policy.where) if policy.where is not None else None
        found = compilation.rule(
            policy.subject, where, text("require", policy.require), used, parameters
        )
        columns = frozenset(SUBJECTS[policy.subject].by_name)
    for key in ("message", "fix"):
        try:
            templates.check(getattr(policy, key), columns)
        except ValueError as error:
            raise PolicyError(str(error), location=document.location(key)) from None
    for name in parameters:
        if f":{name}" not in found.sql:
            raise PolicyError(
                f'the parameter "{name}" is not used; write :{name} in the SQL',
                location=document.location("parameters", name),
            )
    info = PolicyInfo(
        id=policy.id,
        title=policy.title,
        severity=Severity(policy.severity),
        rationale=" ".join(policy.rationale.split()),
        basis=tuple(Reference(basis.ref, basis.url) for basis in policy.basis),
        url=f"docs/policies/{policy.id}.md" if builtin else None,
        security=policy.security,
    )
    return Policy(
        info=info,
        sql=found.sql,
        outputs=found.outputs,
        kinds=found.kinds,
        reads=found.reads,
        subject=policy.subject,
        facts=found.facts,
        message=" ".join(policy.message.split()),
        fix=policy.fix,
        location=None if builtin else document.location("id"),
        parameters=parameters,
        scope=found.scope,
    )
