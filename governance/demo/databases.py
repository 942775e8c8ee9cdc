"""The platform's data: one SQLite file a production schema, some thousand rows, always the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime, timedelta
from importlib.resources import files
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from governance.demo.people import Person, iban, people

SEED = 1847

Rows = list[tuple[Any, ...]]

_TODAY = datetime(2026, 11, 2, 8, 0)

_SPECIALTIES = ("general practice", "orthopaedics", "dermatology", "physiotherapy")
_ICD10 = ("I10", "E11.9", "J45.9", "M54.5", "F32.1", "L20.9", "K21.9", "G43.9")
_MEDICATION = (
    ("metformin", "500 mg, twice a day"),
    ("ramipril", "5 mg in the morning"),
    ("salbutamol", "two puffs when needed"),
    ("ibuprofen", "400 mg, at most three a day"),
)
_NOTES = (
    "{name} reports less pain in the left knee. Sleeps well again.",
    "{name} came with a brother. Blood pressure still high, dose raised.",
    "Spoke with {name} about the results; wants to think about it. Call at {phone}.",
    "{name} has not taken the tablets for a week. Worried about side effects.",
)
_MESSAGES = (
    "The parcel for {name} never came. Please ring {phone}.",
    "Wrong size, I would like to send it back. {name}",
    "Could you send the invoice to {email} once more?",
    "Do you have this without lavender? I am allergic.",
)
_GOODS = ("Hand cream", "Knee brace", "Herbal tea", "Heat pack", "Insoles", "Massage ball")


def write(folder: Path) -> int:
    """Write `clinic.db` and `shop.db` into `folder`, which exists; returns how many rows there are.

    Raises:
        OSError, sqlite3.Error: the folder cannot be written to, or holds these files already.
    """
    random = Random(SEED)  # noqa: S311 - the same fiction each time is what we want
    crowd = people(random)
    databases = {"clinic": _clinic(random, crowd), "shop": _shop(random, crowd)}
    for name, tables in databases.items():
        schema = (
            files(__package__).joinpath("sqlite-tables", f"{name}.sql").read_text(encoding="utf-8")
        )
        with closing(sqlite3.connect(folder / f"{name}.db")) as database:
            database.executescript(schema)
            with database:
                for table, rows in tables.items():
                    marks = ", ".join("?" * len(rows[0]))
                    database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
    return sum(len(rows) for tables in databases.values() for rows in tables.values())


def customers_who_came_back(folder: Path) -> int:
    """How many people the pull request's `staging.leads` would list."""
    query = "SELECT customer_id FROM orders GROUP BY customer_id HAVING count(*) > 1"
    with closing(sqlite3.connect(folder / "shop.db")) as database:
        return len(database.execute(query).fetchall())


def _clinic(random: Random, crowd: Iterable[Person]) -> dict[str, Rows]:
    staff, patients = list(islice(crowd, 12)), list(islice(crowd, 500))
    appointments = [
        (
            number,
            random.randrange(len(patients)) + 1,
            random.randrange(len(staff)) + 1,
            random.randrange(8) + 1,
            _moment(random, 400),
            random.choice(("booked", "done", "done", "done", "missed")),
        )
        for number in range(1, 1001)
    ]
    visits = [appointment for appointment in appointments if appointment[5] == "done"]
    return {
        "practitioners": [
            (number, p.given, p.family, random.choice(_SPECIALTIES), p.email)
            for number, p in enumerate(staff, 1)
        ],
        "rooms": [(number, f"Room {number}", number % 3) for number in range(1, 9)],
        "patients": [
            (
                *(number, p.given, p.family, p.born.isoformat(), p.sex, p.email, p.phone),
                *(p.street, p.postcode, p.city, f"HC-{random.randrange(10**6):06d}-{number:04d}"),
                _moment(random, 2000),
            )
            for number, p in enumerate(patients, 1)
        ],
        "appointments": appointments,
        "diagnoses": [
            (number, visit[1], visit[0], random.choice(_ICD10), visit[4][:10])
            for number, visit in enumerate(visits[:400], 1)
        ],
        "prescriptions": [
            (number, visit[1], *random.choice(_MEDICATION), visit[4][:10])
            for number, visit in enumerate(visits[:300], 1)
        ],
        "visit_notes": [
            (number, visit[0], _filled(random, _NOTES, patients[visit[1] - 1]), visit[4])
            for number, visit in enumerate(visits[:500], 1)
        ],
        "invoices": [
            (
                *(number, visit[1], iban(random.randrange(10**14))),
                *(random.randrange(2500, 40_000) / 100, visit[4][:10]),
            )
            for number, visit in enumerate(visits[:300], 1)
        ],
    }


def _shop(random: Random, crowd: Iterable[Person]) -> dict[str, Rows]:
    customers = list(islice(crowd, 400))
    prices = [random.randrange(300, 9000) / 100 for _ in range(24)]
    orders = [
        (
            *(number, customer, customer, random.choice(("open", "sent", "sent", "returned"))),
            _moment(random, 700),
        )
        for number, customer in enumerate((random.randrange(400) + 1 for _ in range(900)), 1)
    ]
    return {
        "customers": [
            (number, p.name, p.email, p.phone, random.randrange(2), _moment(random, 1500))
            for number, p in enumerate(customers, 1)
        ],
        "addresses": [
            (number, number, p.street, p.postcode, p.city) for number, p in enumerate(customers, 1)
        ],
        "products": [
            (number, f"SKU-{number:04d}", f"{random.choice(_GOODS)} no. {number}", price)
            for number, price in enumerate(prices, 1)
        ],
        "orders": orders,
        "order_lines": [
            (order[0], product, random.randrange(1, 4), prices[product - 1])
            for order in orders
            for product in sorted(random.sample(range(1, 25), random.randrange(1, 4)))
        ],
        "support_tickets": [
            (
                *(number, customer, random.choice(("delivery", "return", "invoice", "product"))),
                *(_filled(random, _MESSAGES, customers[customer - 1]), _moment(random, 300)),
            )
            for number, customer in enumerate((random.randrange(400) + 1 for _ in range(150)), 1)
        ],
    }


def _filled(random: Random, sentences: tuple[str, ...], person: Person) -> str:
    return random.choice(sentences).format(
        name=person.given, phone=person.phone, email=person.email
    )


def _moment(random: Random, days: int) -> str:
    """A time of day within the last `days` days, ISO 8601."""
    moment = _TODAY - timedelta(days=random.randrange(days), minutes=-15 * random.randrange(32))
    return moment.isoformat(sep=" ")
