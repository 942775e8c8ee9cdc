"""Latitude and longitude as a pair of decimal numbers.

-90 to 90, a comma, semicolon or space, -180 to 180, each with at least three decimals: three are a
street.
https://www.iso.org/standard/75147.html
"""

import regex

CATEGORY = "geo"
KIND = None
PATTERN = (
    r"(?<![\w.-])[+-]?[0-9]{1,2}\.[0-9]{3,15}[,; ]{1,2} ?[+-]?[0-9]{1,3}\.[0-9]{3,15}(?![\w.])"
)
WORDS = (
    "coordinates",
    "location",
    "gps",
    "lat",
    "lon",
    "latlng",
    "position",
    "standort",
    "coordenadas",
)
ALONE = 0.93
SHARE = 0.5
EXAMPLES = ("52.5163, 13.3777", "-33.856784,151.215297", "40.6892 -74.0445")
COUNTEREXAMPLES = ("52.5, 13.4", "92.5163, 13.3777", "52.5163, 193.3777")

_NUMBER = regex.compile(r"[+-]?[0-9]{1,3}\.[0-9]+")


def valid(text: str) -> bool:
    """Whether there is such a place."""
    latitude, longitude = (float(number) for number in _NUMBER.findall(text))
    return abs(latitude) <= 90 and abs(longitude) <= 180
