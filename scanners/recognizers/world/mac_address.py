"""Hardware address of a network card (MAC, EUI-48).

Six pairs of hexadecimal digits with colons or hyphens, or three groups of four with points.
https://standards.ieee.org/products-programs/regauth/
"""

CATEGORY = "device_id"
KIND = None
PATTERN = (
    r"(?i)(?<![\w:.-])(?:(?:[0-9A-F]{2}:){5}[0-9A-F]{2}|(?:[0-9A-F]{2}-){5}[0-9A-F]{2}"
    r"|(?:[0-9A-F]{4}\.){2}[0-9A-F]{4})(?![\w:-])"
)
WORDS = ("mac", "mac address", "hardware address", "bssid", "ethernet")
ALONE = 0.95
SHARE = 0.4
EXAMPLES = ("00:00:5E:00:53:01", "00-00-5e-00-53-af", "0000.5e00.53ff")
COUNTEREXAMPLES = ("00:00:5E:00:53", "00:00:00:00:00:00", "00:00:5E:00:53:0G")


def valid(text: str) -> bool:
    """Whether the address is not all zeros or all ones."""
    return len(set(text.lower()) - set(":-.")) > 1
