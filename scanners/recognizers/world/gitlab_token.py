"""Token of GitLab.

gl, a few letters of the sort, a hyphen, at least twenty characters.
https://docs.gitlab.com/security/tokens/#token-prefixes
"""

CATEGORY = "credential"
KIND = None
PATTERN = r"(?<![\w-])gl(?:pat|oas|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct|wt)-[\w.-]{20,300}"
WORDS = ("gitlab", "token", "pat", "access token", "secret")
ALONE = 0.99
SHARE = 0.01
EXAMPLES = ("glpat-" + "0" * 20, "gldt-" + "A" * 20, "glcbt-64_" + "x" * 20)
COUNTEREXAMPLES = ("glpat-" + "0" * 19, "glxyz-" + "0" * 20, "glpat_" + "0" * 20)
