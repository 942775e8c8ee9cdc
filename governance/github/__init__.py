"""The steps of `action.yml`: what runs in a job of GitHub Actions around `lictor check`.

This runs before anything is installed, from the action's own checkout and with the standard library
alone. What the job's environment says (names of branches, the payload of the event) may have been
chosen by a stranger: it is never part of a shell's text, of an option, or of a line that the runner
could take for a command.
"""
