"""Columns of what tables are full of: no recognizer may take them for something personal.

`ALONE` promises how sure a column is when nearly all its values match and no name speaks. Here are
columns of chance, without names, and whoever promises half or more may not claim one.
"""

from __future__ import annotations

import base64
import random
import string
from collections import Counter
from collections.abc import Callable

import pytest

from scanners.recognizers import recognizers
from scanners.recognizers.recognizer import Recognizer

ROWS = 200

_WORD_LIST = (
    "table keyboard blue cotton shirt premium order shipped pending cancelled widget alpha report "
    "monthly quarterly invoice payment region north south online store channel status active draft "
    "archived error warning info debug main feature release version build deploy cluster node queue"
)
_CITY_LIST = (
    "Berlin Hamburg Munich Lyon Madrid Barcelona Milan Porto Warsaw Amsterdam Vienna Zurich London "
    "Manchester Dublin Boston Chicago Houston Seattle Denver Toronto Sydney Melbourne Tokyo Austin "
    "Florence Charlotte Geneva Brussels Prague Paris Rome Lisbon Chester Lincoln Victoria"
)
_WORDS, _CITIES = _WORD_LIST.split(), _CITY_LIST.split()
_FIRMS = [
    f"{name} {form}" for name in ("Smith", "Rossi", "Nowak") for form in ("GmbH", "Inc", "SA")
]


def _whole(figures: int) -> Callable[[random.Random], str]:
    return lambda rnd: str(rnd.randrange(10 ** (figures - 1), 10**figures))


def _day(rnd: random.Random) -> str:
    return f"{rnd.randint(2021, 2026)}-{rnd.randint(1, 12):02}-{rnd.randint(1, 28):02}"


def _clock(rnd: random.Random) -> str:
    return f"{rnd.randint(0, 23):02}:{rnd.randint(0, 59):02}:{rnd.randint(0, 59):02}"


def _of(characters: str, length: int) -> Callable[[random.Random], str]:
    return lambda rnd: "".join(rnd.choices(characters, k=length))


_CAPITALS = string.ascii_uppercase + string.digits

