"""One module a format, each with `load(source)`: bytes -> articles. `loaders` finds it by the name's suffix.

A format's library is imported when the first file of that format is read, never before.
"""
