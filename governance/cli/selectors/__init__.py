"""The ways to name a catalog; one file is one way.

A module says how it is written (`FORM`), which names are its own (`fits(name)`), and reads what one
names (`read(name, config)` → `Built`). No name may be that of two.
"""
