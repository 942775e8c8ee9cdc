"""Cookie by which Google Analytics knows a browser (_ga).

GA1, the depth of the domain, a random number and the second of the first visit, with points.
https://support.google.com/analytics/answer/11397207
"""

CATEGORY = "device_id"
KIND = None
PATTERN = r"\bGA1\.[0-9]\.[0-9]{1,10}\.[0-9]{10}\b"
WORDS = ("ga", "cookie", "client id", "ga client id", "analytics")
ALONE = 0.98
SHARE = 0.1
EXAMPLES = ("GA1.2.1234567890.1600000000", "_ga=GA1.1.42.1700000001", "GA1.3.987654321.1650000000")
COUNTEREXAMPLES = ("GA1.2.1234567890", "GA2.2.1234567890.1600000000", "1.2.1234567890.16")
