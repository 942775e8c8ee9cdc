"""What a column holds, judged without looking at a value."""

DETECTOR = "names"
"""What findings by names, types, comments and tables say found them."""
