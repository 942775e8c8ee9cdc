"""Data dictionaries as spreadsheets (.xlsx): every sheet that has a dictionary's header.

A sheet without a column for tables stands for the table of its name. Lines are row numbers.
"""

from __future__ import annotations

import re

from governance.stewardship import tabular
from governance.stewardship.base import Candidate
from governance.stewardship.gathering import Gathering
from governance.stewardship.rows import FIRST, by_header
from governance.stewardship.written import Written

RANK = 40
LOOKS = "a spreadsheet of one (.xlsx)"

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of Excel before 2007 begin, and encrypted ones of today."""

_NO_NAME = re.compile(r"(?i)(sheet|tabelle|feuil|hoja|foglio|blad|arkusz|лист|シート)\s*\d*")


def recognise(file: Candidate) -> bool:
    """By the workbook in it; a spreadsheet that cannot be opened is recognised, to be told of."""
    if file.content.startswith(_OLD):
        return True
    return file.content.startswith(b"PK\x03\x04") and b"xl/workbook.xml" in file.content


def read(file: Candidate) -> Written:
    """What the sheets say."""
    from governance.stewardship.sheets import SheetError, read_sheets

    gathering = Gathering()
    if file.content.startswith(_OLD):
        gathering.fault(
            "the spreadsheet has a password, or is of the old format .xls; save it as .xlsx "
            "without a password",
            (0, 0),
        )
        return gathering.written("spreadsheet", RANK)
    found, left, contract = 0, [], False
    try:
        for sheet in read_sheets(file.content):
            header, rows = tabular.split_header(sheet.rows, sheet=True)
            if header is None:
                left.append(sheet.name)
                contract = contract or any("apiVersion" in cells for _, cells in sheet.rows[:FIRST])
                continue
            found += 1
            tabular.look_over(header, gathering)
            named = tabular.named(header)
            stands = "table" not in named and not _NO_NAME.fullmatch(sheet.name.strip())
            tabular.gather(
                by_header(rows, header, named), gathering, table=sheet.name if stands else None
            )
            if sheet.uncomputed:
                gathering.fault(
                    "cells hold formulas whose values were never computed; open the file in a "
                    "spreadsheet program, and save it",
                    (sheet.uncomputed, 0),
                )
    except SheetError as error:
        gathering.fault(str(error), (0, 0))
        return gathering.written("spreadsheet", RANK)
    if contract:
        gathering.fault(
            "the spreadsheet is a data contract; write it as YAML, which is read "
            "(datacontract import --format excel)",
            (0, 0),
        )
    elif not found:
        gathering.fault(
            "no sheet is a dictionary: none of the first 20 rows of any has a header with table "
            "or column",
            (0, 0),
        )
    elif left:
        what = "a sheet" if len(left) == 1 else f"{len(left)} sheets"
        gathering.note(f"left out: {what} without the header of a dictionary", (0, 0))
    return gathering.written("spreadsheet", RANK)
