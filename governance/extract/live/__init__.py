"""Databases read as they are: read-only, bounded in time, and never a value kept."""
