"""Which few columns together tell people apart, though none of them names anybody.

`measure` is the whole of it on one page. Numbers of rows and names of columns come out, never a
value.
"""
