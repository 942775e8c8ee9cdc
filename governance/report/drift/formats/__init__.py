"""The formats of a drift report: each module is one, and `render(report, terminal)` writes it.

A format of your own is a module with that function, offered as `lictor.drift_formats`.
"""
