"""Token of GitHub.

ghp_, gho_, ghu_, ghs_ or ghr_ and at least 36 characters, or github_pat_ and 82.
https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
"""

CATEGORY = "credential"
KIND = None
PATTERN = r"(?<![A-Za-z0-9_])(?:gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_\w{82})(?!\w)"
WORDS = ("github", "token", "pat", "access token", "secret")
ALONE = 0.99
SHARE = 0.01
EXAMPLES = ("ghp_" + "0" * 36, "ghs_" + "A" * 36, "github_pat_" + "0" * 82)
COUNTEREXAMPLES = ("ghp_" + "0" * 35, "ghx_" + "0" * 36, "github_pat_" + "0" * 81)
