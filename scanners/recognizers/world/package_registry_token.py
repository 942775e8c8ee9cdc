"""Token of a registry of packages: npm, PyPI, RubyGems, Docker Hub, crates.io.

npm_ and 36, pypi-AgEIcHlwaS5vcmc and more, rubygems_ and 48 hexadecimal digits, dckr_pat_ and 27,
cio and 32.
https://docs.npmjs.com/about-access-tokens, https://pypi.org/help/#apitoken
"""

CATEGORY = "credential"
KIND = None
PATTERN = (
    r"(?<![\w-])(?:npm_[A-Za-z0-9]{36}|pypi-AgEIcHlwaS5vcmc[\w-]{50,250}|rubygems_[0-9a-f]{48}"
    r"|dckr_[op]at_[\w-]{27,40}|cio[A-Za-z0-9]{32})(?![\w-])"
)
WORDS = ("npm", "pypi", "token", "registry", "secret")
ALONE = 0.98
SHARE = 0.01
EXAMPLES = ("npm_" + "0" * 36, "pypi-AgEIcHlwaS5vcmc" + "A" * 60, "dckr_pat_" + "x" * 27)
COUNTEREXAMPLES = ("npm_" + "0" * 35, "pypi-" + "A" * 60, "dckr_pat_")
