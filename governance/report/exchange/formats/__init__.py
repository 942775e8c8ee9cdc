"""One file per format; its name is what `lictor catalog export --format` takes."""
