"""API key of OpenAI.

sk-, perhaps proj-, svcacct- or admin-, and at least 32 characters.
https://platform.openai.com/docs/api-reference/authentication
"""

CATEGORY = "credential"
KIND = None
PATTERN = r"(?<![\w-])sk-(?:(?:proj|svcacct|admin)-[\w-]{32,250}|[A-Za-z0-9]{32,64})(?![\w-])"
WORDS = ("openai", "api key", "key", "secret", "llm")
ALONE = 0.98
SHARE = 0.01
EXAMPLES = ("sk-" + "0" * 48, "sk-proj-" + "A" * 64, "sk-svcacct-" + "x_" * 30)
COUNTEREXAMPLES = ("sk-" + "0" * 31, "sk-ant-" + "0" * 95, "pk-" + "0" * 48)
