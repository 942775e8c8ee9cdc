"""How fast values are looked at, beside Presidio called for each cell.

    python benchmarks/values.py [ROWS]

A table of 19 columns of mostly distinct strings, one million rows unless told otherwise; twelve
columns hold personal data or what looks like it, seven do not. Everything is measured in one
process, in processor time, so that ratios mean something on a noisy machine; only what two threads
gain is measured by the clock. Presidio's time is taken on 760 cells, with the recognizers that it
has by default for English and with all.
"""

from __future__ import annotations

import copy
import logging
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import polars as pl
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.recognizer_registry import RecognizerRegistryProvider

from scanners.values import presidio
from scanners.values.detectors import Detector
from scanners.values.kernel import Kernel
from scanners.values.scan import ascii_of
from scanners.values.words import Words

GIVEN = ("Ada", "Mira", "Jonas", "Lena", "Piotr", "Zoë", "Iñigo", "Tomás", "Anke", "Omar", "Svenja")
SURNAMES = ("Kowal", "Brandt", "Lindqvist", "Moreau", "Ferrari", "Núñez", "Okafor", "Hughes")
WORDS = (
    "copper",
    "valve",
    "gasket",
    "north",
    "panel",
    "bracket",
    "spare",
    "hinge",
    "lamp",
    "steel",
)
STREETS = ("Mill Lane", "Station Road", "Lindenstraße", "Rue des Lilas", "Via Roma", "Calle Mayor")
PART = 100_000
FREE = ("row", "sku", "product", "amount", "created", "digest", "remark")


def table(rows: int) -> pl.DataFrame:
    """The table; the columns named in `FREE` hold nothing personal."""
    # part by part, so that making it takes little memory
    starts = range(0, rows, PART)
    return pl.concat([part(min(PART, rows - start), start) for start in starts], rechunk=False)


def part(rows: int, seed: int) -> pl.DataFrame:
    """Some rows of the table."""
    random = np.random.default_rng(seed)

    def number(least: int, most: int, width: int = 0) -> pl.Expr:
        drawn = pl.Series(random.integers(least, most, rows)).cast(pl.String)
        return pl.lit(drawn.str.zfill(width) if width else drawn)

    def word(words: tuple[str, ...]) -> pl.Expr:
        return pl.lit(pl.Series(words).gather(random.integers(0, len(words), rows)))

    def text(*parts: pl.Expr | str) -> pl.Expr:
        return pl.concat_str([pl.lit(p) if isinstance(p, str) else p for p in parts])

    def day(first: int, last: int) -> tuple[pl.Expr, str, pl.Expr, str, pl.Expr]:
        return number(first, last), "-", number(1, 13, 2), "-", number(1, 29, 2)

    hexadecimal = pl.lit(pl.Series(random.integers(0, 2**63, rows, np.uint64)).hash(3).cast(str))
    columns = {
        "row": number(10**6, 10**9),
        "sku": text(word(WORDS), "/", number(0, 10**6, 6), "-", word(WORDS)),
        "product": text(word(WORDS), " ", word(WORDS), " ", word(WORDS), " no ", number(1, 10**5)),
        "amount": text(number(0, 10**5), ".", number(0, 100, 2)),
        "created": text(*day(2018, 2026), " ", number(0, 24, 2), ":", number(0, 60, 2), ":11"),
        "digest": text("v", hexadecimal, "x", number(0, 10**9)),
        "remark": text("a ", word(WORDS), " of the ", word(WORDS), " was sent with ", word(WORDS)),
        "email": text(word(GIVEN), ".", number(1, 10**7), "@example.org"),
        "phone": text("+49 30 ", number(10**6, 10**7)),
        "phone_us": text("(", number(201, 990), ") 555-", number(0, 10**4, 4)),
        "full_name": text(word(GIVEN), " ", word(GIVEN), " ", word(SURNAMES), "-", word(SURNAMES)),
        "address": text(number(1, 400), " ", word(STREETS), ", ", number(10**4, 99999), " Ahof"),
        "iban": text("DE", number(0, 100, 2), number(10**8, 10**9), number(10**8, 10**9)),
        "card": text("4", number(0, 10**7, 7), number(0, 10**8, 8)),
        "ssn": text(number(1, 899, 3), "-", number(1, 99, 2), "-", number(1, 9999, 4)),
        "pesel": text(*(number(0, 99, 2), number(1, 13, 2), number(1, 29, 2)), number(0, 10**5, 5)),
        "ip": text(number(1, 255), ".", number(0, 255), ".", number(0, 255), ".", number(1, 255)),
        "born": text(*day(1930, 2010)),
        "note": text("call ", word(GIVEN), " about ", word(WORDS), ", mail to x", number(1, 10**6),
                     "@example.com before ", *day(2019, 2026)),
    }  # fmt: skip
    return pl.select(**columns)


