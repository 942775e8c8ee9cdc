"""What a column holds, judged without looking at a value."""
