"""The formats of a report of gaps: each module is one, and `render(report, terminal)` writes it.

A format of your own is a module with that function, offered as `lictor.gap_formats`.
"""
