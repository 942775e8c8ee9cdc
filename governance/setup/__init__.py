"""The files that `lictor init` writes, from what a repository seems to hold.

Nothing that is there is changed. What was inferred is marked so, and what would satisfy a policy
(an owner, a classification) is written as a comment: it counts once a person has read the line and
taken the `#` away. A gate that believed its own guesses would pass what nobody answers for.
"""
