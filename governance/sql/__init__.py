"""SQL as text: its dialects, its statements and where they stand."""
