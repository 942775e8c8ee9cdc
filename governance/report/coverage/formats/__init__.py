"""The formats of a report of coverage: each module is one, and `render(report, terminal)` writes it.

A format of your own is a module with that function, offered as `lictor.coverage_formats`.
"""
