"""How much is left when a part of a value is taken: it depends on how long the part is.

`left(x, 3)` generalises, `left(x, 200)` keeps everything; the month of a birthday generalises, its
day keeps everything. Where the length is not written down, everything may be left.
"""

from __future__ import annotations

import re

from sqlglot import exp

from governance.lineage.effects import AGGREGATED, DERIVED, GENERALISED, IDENTITY, Transform
from governance.lineage.function_rules import Call, measured
from governance.lineage.patterns import replaced

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
_DAYS = re.compile(r"(\d*)\s*days?\b", re.IGNORECASE)
_WEEK = 7
_MOST_BUCKETS = 1000
_GEOHASH = 5
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


def _few(call: Call, *positions: int) -> bool:
    """Whether the numbers of characters at these positions are written down, and few together."""
    numbers = [_number(call.arguments[p]) for p in positions if p < len(call.arguments)]
    # a negative number leaves off that many, and so keeps the rest
    if len(numbers) < len(positions) or any(n is None or n < 0 for n in numbers):
        return False
    return sum(n for n in numbers if n is not None) <= _SHORT


def _length(call: Call) -> Transform:
    """left(x, n), right(x, n)."""
    return _of(_few(call, 1))


def _substring(call: Call) -> Transform:
    """substring(x, start, n)."""
    return _of(_few(call, 2))


def _split_part(call: Call) -> Transform:
    """split_part(x, separator, n): with an empty separator there is one part, the whole."""
    separator = call.arguments[1] if len(call.arguments) > 1 else None
    return _of(not (isinstance(separator, exp.Literal) and not separator.this))


def _up_to(call: Call) -> Transform:
    """substring_index(x, separator, n): all that stands before the nth separator."""
    count = _number(call.arguments[2]) if len(call.arguments) > 2 else None
    return _of(count is not None and abs(count) == 1)


def _masked(call: Call) -> Transform:
    """mask(x, upper, lower, digit, other): NULL keeps that sort of character as it is.

    https://docs.databricks.com/en/sql/language-manual/functions/mask.html
    """
    return _of(not any(isinstance(argument, exp.Null) for argument in call.arguments[1:4]))


def _ends_shown(call: Call) -> Transform:
    """mask_inner(x, left, right): so many characters at both ends stay.

    https://dev.mysql.com/doc/refman/9.0/en/data-masking-component-functions.html
    """
    return _of(_few(call, 1, 2))


def _shown(call: Call) -> Transform:
    """mask_show_first_n(x, n): four where no number is given (Hive's manual)."""
    return _of(len(call.arguments) < 2 or _few(call, 1))


def _prefix_and_suffix(call: Call) -> Transform:
    """anon.partial(x, prefix, padding, suffix) of PostgreSQL Anonymizer."""
    return _of(_few(call, 1, 3))


def _round(call: Call) -> Transform:
    """round(x, decimals), and trunc(date, unit) where both have one name."""
    if len(call.arguments) < 2:
        # Oracle's trunc(date) only takes the time off
        return _of(call.dialect != "oracle")
    decimals = _number(call.arguments[1])
    return _truncated(call) if decimals is None else _of(decimals <= _DECIMALS)


def _truncated(call: Call) -> Transform:
    """date_trunc, timestamp_trunc, the difference of two dates: the unit is among the arguments."""
    return _of(any(_unit(argument) in _COARSE for argument in call.arguments))


def _part(call: Call) -> Transform:
    """extract(unit from x), date_part(unit, x)."""
    units = {_unit(argument) for argument in call.arguments} - {""}
    if any(isinstance(_bare(argument), exp.Sub) for argument in call.arguments):
        # of a difference, the days or hours are all of it
        return _of(bool(units & _COARSE))
    return _of(bool(units) and not units & _WHOLE)


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren | exp.Cast):
        node = node.this
    return node


def _bucket(call: Call) -> Transform:
    """date_bin('1 month', x, origin), time_slice(x, 1, 'MONTH'): as wide as is written down."""
    text = " ".join(
        part.name for argument in call.arguments for part in argument.find_all(exp.Literal, exp.Var)
    )
    days = sum(int(number or 1) for number in _DAYS.findall(text))
    return _of(days >= _WEEK or any(word in _COARSE for word in text.upper().split()))


def _buckets(call: Call) -> Transform:
    """width_bucket(x, low, high, count): in many buckets each value has its own."""
    count = _number(call.arguments[3]) if len(call.arguments) > 3 else None
    return _of(count is not None and count <= _MOST_BUCKETS)


def _grid(call: Call) -> Transform:
    """st_snaptogrid(x, size), of degrees."""
    sizes = [a for a in call.arguments[1:] if isinstance(a, exp.Literal) and not a.is_string]
    return _of(bool(sizes) and all(float(size.this) >= 10**-_DECIMALS for size in sizes))


def _geohash(call: Call) -> Transform:
    """st_geohash(x, length): five characters are about five kilometres; without a number, all."""
    length = _number(call.arguments[1]) if len(call.arguments) > 1 else None
    return _of(length is not None and length <= _GEOHASH)


def _url(call: Call) -> Transform:
    """parse_url(x, part): without a part Snowflake gives all of them, and a path tells much."""
    part = call.arguments[1] if len(call.arguments) > 1 else None
    return _of(isinstance(part, exp.Literal) and part.name.upper() in ("HOST", "PROTOCOL"))


def _formatted(call: Call) -> Transform:
    """to_char(date, format)."""
    texts = [a.name for a in call.arguments[1:] if isinstance(a, exp.Literal) and a.is_string]
    return _of(any(_COARSE_FORMAT.fullmatch(text) for text in texts))


def _percentile(call: Call) -> Transform:
    """percentile_cont: at 0 and 1 it is the least and the largest value, and no mean of two."""
    fractions = [
        float(found.this)
        for argument in call.arguments[1:] or call.arguments
        for found in argument.find_all(exp.Literal)
        if not found.is_string
    ]
    return IDENTITY if any(fraction in (0, 1) for fraction in fractions) else AGGREGATED


PRECISION = {
    **measured(
        {
            _length: "left right leftutf8 rightutf8",
            _substring: "substring substr mid substring_bytes substringutf8",
            _split_part: "split_part splitpart strtok",
            _up_to: "substring_index substringindex",
            _masked: "mask",
            _ends_shown: "mask_inner",
            _shown: "mask_show_first_n mask_show_last_n",
            _prefix_and_suffix: "anon.partial",
            _round: "round trunc truncate truncatenumber",
            _truncated: """date_trunc datetrunc timestamp_trunc timestamptrunc datetime_trunc
                datetimetrunc time_trunc timetrunc datediff date_diff timestamp_diff timestampdiff
                datetime_diff datetimediff ts_or_ds_diff time_diff timediff trunc_date
                datediff_big""",
            _part: "extract date_part datepart datename",
            _formatted: """to_char tochar to_varchar time_to_str timetostr date_format format_date
                formatdate strftime format_timestamp format_datetime formatdatetime""",
            _bucket: """date_bin datebin time_bucket timebucket date_bucket datebucket time_slice
                timeslice""",
            _buckets: "width_bucket widthbucket",
            _grid: "st_snaptogrid",
            _geohash: "st_geohash",
            _url: "parse_url parseurl",
            replaced: "regexp_replace regexpreplace replaceregexpall regex_replace",
        },
        DERIVED,
    ),
    **measured(
        {_percentile: "percentile_cont percentilecont quantile_cont percentile quantile"}, IDENTITY
    ),
}
"""By the function's name in lower case: what measures its calls."""
