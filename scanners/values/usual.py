"""The kernel with all that there is to look with: Presidio's recognizers, ours, language models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from governance.errors import MissingExtra

if TYPE_CHECKING:
    from scanners.values.counts import Counts
    from scanners.values.kernel import Kernel
    from scanners.values.looked import Looked

_SCAN = ("phonenumbers", "polars", "presidio_analyzer", "pyarrow", "spacy", "tldextract")


def installed() -> None:
    """See that what looks at values is installed.

    Raises:
        MissingExtra: something is not; says how to install it.
    """
    try:
        from scanners.values import kernel, languages, own, presidio  # noqa: F401
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in _SCAN:
            raise
        raise MissingExtra(
            f"looking at values needs {error.name}: pip install 'lictor[scan]'"
        ) from None


def kernel(
    *,
    context: Mapping[str, tuple[str, ...]] | None = None,
    cap: int | None = None,
    seed: int = 0,
    threads: int = 1,
) -> Kernel:
    """A kernel that looks for everything; the arguments are those of `Kernel`.

    Raises:
        MissingExtra: what it needs is not installed; says how to install it.
        ConfigError: a recognizer that a distribution offers is not one.
    """
    installed()
    from scanners.values import languages, own, presidio
    from scanners.values.kernel import CAP, Kernel

    models = languages.models()
    return Kernel(
        (*presidio.detectors(), *own.detectors()),
        cap=CAP if cap is None else cap,
        seed=seed,
        context=context,
        readers=languages.readers(models),
        edition=f"{presidio.edition()},{','.join(models)}",
        threads=threads,
    )


def looked(used: Kernel, counts: Counts) -> tuple[Looked, ...]:
    """What was seen by that kernel, column by column, with what nobody looked for."""
    from scanners.values.looked import looked as told

    return told(counts, (*used.detectors, *used.readers), gaps(used))


def gaps(used: Kernel) -> tuple[str, ...]:
    """What nobody looked for, in sentences."""
    from scanners.values import languages

    return () if used.readers else (languages.GAP,)
