"""How long each recognizer takes over random cells, without a prefilter in front of it.

    python benchmarks/recognizers.py [cells]

The cells are of the sorts that tables are full of: numbers, dates, words, identifiers, addresses of
pages. Prints the processor time of all together per cell, and the slowest.
"""

from __future__ import annotations

import random
import string
import sys
import time

from scanners.recognizers import recognizers


def cells(count: int) -> list[str]:
    rnd = random.Random(6)
    words = [
        "".join(rnd.choices(string.ascii_lowercase, k=rnd.randint(3, 10))) for _ in range(3000)
    ]
    sorts = (
        lambda: str(rnd.randrange(10 ** rnd.randint(1, 18))),
        lambda: f"20{rnd.randint(10, 26)}-{rnd.randint(1, 12):02}-{rnd.randint(1, 28):02}",
        lambda: f"{rnd.uniform(-1000, 1000):.4f}",
        lambda: " ".join(rnd.choices(words, k=rnd.randint(1, 12))).capitalize(),
        lambda: " ".join(word.title() for word in rnd.choices(words, k=3)),
        lambda: f"{rnd.getrandbits(128):032x}",
        lambda: "".join(rnd.choices(string.ascii_uppercase + string.digits, k=12)),
        lambda: f"https://www.example.org/{rnd.choice(words)}/{rnd.randrange(10000)}",
    )
    return [rnd.choice(sorts)() for _ in range(count)]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    sample = cells(count)
    begun = time.process_time()
    found = recognizers()
    print(f"{len(found)} recognizers read in {(time.process_time() - begun) * 1000:.0f} ms")
    taken = []
    for recognizer in found:
        recognizer.match("")
        begun = time.process_time()
        hits = sum(recognizer.found_in(cell) for cell in sample)
        taken.append((time.process_time() - begun, recognizer.name, hits))
    whole = sum(seconds for seconds, _, _ in taken)
    print(f"{count} cells, all recognizers: {whole:.1f} s, {whole / count * 1e6:.0f} µs a cell,")
    print(f"{whole / count / len(found) * 1e6:.2f} µs a cell and recognizer. The slowest:")
    for seconds, name, hits in sorted(taken, reverse=True)[:12]:
        print(f"  {seconds / count * 1e6:6.2f} µs  {name:32} {hits} found")


if __name__ == "__main__":
    main()
