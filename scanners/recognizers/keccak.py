"""Keccak-256 as Ethereum uses it: SHA-3 before NIST changed the padding.

https://keccak.team/keccak_specs_summary.html
"""

from __future__ import annotations

_MASK = (1 << 64) - 1
_RATE = 136
"""Bytes taken in at a time for 256 bits of output."""


def keccak_256(data: bytes) -> bytes:
    """The hash, 32 bytes."""
    padded = bytearray(data) + b"\x01" + bytes(-(len(data) + 1) % _RATE)
    padded[-1] |= 0x80
    lanes = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), _RATE):
        for word in range(_RATE // 8):
            at = start + 8 * word
            lanes[word % 5][word // 5] ^= int.from_bytes(padded[at : at + 8], "little")
        _permute(lanes)
    return b"".join(lanes[word % 5][word // 5].to_bytes(8, "little") for word in range(4))


def _permute(a: list[list[int]]) -> None:
    register = 1
    for _ in range(24):
        columns = [a[x][0] ^ a[x][1] ^ a[x][2] ^ a[x][3] ^ a[x][4] for x in range(5)]
        for x in range(5):
            turned = columns[x - 1] ^ _rotate(columns[(x + 1) % 5], 1)
            for y in range(5):
                a[x][y] ^= turned
        x, y, current = 1, 0, a[1][0]
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            current, a[x][y] = a[x][y], _rotate(current, (step + 1) * (step + 2) // 2)
        for y in range(5):
            row = [a[x][y] for x in range(5)]
            for x in range(5):
                a[x][y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5])
        for j in range(7):
            register = (register << 1 ^ (register >> 7) * 0x71) % 256
            if register & 2:
                a[0][0] ^= 1 << ((1 << j) - 1)


def _rotate(word: int, by: int) -> int:
    by %= 64
    return (word << by | word >> (64 - by)) & _MASK