def main(rows: int) -> None:
    """Measure, print, and say what came out as ratios."""
    frame = table(rows)
    cells = rows * len(frame.columns)
    print(f"{rows:,} rows x {len(frame.columns)} columns, {frame.estimated_size() / 1e6:,.0f} MB")
    detectors = presidio.detectors()
    usual = tuple(each for each in detectors if each.name.split("/")[1] in usual_recognizers())
    rates = {
        f"its {len(usual)} usual recognizers": per_cell(frame, usual),
        f"all {len(detectors)} recognizers": per_cell(frame, detectors),
    }
    for name, rate in rates.items():
        print(f"Presidio, a call a cell, {name}: {rate:,.0f} values a second of processor time")
    for chosen, (name, rate) in zip((usual, detectors), rates.items(), strict=True):
        kernel = Kernel(chosen, seed=1)
        whole = spent(lambda kernel=kernel: kernel.counts([frame]))
        free = spent(lambda kernel=kernel: kernel.counts([frame.select(FREE)]))
        print(f"\nKernel with {name}:")
        print(f"  whole table       {whole:6.2f} s  {cells / whole / rate:8,.0f} x Presidio")
        times = cells * len(FREE) / len(frame.columns) / free / rate
        print(f"  no personal data  {free:6.2f} s  {times:8,.0f} x Presidio")
        one = spent(lambda kernel=kernel: ruled_out(kernel, frame, 1))
        print(f"  prefilter alone   {one:6.2f} s  {cells / one / 1e6:8,.1f} M values a second")
    print(f"\nlargest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    kernel = Kernel(detectors, seed=1)
    pairs = [
        (waited(lambda: ruled_out(kernel, frame, 1)), waited(lambda: ruled_out(kernel, frame, 2)))
        for _ in range(5)
    ]
    one, two = (min(times) for times in zip(*pairs, strict=True))
    print(f"prefilter, two threads: {one / two:.2f} x one thread (best of five, by the clock)")
    linear(frame, detectors)


def usual_recognizers() -> set[str]:
    """The pattern recognizers that Presidio loads by default for English, by class name."""
    registry = RecognizerRegistryProvider().create_recognizer_registry()
    return {each.name for each in registry.get_recognizers(language="en", all_fields=True)}


def per_cell(frame: pl.DataFrame, detectors: tuple[Detector, ...]) -> float:
    """Values a second that Presidio's recognizers look at when each gets each cell."""
    some = frame.sample(40, seed=3)
    cells = [str(cell) for column in some.iter_columns() for cell in column]
    chosen = [
        r for r in presidio.recognizers() if f"presidio/{r.name}" in {d.name for d in detectors}
    ]
    engine = AnalyzerEngine(
        registry=RecognizerRegistry(recognizers=english(chosen), supported_languages=["en"]),
        nlp_engine=Words(),
        supported_languages=["en"],
    )
    engine.analyze("x", "en")
    return len(cells) / spent(lambda: [engine.analyze(cell, "en") for cell in cells])


def english(recognizers: list[Any]) -> list[Any]:
    """The recognizers, so that the engine uses all of them on every text."""
    copies = [copy.copy(each) for each in recognizers]
    for each in copies:
        each.supported_language = "en"
    return copies


def ruled_out(kernel: Kernel, frame: pl.DataFrame, threads: int) -> int:
    """How many cells are candidates; nothing else is done."""

    def candidates(column: pl.Series) -> int:
        found = 0
        for start in range(0, len(column), 131_072):
            cells = column.slice(start, 131_072)
            plain = cells.str.len_bytes() == cells.str.len_chars()
            parts = [cells] if plain.all() else [cells.filter(plain), cells.filter(~plain)]
            for part in parts:
                text = ascii_of(part)
                found += sum(int(each.possible(text).sum()) for each in kernel.strata)
        return found

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(candidates, frame.iter_columns()))


def linear(frame: pl.DataFrame, detectors: tuple[Detector, ...]) -> None:
    """Rows, columns and recognizers, each at a quarter, a half and all."""
    print("\nprefilter at a quarter, a half and all, seconds")
    rows, width = len(frame), len(frame.columns)
    full = Kernel(detectors, seed=1)
    parts = (4, 2, 1)
    by_rows = [spent(lambda n=n: ruled_out(full, frame.head(rows // n), 1)) for n in parts]
    print("  rows       ", *(f"{each:6.2f}" for each in by_rows))
    # the same column again and again, so that the columns are alike
    alike = pl.DataFrame({f"c{n}": frame["note"] for n in range(width)})
    by_columns = [
        spent(lambda n=n: ruled_out(full, alike.select(alike.columns[: width // n]), 1))
        for n in parts
    ]
    print("  columns    ", *(f"{each:6.2f}" for each in by_columns))
    by_detectors = [
        spent(lambda n=n: ruled_out(Kernel(detectors[::n], seed=1), frame, 1)) for n in parts
    ]
    print("  recognizers", *(f"{each:6.2f}" for each in by_detectors))


def spent(work: Callable[[], object]) -> float:
    """Seconds of processor time of this process, all threads."""
    started = time.process_time()
    work()
    return time.process_time() - started


def waited(work: Callable[[], object]) -> float:
    """Seconds by the clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
