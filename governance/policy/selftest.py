"""A policy's own tests: small catalogs written in its file, run through the same engine."""

from __future__ import annotations

from msgspec import Struct

from governance.documents import Document
from governance.errors import PolicyError
from governance.model.location import Location
from governance.policy import document
from governance.policy.evaluate import evaluate
from governance.policy.given import catalog
from governance.policy.load import PolicyFile, compiled
from governance.policy.policy import Policy


class TestResult(Struct, frozen=True):
    """One test. `missed` should have violated and did not; `unexpected` the other way round.

    `problem` says why the policy could not be evaluated, None when it could.
    """

    __test__ = False

    name: str
    location: Location
    missed: tuple[str, ...] = ()
    unexpected: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def passed(self) -> bool:
        """Whether the policy said what its test expects."""
        return not (self.missed or self.unexpected or self.problem)


def run(file: PolicyFile) -> tuple[Policy, tuple[TestResult, ...]]:
    """Compile a policy and run its tests, with its default parameters.

    Raises:
        PolicyError: the file cannot be used, or a test describes no possible catalog.
    """
    policy = compiled(file)
    written, positions = document.read(file.content, file.path)
    results = []
    for number, test in enumerate(written.tests):
        given = catalog(test.given, positions, ("tests", number, "given"))
        expected = _named(test.violations, positions, number)
        answer = evaluate(given, [policy])
        found = {violation.subject for violation in answer.violations}
        results.append(
            TestResult(
                name=test.name,
                location=positions.location("tests", number, "name"),
                missed=tuple(sorted(expected - found)),
                unexpected=tuple(sorted(found - expected)),
                problem=answer.problems[0].message if answer.problems else None,
            )
        )
    return policy, tuple(results)


def _named(violations: tuple[str, ...], positions: Document, number: int) -> set[str]:
    doubled = {name for name in violations if violations.count(name) > 1}
    if doubled:
        raise PolicyError(
            "a name stands twice in violations; each subject is reported once",
            location=positions.location("tests", number, "violations"),
        )
    return set(violations)
