"""Declared, inherited and detected evidence, weighed into one classification a column."""
