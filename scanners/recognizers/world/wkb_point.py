"""Point of a map as PostGIS keeps it (EWKB in hexadecimal).

Byte order, the type of a point with a reference system, the system, two numbers of eight bytes.
https://postgis.net/docs/using_postgis_dbmanagement.html#EWKB_EWKT
"""

CATEGORY = "geo"
KIND = None
PATTERN = r"(?i)\A(?:01010000(?:20[0-9A-F]{8}|00)|00[02]0000001[0-9A-F]{0,8})[0-9A-F]{32}\Z"
WORDS = ("geom", "geometry", "location", "point", "position", "wkb")
ALONE = 0.97
SHARE = 0.5
EXAMPLES = (
    "0101000020E61000005B423EE8D9AC2A40A69BC420B0424A40",
    "01010000005B423EE8D9AC2A40A69BC420B0424A40",
    "0101000020e6100000000000000000f03f000000000000f03f",
)
COUNTEREXAMPLES = (
    "0101000020E6100000",
    "0103000020E61000005B423EE8D9AC2A40A69BC420B0424A40",
    "0101000020E61000005B423EE8D9AC2A40A69BC420B0424A4Z",
)
