"""What a browser says of itself (User-Agent).

A product with its version and, in brackets, the system it runs on (RFC 9110, 10.1.5).
https://www.rfc-editor.org/rfc/rfc9110#name-user-agent
"""

CATEGORY = "device_id"
KIND = None
PATTERN = r"\b(?:Mozilla/[45]\.[0-9]{1,2}|Dalvik/[0-9.]{1,8}|Opera/[0-9.]{1,8}) \([^()]{3,300}\)"
WORDS = ("user agent", "useragent", "browser", "ua")
ALONE = 0.97
SHARE = 0.3
EXAMPLES = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15",
    "Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8)",
)
COUNTEREXAMPLES = ("Mozilla", "Mozilla Firefox (X11; Linux)", "curl/8.5.0")
