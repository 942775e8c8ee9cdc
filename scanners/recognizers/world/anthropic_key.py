"""API key of Anthropic.

sk-ant-, the sort with two digits, and some 90 characters.
https://platform.claude.com/docs/en/api/overview
"""

CATEGORY = "credential"
KIND = None
PATTERN = r"(?<![\w-])sk-ant-[a-z]{2,10}[0-9]{2}-[\w-]{60,200}"
WORDS = ("anthropic", "claude", "api key", "key", "secret", "llm")
ALONE = 0.99
SHARE = 0.01
EXAMPLES = (
    "sk-ant-" + "api03-" + "0" * 93,
    "sk-ant-" + "admin01-" + "A" * 93,
    "sk-ant-" + "oat01-" + "x" * 95,
)
COUNTEREXAMPLES = ("sk-ant-api03-", "sk-ant-" + "0" * 93, "sk-ants-api03-" + "0" * 93)
