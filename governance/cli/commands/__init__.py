"""One file is one command, named after its file (`_` reads as `-`).

A command module defines `command`, a `click.Command`, and imports only click and the standard
library at its top; everything else inside its function, so that `lictor --help` stays quick. It
returns its exit code (0 clean or done, 1 blocked, 2 could not do it) or nothing, which is 0, and
raises `LictorError` for what a person has to know; `governance.cli.main` prints it.
"""
