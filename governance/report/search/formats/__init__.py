"""The formats of what a search found: each is a module with `render(report, terminal)`.

A format of your own is a module with that function, offered as `lictor.search_formats`.
"""
