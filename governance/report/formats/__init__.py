"""One file is one format: `render(verdict, page) -> str`, pure, ending in a line break.

Whatever a verdict holds may have been written by a stranger: a format writes it so that it is
shown, and never obeyed, by whatever reads the format.
"""
