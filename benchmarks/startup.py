"""What starting costs: `lictor --help`, against Python alone and other tools of the trade.

Run: python benchmarks/startup.py [ROUNDS]

Whole processes, the best of ROUNDS (15) each, taken in turns so that a busy machine is unfair to
all alike. The goal is `lictor --help` under 0.15 s.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import time

RUN = "from governance.cli.main import main; main()"
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import click": ["-c", "import click"],
    "lictor --version": ["-c", RUN, "--version"],
    "lictor --help": ["-c", RUN, "--help"],
    "lictor check --help": ["-c", RUN, "check", "--help"],
}
PEERS = ("sqlglot", "sqlfluff", "checkov", "dbt_score")


def seconds(arguments: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
    return time.perf_counter() - started


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    commands = dict(COMMANDS)
    for peer in PEERS:
        if importlib.util.find_spec(peer) is not None:
            commands[f"import {peer}"] = ["-c", f"import {peer}"]
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(rounds):
        for name, arguments in commands.items():
            best[name] = min(best[name], seconds(arguments))
    baseline = best["python -c pass"]
    for name, took in best.items():
        print(f"{name:<22} {took:6.3f} s  {took / baseline:5.1f} x python")


if __name__ == "__main__":
    main()
