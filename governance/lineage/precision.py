"""How much is left when a part of a value is taken: it depends on how long the part is.

`left(x, 3)` generalises, `left(x, 200)` keeps everything; the month of a birthday generalises, its
day keeps everything. Where the length is not written down, everything may be left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sqlglot import exp

from governance.lineage.effects import DERIVED, GENERALISED, Transform

_SHORT = 7
"""Characters: a year and a month, or the district of a postcode, and less than a phone number."""
_DECIMALS = 2
"""Of a coordinate: about a kilometre."""
_COARSE = frozenset(
    {
        *("YEAR", "YEARS", "YYYY", "YY", "Y", "ISOYEAR", "QUARTER", "QUARTERS", "QQ", "Q"),
        *("MONTH", "MONTHS", "MON", "MM", "M", "WEEK", "WEEKS", "ISOWEEK", "WK", "WW", "W"),
        *("DECADE", "CENTURY", "MILLENNIUM"),
    }
)
_WHOLE = frozenset(
    {"EPOCH", "EPOCH_SECOND", "EPOCH_MILLISECOND", "JULIAN", "DATE", "DATETIME", "TIME"}
)
_COARSE_FORMAT = re.compile(r"(?:YYYY|YY|IYYY|MM|MON|MONTH|Q|IW|WW|%Y|%y|%m|%b|%B|%V|[-/ .])+")


def _number(node: exp.Expr | None) -> int | None:
    negative = isinstance(node, exp.Neg)
    if isinstance(node, exp.Neg):
        node = node.this
    if isinstance(node, exp.Literal) and not node.is_string and node.this.isdigit():
        return -int(node.this) if negative else int(node.this)
    return None


def _unit(node: exp.Expr | None) -> str:
    """The unit of time that is named; "" when an expression decides."""
    if isinstance(node, exp.WeekStart):
        return "WEEK"
    return node.name.upper() if isinstance(node, exp.Var | exp.Literal | exp.Column) else ""


def _of(short: bool) -> Transform:
    return GENERALISED if short else DERIVED


def _length(arguments: Sequence[exp.Expr]) -> Transform:
    """left(x, n), right(x, n)."""
    length = _number(arguments[1]) if len(arguments) > 1 else None
    return _of(length is not None and length <= _SHORT)


def _substring(arguments: Sequence[exp.Expr]) -> Transform:
    """substring(x, start, n)."""
    length = _number(arguments[2]) if len(arguments) > 2 else None
    return _of(length is not None and length <= _SHORT)


def _round(arguments: Sequence[exp.Expr]) -> Transform:
    """round(x, decimals), and trunc(date, unit) where both have one name."""
    if len(arguments) < 2:
        return GENERALISED
    decimals = _number(arguments[1])
    return _truncated(arguments) if decimals is None else _of(decimals <= _DECIMALS)


def _truncated(arguments: Sequence[exp.Expr]) -> Transform:
    """date_trunc, timestamp_trunc, the difference of two dates: the unit is among the arguments."""
    return _of(any(_unit(argument) in _COARSE for argument in arguments))


def _part(arguments: Sequence[exp.Expr]) -> Transform:
    """extract(unit from x), date_part(unit, x)."""
    units = {_unit(argument) for argument in arguments} - {""}
    return _of(bool(units) and not units & _WHOLE)


def _formatted(arguments: Sequence[exp.Expr]) -> Transform:
    """to_char(date, format)."""
    texts = [a.name for a in arguments[1:] if isinstance(a, exp.Literal) and a.is_string]
    return _of(any(_COARSE_FORMAT.fullmatch(text) for text in texts))


PRECISION: dict[str, Callable[[Sequence[exp.Expr]], Transform]] = {
    **dict.fromkeys(("left", "right"), _length),
    **dict.fromkeys(("substring", "substr", "mid", "substring_bytes"), _substring),
    **dict.fromkeys(("round", "trunc", "truncate", "truncatenumber"), _round),
    **dict.fromkeys(
        (
            *("date_trunc", "timestamp_trunc", "datetime_trunc", "time_trunc", "datetrunc"),
            *("datediff", "date_diff", "timestamp_diff", "timestampdiff", "datetime_diff"),
            *("ts_or_ds_diff", "time_diff", "trunc_date"),
        ),
        _truncated,
    ),
    **dict.fromkeys(("extract", "date_part", "datepart", "datename"), _part),
    **dict.fromkeys(
        (
            *("to_char", "tochar", "to_varchar", "time_to_str", "date_format", "format_date"),
            *("strftime", "format_timestamp", "format_datetime", "formatdatetime"),
        ),
        _formatted,
    ),
}
"""By the function's name in lower case: what it does to its value, given all its arguments."""
