"""A picture as SVG: nothing but shapes, text and titles, so that nothing in it can run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from msgspec import Struct

from governance.model.names import printable
from governance.report.lineage.layers import LINE, WIDEST_LANE, Layout, layout
from governance.report.lineage.picture import WHOLE, Box, Line, Picture, told
from governance.terminal import clip, width

ASKED = "asked"
"""The id of the box that was asked for, to go to."""

_XMLNS = "http://www.w3.org/2000/svg"

_LETTER, _SMALL = 7.25, 6.1
"""Pixels that a character takes in 12 and in 10 point of a monospaced font."""

_HEAD, _ROW, _PORT, _PAD = 26.0, 22.0, 13.0, 10.0
_MARGIN, _LONGEST = 16.0, 44
_CHANNEL, _WIDEST = 130.0, 300.0


class _Placed(Struct, frozen=True):
    """A box where it stands; `bottoms` are where each row ends, the head first."""

    box: Box
    x: float
    y: float
    width: float
    bottoms: tuple[float, ...]

    def middle(self, row: int) -> float:
        above = self.y if row == WHOLE else self.y + self.bottoms[row]
        below = self.y + self.bottoms[0 if row == WHOLE else row + 1]
        return (above + below) / 2


def svg(picture: Picture, label: str) -> str:
    """The picture; `label` is what it shows, for whoever cannot see it."""
    ports = _ports(picture.lines)
    bottoms = [_bottoms(number, box, ports) for number, box in enumerate(picture.boxes)]
    bundles = _bundles(picture.lines)
    found = layout(
        [each[-1] for each in bottoms],
        {pair: len(lines) for pair, lines in bundles.items()},
    )
    placed = _placed(picture, found, bottoms)
    right = max((each.x + each.width for each in placed), default=0.0)
    # what a table makes of itself goes around its right side
    wide, high = right + _MARGIN + 60, found.height + 2 * _MARGIN
    drawn = _Lines(placed, found, ports, folded=picture.folded)
    size = f'width="{wide:.0f}" height="{high:.0f}" viewBox="0 0 {wide:.0f} {high:.0f}"'
    return "\n".join(
        [
            f'<svg xmlns="{_XMLNS}" {size} role="img" aria-label="{_text(label)}">',
            *_arrows(picture.lines),
            '<g class="lines">',
            *(
                drawn.path(line, number)
                for lines in bundles.values()
                for number, line in enumerate(lines)
            ),
            "</g>",
            *(_drawn_box(each) for each in placed),
            '<g class="words">',
            *dict.fromkeys(drawn.word(line) for line in picture.lines if line.word),
            "</g>",
            "</svg>",
        ]
    )


def _text(text: str) -> str:
    return escape(printable(text), quote=True)


Ports = dict[tuple[int, int], list[tuple[str, str]]]
"""The kinds of line, by style and word, that come into each row from the left."""


def _ports(lines: Iterable[Line]) -> Ports:
    ports: Ports = {}
    for line in lines:
        kinds = ports.setdefault(line.target, [])
        if (line.style, line.word) not in kinds:
            kinds.append((line.style, line.word))
    return ports


def _bottoms(number: int, box: Box, ports: Ports) -> tuple[float, ...]:
    bottoms = [max(_HEAD, _PORT * len(ports.get((number, WHOLE), ())))]
    for row in range(len(box.rows)):
        bottoms.append(bottoms[-1] + max(_ROW, _PORT * len(ports.get((number, row), ())) + 4))
    return tuple(bottoms)


def _bundles(lines: Iterable[Line]) -> dict[tuple[int, int], list[Line]]:
    """The lines by the boxes that they join."""
    bundles: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        bundles.setdefault((line.source[0], line.target[0]), []).append(line)
    return bundles


def _width(box: Box) -> float:
    rows = (
        min(width(row.name), _LONGEST) * _LETTER + (width(row.holds) + 2) * _SMALL * bool(row.holds)
        for row in box.rows
    )
    head = min(width(box.name), _LONGEST) * _LETTER
    return max(110.0, head, *rows) + 2 * _PAD if box.rows else max(110.0, head) + 2 * _PAD


def _placed(picture: Picture, found: Layout, bottoms: Sequence[tuple[float, ...]]) -> list[_Placed]:
    widths = [_width(box) for box in picture.boxes]
    widest = [0.0] * found.layers
    for number, layer in enumerate(found.layer):
        widest[layer] = max(widest[layer], widths[number])
    crowds = [0] * (found.layers + 1)
    for source, target in {(line.source[0], line.target[0]) for line in picture.lines}:
        crowds[max(found.layer[source], found.layer[target])] += 1
    left = [_MARGIN]
    for layer in range(1, found.layers):
        channel = min(_WIDEST, _CHANNEL + 3.0 * crowds[layer])
        left.append(left[-1] + widest[layer - 1] + channel)
    return [
        _Placed(
            box,
            left[found.layer[number]],
            found.top[number] + _MARGIN,
            widths[number],
            bottoms[number],
        )
        for number, box in enumerate(picture.boxes)
    ]


def _arrows(lines: Iterable[Line]) -> Iterator[str]:
    """The ends of lines; a style has its own, which is how they get its colour."""
    yield "<defs>"
    for style in sorted({line.style for line in lines}):
        yield (
            f'<marker id="to-{style}" class="{style}" viewBox="0 0 8 8" refX="7" refY="4" '
            'markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
            '<path d="M0 0L8 4L0 8z"/></marker>'
        )
    yield "</defs>"


class _Lines:
    """The lines between boxes that stand."""

    def __init__(
        self, placed: Sequence[_Placed], found: Layout, ports: Ports, *, folded: bool
    ) -> None:
        self._placed = placed
        self._found = found
        self._ports = ports
        self._folded = folded
        self._sides: dict[int, tuple[float, float]] = {}
        for box, layer in zip(placed, found.layer, strict=True):
            left, right = self._sides.get(layer, (box.x, box.x))
            self._sides[layer] = min(left, box.x), max(right, box.x + box.width)

    def path(self, line: Line, number: int) -> str:
        """A line, the `number`th of those that join its boxes."""
        start = self._placed[line.source[0]].middle(line.source[1])
        if line.source[0] == line.target[0]:
            way = self._around(line, start)
        else:
            way = self._between(line, start, number)
        return (
            f'<path class="{line.style}" d="{way}" marker-end="url(#to-{line.style})">'
            f"<title>{_text(told(line, folded=self._folded))}</title></path>"
        )

    def word(self, line: Line) -> str:
        """The word where a line ends; lines that end there together have it in common."""
        target, y = self._placed[line.target[0]], self._end(line)
        pair = line.source[0], line.target[0]
        behind = pair in self._found.turned or pair[0] == pair[1]
        x = target.x + target.width + 10 if behind else target.x - 10
        return (
            f'<text class="{line.style}" x="{x:.0f}" y="{y - 3:.1f}" '
            f'text-anchor="{"start" if behind else "end"}">{_text(line.word)}</text>'
        )

    def _end(self, line: Line) -> float:
        kinds = self._ports[line.target]
        port = kinds.index((line.style, line.word)) - (len(kinds) - 1) / 2
        return self._placed[line.target[0]].middle(line.target[1]) + port * _PORT

    def _around(self, line: Line, start: float) -> str:
        """Out of the right side of a box and back into it."""
        box = self._placed[line.source[0]]
        side, end = box.x + box.width, self._end(line)
        bow = f"{side + 56:.0f} {start:.1f} {side + 56:.0f} {end:.1f}"
        return f"M{side:.0f} {start:.1f}C{bow} {side + 2:.0f} {end:.1f}"

    def _between(self, line: Line, start: float, number: int) -> str:
        """Curves from box to lane to box, from right to left where the line is turned."""
        pair = line.source[0], line.target[0]
        source, target = self._placed[pair[0]], self._placed[pair[1]]
        turned = pair in self._found.turned
        x, y = (source.x if turned else source.x + source.width), start
        path = f"M{x:.0f} {y:.1f}"
        for layer, top in self._found.lanes.get(pair, ()):
            lane = top + _MARGIN + LINE * (number % WIDEST_LANE + 0.5)
            left, right = self._sides[layer]
            near, far = (right, left) if turned else (left, right)
            path += f"{_curve(x, y, near, lane)}H{far:.0f}"
            x, y = far, lane
        last = target.x + target.width + 2 if turned else target.x - 2
        return path + _curve(x, y, last, self._end(line))


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"C{middle:.0f} {y:.1f} {middle:.0f} {to_y:.1f} {to_x:.0f} {to_y:.1f}"


def _drawn_box(placed: _Placed) -> str:
    box, x, y = placed.box, placed.x, placed.y
    high = placed.bottoms[-1]
    classes = " ".join(["box", *(["asked"] if box.asked else []), *([] if box.known else ["open"])])
    here = f' id="{ASKED}"' if box.asked else ""
    title = box.name if box.known else f"{box.name} (described by no source)"
    name = f'<text class="name" x="{x + _PAD:.0f}" y="{placed.middle(WHOLE) + 4:.1f}">'
    parts = [
        f'<g class="{classes}"{here}><title>{_text(title)}</title>',
        f'<rect x="{x:.0f}" y="{y:.1f}" width="{placed.width:.0f}" height="{high:.1f}" rx="5"/>',
        f"{name}{_text(_ending(box.name))}</text>",
    ]
    if box.rows:
        under = y + placed.bottoms[0]
        parts.append(f'<path class="head" d="M{x:.0f} {under:.1f}h{placed.width:.0f}"/>')
    for number, row in enumerate(box.rows):
        line = placed.middle(number)
        if row.asked:
            top = y + placed.bottoms[number]
            parts.append(
                f'<rect class="start" x="{x + 3:.0f}" y="{top + 2:.1f}" '
                f'width="{placed.width - 6:.0f}" '
                f'height="{placed.bottoms[number + 1] - placed.bottoms[number] - 4:.1f}" rx="3"/>'
            )
        title = f"<title>{_text(f'{box.name}.{row.name}')}</title>"
        parts.append(
            f'<text x="{x + _PAD:.0f}" y="{line + 4:.1f}">{_text(_short(row.name))}{title}</text>'
        )
        if row.holds:
            parts.append(
                f'<text class="holds" x="{x + placed.width - _PAD:.0f}" y="{line + 3.5:.1f}" '
                f'text-anchor="end">{_text(row.holds)}</text>'
            )
    return "\n".join([*parts, "</g>"])


def _ending(name: str) -> str:
    """The end of a long name of a table: its own name says more than its schema."""
    return _short(name[::-1])[::-1]


def _short(name: str) -> str:
    return name if width(name) <= _LONGEST else clip(name, _LONGEST - 1) + "…"
