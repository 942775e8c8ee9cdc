"""How well a category fits a column's type: a timestamp is no email, a bytea may be a photo."""

from __future__ import annotations

from scanners.columns.families import Family

_TEXTUAL = {
    Family.INTEGER: 0.0,
    Family.DECIMAL: 0.0,
    Family.UUID: 0.05,
    Family.STRUCTURE: 0.9,
    Family.BINARY: 0.8,
}
_NUMBER = _TEXTUAL | {Family.INTEGER: 0.95, Family.DECIMAL: 0.7}

_FITS: dict[str, dict[Family, float]] = {
    "email": _TEXTUAL,
    "phone": _NUMBER,
    "person_name": _TEXTUAL,
    "username": _TEXTUAL,
    "address": _TEXTUAL | {Family.INTEGER: 0.6, Family.PLACE: 0.9},
    "geo": _NUMBER | {Family.DECIMAL: 1.0, Family.PLACE: 1.0},
    "dob": _NUMBER | {Family.DATE: 1.0, Family.TIMESTAMP: 1.0, Family.TIME: 0.9},
    "age": _NUMBER | {Family.INTEGER: 1.0, Family.DECIMAL: 1.0},
    "national_id": _NUMBER,
    "financial_account": _NUMBER | {Family.DATE: 0.6},
    "financial_personal": _NUMBER | {Family.DECIMAL: 1.0, Family.INTEGER: 1.0, Family.BOOLEAN: 0.7},
    "health": _NUMBER
    | {
        Family.DECIMAL: 1.0,
        Family.INTEGER: 0.85,
        Family.BOOLEAN: 0.9,
        Family.DATE: 0.8,
        Family.TIMESTAMP: 0.8,
    },
    "biometric": _NUMBER | {Family.BINARY: 1.0},
    "demographic": _NUMBER | {Family.INTEGER: 0.9, Family.BOOLEAN: 0.9},
    "credential": _TEXTUAL | {Family.BINARY: 1.0, Family.UUID: 0.8, Family.INTEGER: 0.3},
    "ip_address": _NUMBER | {Family.NETWORK: 1.0, Family.BINARY: 0.9},
    "device_id": _NUMBER | {Family.UUID: 0.9, Family.HARDWARE: 1.0, Family.NETWORK: 0.0},
    "person_id": _NUMBER | {Family.UUID: 0.7},
    "employment": _TEXTUAL | {Family.DATE: 0.8, Family.TIMESTAMP: 0.6, Family.INTEGER: 0.6},
    "education": _NUMBER | {Family.DATE: 0.6},
    "photo": _TEXTUAL | {Family.BINARY: 1.0},
    "personal_url": _TEXTUAL,
    "criminal_legal": _NUMBER | {Family.BOOLEAN: 0.9, Family.DATE: 0.8, Family.TIMESTAMP: 0.8},
    "personal_payload": _TEXTUAL | {Family.STRUCTURE: 1.0, Family.BINARY: 0.9},
    "free_text_person": _TEXTUAL,
}


def fit(category: str, family: Family) -> float:
    """Between 0 (cannot be) and 1 (made for it)."""
    if family in (Family.TEXT, Family.UNKNOWN):
        return 1.0
    fits = _FITS.get(category)
    # of a team's own category nobody knows what it can be
    return 1.0 if fits is None else fits.get(family, 0.0)
