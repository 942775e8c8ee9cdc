"""Data files: which of them are one table, and what columns it has; never what is in them."""
