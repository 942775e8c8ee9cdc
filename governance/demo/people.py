"""Invented people, the same for the same seed.

Mail goes to example.org (RFC 2606), telephones are 555-0100 to 555-0199, which North America keeps
for fiction, and the bank of every IBAN, LCTR, does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from msgspec import Struct

GIVEN = (
    *("Ada", "Amir", "Beatriz", "Björn", "Chidi", "Clara", "Dario", "Dilek", "Elias", "Emma"),
    *("Farah", "Felix", "Giulia", "Goran", "Hana", "Hugo", "Ines", "Ivo", "Jana", "Jonas"),
    *("Kaan", "Klara", "Lars", "Lucía", "Maja", "Milan", "Nadia", "Noah", "Olga", "Oscar"),
    *("Paula", "Quentin", "Rosa", "Samir", "Tereza", "Tomás", "Ulla", "Vera", "Wim", "Zoë"),
)
FAMILY = (
    *("Abebe", "Almeida", "Andersen", "Bauer", "Bianchi", "Brandt", "Castillo", "Dvořák"),
    *("Eriksen", "Fontaine", "Fujita", "García", "Haddad", "Hoffmann", "Ivanova", "Jansen"),
    *("Kaya", "Kowalski", "Lindqvist", "Marino", "Moreau", "Nagy", "Novák", "Okafor", "Oliveira"),
    *("Petrov", "Quist", "Rossi", "Sanders", "Schmidt", "Silva", "Tanaka", "Ueda", "Vogel"),
    *("Weber", "Winter", "Yılmaz", "Zamora", "Zieliński", "Zimmer"),
)
STREETS = ("Chestnut Lane", "Harbour Road", "Mill Street", "Orchard Way", "Station Road")
CITIES = (("1010", "Northwick"), ("1020", "Eastmere"), ("2044", "Applefield"), ("3071", "Low Quay"))

_ASCII = str.maketrans("áäåëíöóøřńšžčıłé", "aaaeiooornszcile")


class Person(Struct, frozen=True):
    """One invented person; `born` between 1935 and 2018."""

    given: str
    family: str
    born: date
    sex: str
    email: str
    phone: str
    street: str
    postcode: str
    city: str

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given} {self.family}"


def people(random: Random) -> Iterator[Person]:
    """Ever more people; no two have the same address for mail."""
    number = 0
    while True:
        number += 1
        given, family = random.choice(GIVEN), random.choice(FAMILY)
        postcode, city = random.choice(CITIES)
        yield Person(
            given=given,
            family=family,
            born=date(1935, 1, 1) + timedelta(days=random.randrange(30_000)),
            sex=random.choice("fmx"),
            email=f"{given}.{family}.{number}@example.org".lower().translate(_ASCII),
            phone=f"+1 {random.randrange(201, 990)} 555 01{random.randrange(100):02d}",
            street=f"{random.choice(STREETS)} {random.randrange(1, 120)}",
            postcode=postcode,
            city=city,
        )


def iban(number: int) -> str:
    """An account at a bank that does not exist, with true check digits (ISO 13616, mod 97-10)."""
    account = f"LCTR{number:014d}"
    digits = "".join(str(int(char, 36)) for char in f"{account}GB00")
    return f"GB{98 - int(digits) % 97:02d}{account}"
