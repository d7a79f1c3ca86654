"""Draws a described video as a timeline, to be put into a page: a lane for the view and for every kind of decision."""

import html
from collections.abc import Iterable, Sequence

from describe.decide import View
from describe.journal import Entry, Kind
from describe.stretches import Stretch, troubles, views
from describe.utterance import Utterance

LEAST_PX, MOST_PX = 940, 20_000
PX_PER_S = 6
"""The drawing is never shrunk to the window but scrolled, so that its letters stay as large as they are."""
LANE_PX, BAR_PX, LABELS_PX, LETTERS_PX = 30, 18, 132, 14

STYLE = """
.timeline { display: flex }
.timeline svg { display: block; flex: none; font: 14px system-ui, sans-serif }
.timeline text, .legend svg { fill: currentColor }
.stroke { stroke: var(--line) }
.look { fill: var(--blue) } .notice { fill: var(--purple) } .said { fill: var(--green) }
.trouble { fill: var(--red) } .dropped { fill: var(--amber) }
.still { fill: var(--slate) }
.moving { fill: url(#stripes); stroke: var(--blue) } .stripe { stroke: var(--blue); stroke-width: 3 }
.no-good { fill: var(--red) }
.settling { fill: none; stroke: var(--slate); stroke-width: 2 }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.5rem }
.legend li { display: flex; gap: .5rem; align-items: center }
.legend svg { flex: none }
"""
"""Every kind of view has a form of its own besides its colour."""

Cue = tuple[float, float, Utterance]
"""Start and end in seconds, and what was said."""

_VIEWS = {
    View.STILL: ("still", 6),
    View.SETTLING: ("settling", 12),
    View.MOVING: ("moving", BAR_PX),
    View.NO_GOOD: ("no-good", BAR_PX),
}
"""Class and height."""
_STRIPES = (
    '<defs><pattern id="stripes" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path class="stripe" d="M2 0V8"/></pattern></defs>'
)


def timeline(length_s: float, said: Sequence[Cue], journal: Sequence[Entry]) -> str:
    """Return the drawing with its legend as HTML; it scrolls sideways, by keyboard too, below fixed names of lanes."""
    width = min(max(LEAST_PX, length_s * PX_PER_S), MOST_PX)
    per_s = (width - 40) / max(length_s, 0.1)
    lanes = _lanes(length_s, said, journal)
    height = len(lanes) * LANE_PX + 34
    names, shapes = [], [_STRIPES, *_ruler(length_s, per_s, height)]
    for number, (name, bars) in enumerate(lanes):
        middle = 6 + number * LANE_PX + LANE_PX / 2
        names.append(f'<text x="0" y="{middle + 5}">{html.escape(name)}</text>')
        shapes += [_bar(kind, tall, stretch, middle, per_s) for kind, tall, stretch in bars]
    label = f"Timeline of {length_s:.0f} seconds; the tables below hold the same in words"
    return (
        f'<div class="timeline"><svg width="{LABELS_PX}" height="{height}" aria-hidden="true">{"".join(names)}</svg>'
        '<div class="scroller" tabindex="0" role="region" aria-label="Timeline">'
        f'<svg width="{width:.0f}" height="{height}" role="img" aria-label="{label}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(shapes)}</svg></div></div>\n{_legend()}'
    )


_Bar = tuple[str, int, Stretch]


def _lanes(length_s: float, said: Sequence[Cue], journal: Sequence[Entry]) -> list[tuple[str, list[_Bar]]]:
    lanes = [("in view", [(*_VIEWS[view], stretch) for view, stretch in views(journal, length_s)])]
    lanes += [("looked", _moments("look", Kind.LOOK, journal)), ("noticed", _moments("notice", Kind.NOTICE, journal))]
    spoken = [Stretch(start_s, end_s, utterance.text) for start_s, end_s, utterance in said]
    lanes += [("said", _bars("said", spoken)), ("left unsaid", _moments("dropped", Kind.DROPPED, journal))]
    ill = troubles(journal, length_s) or {"no part": []}
    return [*lanes, *((f"{part} in trouble", _bars("trouble", stretches)) for part, stretches in ill.items())]


def _bars(kind: str, stretches: Iterable[Stretch]) -> list[_Bar]:
    return [(kind, BAR_PX, stretch) for stretch in stretches]


def _moments(name: str, kind: Kind, journal: Iterable[Entry]) -> list[_Bar]:
    return _bars(
        name, (Stretch(e.at_s, e.at_s, f"{e.reason}: {e.text}".rstrip(": ")) for e in journal if e.kind is kind)
    )


def _bar(kind: str, tall: int, stretch: Stretch, middle: float, per_s: float) -> str:
    wide = max(4.0, (stretch.to_s - stretch.from_s) * per_s - 1)
    words = html.escape(f"{stretch.from_s:.1f} s: {stretch.words}")
    return (
        f'<rect class="{kind}" x="{stretch.from_s * per_s + 2:.1f}" y="{middle - tall / 2:.1f}" width="{wide:.1f}" '
        f'height="{tall}"><title>{words}</title></rect>'
    )


def _ruler(length_s: float, per_s: float, height: int) -> list[str]:
    every_s = next((step for step in (5, 10, 30, 60, 300) if step * per_s >= 60), 900)
    shapes = []
    for second in range(0, int(length_s) + 1, every_s):
        x = second * per_s + 2
        shapes.append(f'<path class="stroke" d="M{x:.1f} 0V{height - 22}" stroke-opacity=".5"/>')
        shapes.append(f'<text x="{x:.1f}" y="{height - 6}">{second} s</text>')
    return shapes


def _legend() -> str:
    kinds = "".join(
        f'<li><svg width="36" height="20" aria-hidden="true"><rect class="{kind}" x="1" y="{10 - tall / 2}" width="34" '
        f'height="{tall}"/></svg>{view}</li>'
        for view, (kind, tall) in _VIEWS.items()
    )
    return f'<p>In view:</p>\n<ul class="legend">{kinds}</ul>'
