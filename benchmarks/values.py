"""How fast values are looked at, beside Presidio called for each cell.

    python benchmarks/values.py [ROWS]

A table of 19 columns of mostly distinct strings, one million rows unless told otherwise; twelve
columns hold personal data or what looks like it, seven do not. Everything is measured in one
process, so that ratios mean something on a noisy machine; Presidio's time is taken on a part of
the cells, with the recognizers that it has by default for English (and with all of them).
"""

from __future__ import annotations

import numpy as np
import polars as pl

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
FREE = ("row", "sku", "product", "amount", "created", "digest", "remark")


def table(rows: int, seed: int = 1) -> pl.DataFrame:
    """The table; the columns named in `FREE` hold nothing personal."""
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
