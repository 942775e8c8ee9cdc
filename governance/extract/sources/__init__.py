"""The kinds of sources, one file each; the file name is the `kind:` in lictor.yml."""
