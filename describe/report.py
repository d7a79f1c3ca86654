"""One self-contained page for a described video: what changed, what was said, when, and why not."""

import html
from collections.abc import Iterable, Sequence

from describe.journal import Entry, Kind
from describe.report_drawing import STYLE, Cue, timeline
from describe.stretches import in_order

_STYLE = """
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1a1a1a; --line: #767676; --blue: #1f5fbf; --purple: #7a3fb0;
  --green: #1b7f3b; --red: #b3261e; --amber: #8a5a00; --slate: #4a5560 }
@media (prefers-color-scheme: dark) {
  :root { --paper: #121417; --ink: #ececec; --line: #8a8f98; --blue: #7fb2ff; --purple: #c79bf2;
    --green: #6fd08c; --red: #ff8a80; --amber: #e0b050; --slate: #aab4bf }
}
body { font: 1.15rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem;
  background: var(--paper); color: var(--ink); overflow-wrap: anywhere }
.scroller { overflow-x: auto; max-width: 100%; min-width: 0; border: 1px solid var(--line) }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px }
table { border-collapse: collapse; width: 100%; min-width: 28rem }
main > :last-child table { min-width: 36rem }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line) }
th, td.short { white-space: nowrap }
td.short { font-variant-numeric: tabular-nums }
"""
_KINDS = {
    Kind.LOOK: "looked",
    Kind.NOTICE: "noticed",
    Kind.SAID: "said",
    Kind.DROPPED: "left unsaid",
    Kind.SILENT: "stayed silent",
    Kind.VIEW: "in view",
    Kind.TROUBLE: "in trouble",
    Kind.BETTER: "well again",
    Kind.ASKED: "asked for",
}


def report(title: str, length_s: float, spoken: Iterable[Cue], journal: Sequence[Entry]) -> str:
    """Return the page as HTML; it loads nothing from elsewhere."""
    said = [cue for cue in spoken if cue[2].text]
    heading = html.escape(f"What was said in {title}")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading}</title><style>{_STYLE}{STYLE}</style></head><body>\n"
        f"<main><h1>{heading}</h1>\n<p>{_summary(length_s, said, journal)}</p>\n"
        f"<h2>Timeline</h2>\n{timeline(length_s, said, journal)}\n"
        f"<h2>Every sentence</h2>\n"
        f"{_table('Every sentence', ('From', 'To', 'Sentence', 'Its picture'), _said_rows(said))}\n"
        f"<h2>Every decision</h2>\n"
        f"{_table('Every decision', ('At', 'What', 'Why', 'Sentence'), _journal_rows(journal))}\n"
        "</main></body></html>\n"
    )


def _summary(length_s: float, said: Sequence[Cue], journal: Sequence[Entry]) -> str:
    looks = sum(entry.kind is Kind.LOOK for entry in journal)
    words = sum(len(utterance.text.split()) for _, _, utterance in said)
    speaking_s = sum(end_s - start_s for start_s, end_s, _ in said)
    return (
        f"{length_s:.0f} seconds: {_count(looks, 'look')}, {_count(len(said), 'sentence')}, "
        f"{60 * words / max(length_s, 1.0):.0f} words a minute, "
        f"silent {100 * max(0.0, 1 - speaking_s / max(length_s, 1.0)):.0f} % of the time."
    )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _said_rows(said: Iterable[Cue]) -> list[tuple[str, ...]]:
    return [
        (
            f"{start_s:.1f} s",
            f"{end_s:.1f} s",
            utterance.text,
            "" if utterance.frame_at is None else f"{start_s - utterance.frame_at:.1f} s old",
        )
        for start_s, end_s, utterance in said
    ]


def _journal_rows(journal: Iterable[Entry]) -> list[tuple[str, ...]]:
    return [(f"{entry.at_s:.1f} s", _KINDS[entry.kind], entry.reason, entry.text) for entry in in_order(journal)]


def _table(name: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table that scrolls sideways by itself, by keyboard too, so that the page does not; two short columns."""
    head = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in heads)
    body = "\n".join(
        "<tr>"
        + "".join(
            f'<td class="short">{html.escape(cell)}</td>' if number < 2 else f"<td>{html.escape(cell)}</td>"
            for number, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroller" tabindex="0" role="region" aria-label="{html.escape(name)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>"
    )
