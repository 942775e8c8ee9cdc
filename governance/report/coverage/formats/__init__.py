"""The formats of a report of coverage: each is a module with `render(report, terminal)`.

A format of your own is a module with that function, offered as `lictor.coverage_formats`.
"""
