"""Address in a private network, version 4.

10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 and 169.254.0.0/16 (RFC 1918, 6598, 3927).
It leads to somebody only inside that network.
https://www.rfc-editor.org/rfc/rfc1918
"""

from scanners.recognizers.addresses import is_private_v4

CATEGORY = "ip_address"
KIND = None
PATTERN = (
    r"(?<![\w.-])(?:10|100|169|172|192)(?:\.(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}(?!\w)"
)
WORDS = ("ip", "ip address", "remote addr", "client ip", "host")
ALONE = 0.5
SHARE = 0.4
EXAMPLES = ("192.168.1.1", "10.0.0.42", "172.16.254.3")
COUNTEREXAMPLES = ("203.0.113.7", "172.32.0.1", "127.0.0.1", "192.168.1")


def valid(text: str) -> bool:
    """Whether the address lies in a private range."""
    return is_private_v4(text)
