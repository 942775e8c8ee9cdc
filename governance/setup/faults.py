"""The baseline that a repository begins with."""

from __future__ import annotations

from governance import gate
from governance.setup.plan import Listed
from governance.waivers import baseline, renewal


def faults_of_today(trees: gate.Trees) -> Listed:
    """What is wrong now, listed so that only what is new blocks.

    Raises:
        ConfigError: a policy could not be evaluated: what violates is not known.
    """
    case = gate.examined(trees)
    file = baseline.file_of(case.settings)
    begun = renewal.begun(case.may_be_excused, gate.all_judged(case), file, case.terms)
    return Listed(file, begun.baseline.text(), len(begun.added))
