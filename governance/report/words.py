"""The sentences that several formats share."""

from __future__ import annotations

from governance.model.judgement import PolicyInfo, Severity, Step, Verdict, Violation
from governance.model.names import printable

VERB = {Severity.BLOCK: "blocks", Severity.WARN: "warns", Severity.INFO: "notes"}


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 file`, `2 files`, `1,204 statements`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def line(text: str) -> str:
    """Text of a verdict on one line, safe to print."""
    return printable(text.replace("\n", " "))


def headline(violation: Violation) -> str:
    """What is wrong with what: the message, with the subject in front when it does not name it."""
    message, subject = line(violation.message), line(violation.subject)
    return message if subject in message else f"{subject}: {message}"


def steps(violation: Violation) -> list[str]:
    """The way that the data took, a line each for the column, every step, and where it begins.

    Empty for a way of one step, which the notes tell.
    """
    way = violation.way
    if way is None or len(way.steps) + way.left_out < 2:
        return []
    before, after = way.halves
    lines = [way.steps[0].column, *map(_step, before)]
    if way.left_out:
        lines.append(f"… {counted(way.left_out, 'more step')} …")
        lines += map(_step, after)
    if way.begins:
        lines[-1] += f" ({way.begins})"
    return [line(text) for text in lines]


def _step(step: Step) -> str:
    place = f", {step.location.file}:{step.location.line}" if step.location else ""
    return f"← {step.made} {step.upstream}{place}"


def why(policy: PolicyInfo) -> str:
    """The reason for a policy and what it rests on; "" when the policy gives none."""
    references = ", ".join(reference.ref for reference in policy.basis)
    reason = " ".join(policy.rationale.split())
    return line(f"{reason} {references}".strip())


def outcome(verdict: Verdict) -> list[str]:
    """One to three sentences: what blocks, what could not be judged, what does not block."""
    new = "new " if verdict.base is not None else ""
    blocking, warnings, notes = (sum(v.severity is s for v in verdict.new) for s in Severity)
    sentences = []
    if blocking:
        verb = "blocks" if blocking == 1 else "block"
        sentences.append(f"{counted(blocking, new + 'violation')} {verb}.")
    if verdict.new_problems:
        sentences.append(
            f"{counted(len(verdict.new_problems), new + 'problem')}: what could not be read or "
            f"judged is not taken for clean."
        )
    if not sentences:
        sentences.append("Nothing blocks." if verdict.new else f"No {new}violation.")
    softer = []
    if warnings:
        softer.append(counted(warnings, "warning"))
    if notes:
        softer.append(counted(notes, "note"))
    if softer:
        verb = "does" if warnings + notes == 1 else "do"
        sentences.append(f"{' and '.join(softer)} {verb} not block.")
    return sentences


def older(verdict: Verdict) -> str:
    """How much stood before the change and does not block it; "" when nothing did."""
    parts = []
    if verdict.existing:
        parts.append(counted(len(verdict.existing), "older violation"))
    if verdict.existing_problems:
        parts.append(counted(len(verdict.existing_problems), "older problem"))
    if not parts:
        return ""
    total = len(verdict.existing) + len(verdict.existing_problems)
    held = sum(violation.fingerprint in verdict.baselined for violation in verdict.existing)
    held += sum(problem.fingerprint in verdict.baselined for problem in verdict.existing_problems)
    which = f"{held:,} of them" if held < total else "all" if total > 1 else "it is"
    where = f" ({which} in the baseline)" if held else ""
    return f"{' and '.join(parts)}{where} {'do' if total > 1 else 'does'} not block"


def waived(verdict: Verdict) -> str:
    """How many violations a waiver excuses; "" when there is none, nor an older one."""
    number = len(verdict.waived)
    return f"{number:,} waived" if number or older(verdict) else ""


def coverage(verdict: Verdict) -> str:
    """What was read, how much of it was understood, and what it was held against."""
    read = verdict.coverage
    statements = counted(read.statements, "statement")
    if not read.statements:
        understood = ""
    elif read.understood == read.statements:
        understood = f": {'all ' if read.statements > 1 else ''}{statements} understood"
    else:
        understood = f": {read.understood:,} of {statements} understood"
    if read.routines:
        understood += f", {counted(read.routines, 'function body', 'function bodies')} not followed"
    sentence = f"Read {counted(read.files, 'file')}{understood}."
    if verdict.policies:
        sentence += (
            f" Held {counted(read.columns, 'column')} of {counted(read.tables, 'table')} "
            f"against {counted(len(verdict.policies), 'policy', 'policies')}."
        )
    return sentence
