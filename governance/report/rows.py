"""Cells of a CSV file that a spreadsheet will open."""

from __future__ import annotations

from governance.model.names import printable

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> str:
    """A value as a spreadsheet may show it; "" for None.

    A text that a spreadsheet would compute gets an apostrophe in front (OWASP, CSV injection:
    https://owasp.org/www-community/attacks/CSV_Injection); what does not show is spelled out.
    """
    if value is None:
        return ""
    text = printable(str(value))
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
