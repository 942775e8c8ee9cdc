"""One file is one format: `render(answer, page) -> str`, pure, ending in a line break.

Names may have been chosen by a stranger: a format writes them so that they are shown, and never
obeyed, by whatever reads the format. The same answer is always the same text.
"""