COLUMNS: dict[str, Callable[[random.Random], str]] = {
    **{f"numbers of {figures} digits": _whole(figures) for figures in range(2, 20)},
    "serial numbers": lambda rnd: str(10**8 + 7 * rnd.randrange(10**4)),
    "numbers filled with zeros": lambda rnd: f"{rnd.randrange(10**5):010}",
    "seconds since 1970": lambda rnd: str(rnd.randint(1_500_000_000, 1_790_000_000)),
    "milliseconds since 1970": lambda rnd: str(rnd.randint(15 * 10**11, 179 * 10**10)),
    "days of events": _day,
    "days of events, without hyphens": lambda rnd: _day(rnd).replace("-", ""),
    "times": _clock,
    "timestamps": lambda rnd: f"{_day(rnd)}T{_clock(rnd)}.{rnd.randint(0, 999):03}Z",
    "prices": lambda rnd: f"{rnd.uniform(1, 5000):.2f}",
    "shares": lambda rnd: repr(rnd.random()),
    "measures": lambda rnd: f"{rnd.uniform(-1000, 1000):.6f}",
    "temperatures": lambda rnd: f"{rnd.uniform(-20, 40):.4f}",
    "amounts with points": lambda rnd: f"{rnd.randint(1, 99)}.{rnd.randint(0, 999):03}",
    "scores": lambda rnd: str(rnd.randint(0, 100)),
    "quantities": lambda rnd: str(int(rnd.expovariate(1 / 8))),
    "years": lambda rnd: str(rnd.randint(1990, 2026)),
    "random identifiers": lambda rnd: (
        f"{rnd.getrandbits(32):08x}-{rnd.getrandbits(16):04x}-4{rnd.getrandbits(12):03x}"
        f"-a{rnd.getrandbits(12):03x}-{rnd.getrandbits(48):012x}"
    ),
    **{f"hashes of {n} digits": _of("0123456789abcdef", n) for n in (7, 16, 32, 40, 64)},
    **{f"codes of {n}": _of(_CAPITALS, n) for n in (6, 8, 9, 10, 11, 12, 17, 20)},
    "a letter and nine digits": lambda rnd: rnd.choice("ABCMZ") + _whole(9)(rnd),
    "two letters and six digits": lambda rnd: _of("ABXYZ", 2)(rnd) + _whole(6)(rnd),
    "articles": lambda rnd: f"{_of('ABCDXYZ', 3)(rnd)}-{rnd.randint(1000, 9999)}",
    "orders": lambda rnd: f"ORD-{rnd.randint(2020, 2026)}-{rnd.randint(1, 99999):05}",
    "references in three groups": lambda rnd: "-".join(
        (_whole(3)(rnd), _whole(3)(rnd), _whole(4)(rnd))
    ),
    "versions": lambda rnd: f"{rnd.randint(0, 20)}.{rnd.randint(0, 40)}.{rnd.randint(0, 99)}",
    "words": lambda rnd: rnd.choice(_WORDS),
    "words in capitals": lambda rnd: rnd.choice(_WORDS).upper(),
    "titles": lambda rnd: " ".join(rnd.choices(_WORDS, k=3)).title(),
    "sentences": lambda rnd: (
        " ".join(rnd.choices(_WORDS, k=12)).capitalize() + f" {rnd.randint(2, 99)}."
    ),
    "tables": lambda rnd: "_".join(rnd.choices(_WORDS, k=2)),
    "cities": lambda rnd: rnd.choice(_CITIES),
    "companies": lambda rnd: rnd.choice(_FIRMS),
    "countries": lambda rnd: rnd.choice(("DE", "FR", "ES", "IT", "GB", "US")),
    "names of countries": lambda rnd: rnd.choice(
        ("Germany", "France", "Spain", "Mexico", "Canada")
    ),
    "currencies": lambda rnd: rnd.choice(("EUR", "USD", "GBP", "PLN")),
    "languages": lambda rnd: rnd.choice(("de", "en", "fr", "es")),
    "yes and no": lambda rnd: rnd.choice("YN"),
    "sizes": lambda rnd: rnd.choice(("S", "M", "L", "XL")),
    "units": lambda rnd: rnd.choice(("m", "kg", "l", "pcs")),
    "weekdays": lambda rnd: rnd.choice(("Monday", "Tuesday", "Wednesday", "Thursday")),
    "months": lambda rnd: rnd.choice(("January", "March", "April", "May", "June", "August")),
    "pages": lambda rnd: f"https://www.example.org/{rnd.choice(_WORDS)}/{rnd.randrange(10**4)}",
    "paths": lambda rnd: f"/var/data/{rnd.choice(_WORDS)}/{rnd.randrange(10**4)}.csv",
    "pictures": lambda rnd: f"{rnd.choice(_WORDS)}-{rnd.randrange(10**4)}@2x.png",
    "payloads": lambda rnd: f'{{"{rnd.choice(_WORDS)}": {rnd.randrange(999)}, "ok": true}}',
    "bytes": lambda rnd: base64.b64encode(rnd.randbytes(30)).decode(),
    "colours": lambda rnd: f"#{rnd.getrandbits(24):06x}",
}


def how_sure(one: Recognizer, column: list[str]) -> float:
    """What the recognizer says of a column on its own: 0 below its share of matches."""
    spans = [(cell, span) for cell in column if (span := one.match(cell))]
    if len(spans) < one.share * len(column):
        return 0.0
    if one.judge is None or one.bucket is None:
        return one.alone
    return one.judge(Counter(one.bucket(cell[slice(*span)]) for cell, span in spans))


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_of_chance_is_nobody(name: str) -> None:
    rnd = random.Random(name)
    column = [COLUMNS[name](rnd) for _ in range(ROWS)]
    claims = {
        one.name: sure
        for one in recognizers()
        if one.category != "none" and (sure := how_sure(one, column)) >= 0.5
    }
    assert claims == {}
