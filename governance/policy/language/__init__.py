"""The language of policies: a documented part of PostgreSQL's SQL, checked, written for SQLite.

Nothing passes through untranslated: every kind of node, every function and every argument is on a
list with its translation, names are resolved against `governance.policy.views` and replaced by our
own, types are checked, and what is not on the list is refused where it stands.
"""
