"""What a column holds: by its name and what stands around it, and by its values."""

DETECTOR = "names"
"""What findings by names, types, comments and tables say found them."""

VALUES = "values"
"""What findings to which values have contributed say found them."""
