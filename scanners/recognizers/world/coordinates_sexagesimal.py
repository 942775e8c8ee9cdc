"""Latitude or longitude in degrees and minutes.

Degrees, minutes, perhaps seconds, and N, S, E or W (O in German and Romance languages).
https://www.iso.org/standard/75147.html
"""

CATEGORY = "geo"
KIND = None
PATTERN = (
    r"(?<!\w)[0-9]{1,3} ?[°º] ?[0-5]?[0-9](?:\.[0-9]{1,6})? ?['′’](?: ?[0-5]?[0-9](?:[.,]"
    r"[0-9]{1,6})? ?(?:\"|″|”|''))? ?[NSEWO](?!\w)"
)
WORDS = ("coordinates", "location", "gps", "lat", "lon", "latitude", "longitude", "position")
ALONE = 0.95
SHARE = 0.4
EXAMPLES = ("52°30'58.7\"N", "13° 22′ 39″ E", "40°41.352'N 74°2.67'W")
COUNTEREXAMPLES = ("52° warm", "52°30'", "30'58\"N")
