"""How the page of lineage looks: on a screen by day and by night, and on paper."""

COLORS = {
    "identity": ("#b3261e", "#ff8a80"),
    "derived": ("#a04b00", "#ffb067"),
    "generalised": ("#7a6200", "#e5c94b"),
    "hashed": ("#7b1fa2", "#d79bf0"),
    "keyed": ("#1b6e3c", "#7fd6a0"),
    "aggregated": ("#0b5cad", "#8abffc"),
    "predicate": ("#4a5568", "#b8c2d0"),
    "influence": ("#667085", "#98a2b3"),
}
"""By day and by night; each has a contrast of at least 4.5 to what it stands on."""

_PAGE = """\
:root { color-scheme: light dark; --paper: #fff; --ink: #1a1d23; --soft: #596273; --rule: #d5dae2;
  --box: #f7f8fa; --mark: #fff3c4; --hold: #8f1d16; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171c; --ink: #e7eaf0; --soft: #a3adbd;
  --rule: #3a4250; --box: #1d222a; --mark: #4a3f10; --hold: #ff9d94; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.35rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
p { margin: .25rem 0; max-width: 70ch; }
p.note { color: var(--soft); }
code, td, svg text { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: .75rem 0; padding: 0;
  list-style: none; font-size: .85rem; }
.legend svg { vertical-align: middle; margin-right: .4rem; }
.picture { overflow: auto; border: 1px solid var(--rule); border-radius: 6px; margin: .5rem 0;
  max-height: 85vh; }
.picture:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
#influences:not(:checked) ~ .picture .lines .influence { display: none; }
#fit:checked ~ .picture svg { width: 100%; height: auto; max-height: 84vh; }
svg { display: block; }
a { color: inherit; }
label.toggle { margin-right: 1rem; }
.legend svg { display: inline; }
svg text { font-size: 12px; fill: var(--ink); }
svg .name { font-weight: 600; }
svg .holds { font-size: 10px; fill: var(--hold); }
svg .words text { font-size: 10px; paint-order: stroke; stroke: var(--paper); stroke-width: 3px;
  stroke-linejoin: round; }
.box rect { fill: var(--box); stroke: var(--soft); stroke-width: 1; }
.box.open rect { stroke-dasharray: 2 3; }
.box.asked > rect:first-of-type { stroke: var(--ink); stroke-width: 2; }
.box rect.start { fill: var(--mark); stroke: none; }
.box .head { stroke: var(--rule); }
.lines path, .legend path { fill: none; stroke-width: 1.5; }
.lines path.identity, .legend path.identity { stroke-width: 2.2; }
.lines path.influence, .legend path.influence { stroke-width: 1; stroke-dasharray: 5 4; }
.lines path:hover { stroke-width: 5; }
table { border-collapse: collapse; font-size: .85rem; width: 100%; }
caption { text-align: left; color: var(--soft); padding-bottom: .35rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0;
  border-bottom: 1px solid var(--rule); overflow-wrap: anywhere; }
td { font-size: .8rem; }
td.what { font-family: inherit; }
th, td.what, td.where { overflow-wrap: break-word; }
td small { color: var(--hold); }
@media print { @page { size: landscape; margin: 12mm; }
  :root { --paper: #fff; --ink: #000; --soft: #444; --rule: #bbb; --box: #fff; --mark: #eee;
    --hold: #7a0f08; }
  body { padding: 0; font-size: 11px; }
  .picture { overflow: visible; border: 0; max-height: none; }
  .picture svg { width: 100%; height: auto; max-height: 170mm; }
  .toggle { display: none; }
  tr { break-inside: avoid; } }
"""


def style() -> str:
    """The style sheet: the page's, and the colours of lines and of the words at them."""
    day = "".join(_colored(name, pair[0]) for name, pair in COLORS.items())
    night = "".join(_colored(name, pair[1]) for name, pair in COLORS.items())
    dark = f"@media screen and (prefers-color-scheme: dark) {{\n{night}}}\n"
    return _PAGE + day + dark


def _colored(name: str, color: str) -> str:
    return (
        f"path.{name} {{ stroke: {color}; }}\n"
        f"marker.{name} path, .words text.{name} {{ fill: {color}; }}\n"
    )
