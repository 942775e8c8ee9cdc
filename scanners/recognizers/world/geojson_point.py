"""Point of a map as GeoJSON.

An object of type Point with coordinates, in either order (RFC 7946).
https://www.rfc-editor.org/rfc/rfc7946
"""

CATEGORY = "geo"
KIND = None
PATTERN = (
    r"\"type\"\s{0,4}:\s{0,4}\"Point\"\s{0,4},\s{0,4}\"coordinates\""
    r"|\"coordinates\"\s{0,4}:\s{0,4}\[[-0-9.,\s]{3,80}\]\s{0,4},\s{0,4}\"type\"\s{0,4}:\s{0,4}"
    r"\"Point\""
)
WORDS = ("geom", "geometry", "location", "point", "position", "geojson")
ALONE = 0.95
SHARE = 0.3
EXAMPLES = (
    '{"type": "Point", "coordinates": [13.3777, 52.5163]}',
    '{"coordinates":[-74.0445,40.6892],"type":"Point"}',
    '{"geometry":{"type":"Point","coordinates":[1,2]}}',
)
COUNTEREXAMPLES = (
    '{"type": "Polygon", "coordinates": []}',
    '{"point": 3}',
    '"coordinates": [1, 2]',
)
