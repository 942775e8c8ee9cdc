"""SQL → column edges and what each does to the data; the graph they make.

`reduce` turns a parsed statement into a small summary that needs no schema (`reduced`), so that it
can be kept under the hash of its text; `resolve` lays the summary over the tables known at that
point of a script or a history and gives the edges. Only `reduce` and what it uses import the
parser.
"""
