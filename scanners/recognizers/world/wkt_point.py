"""Point of a map as well-known text.

POINT, perhaps with a reference system in front, and two to four numbers in brackets.
https://www.ogc.org/standards/sfa/
"""

CATEGORY = "geo"
KIND = None
PATTERN = (
    r"(?i)\bPOINT ?(?:Z|M|ZM)? ?\( ?-?[0-9]{1,9}(?:\.[0-9]{1,20})?(?: -?[0-9]{1,9}(?:\.[0-9]{1,20}"
    r")?){1,3} ?\)"
)
WORDS = ("geom", "geometry", "location", "point", "position", "wkt")
ALONE = 0.95
SHARE = 0.3
EXAMPLES = ("POINT(13.3777 52.5163)", "SRID=4326;POINT (-74.0445 40.6892)", "point z (1 2 3)")
COUNTEREXAMPLES = ("POINT EMPTY", "POLYGON((0 0, 1 1, 1 0, 0 0))", "point(a b)")
