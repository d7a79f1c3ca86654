"""What HTML asks of a page, as far as a page like ours can break it: read strictly, with the standard library alone."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
INTERACTIVE = frozenset("a button details iframe input label select textarea".split())
BLOCKS = frozenset(
    "address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main nav "
    "ol p pre section table ul".split()
)
ONLY_PHRASES = frozenset("p h1 h2 h3 h4 h5 h6 span strong em button label kbd summary dt".split())
"""Within these no block may stand (a legend may hold a heading)."""
ONLY_IN = {
    "li": {"ul", "ol"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "legend": {"fieldset"},
    "summary": {"details"},
    "option": {"select", "optgroup", "datalist"},
    "tr": {"thead", "tbody", "tfoot", "table"},
    "td": {"tr"},
    "th": {"tr"},
    "title": {"head"},
}
HOLDS_ONLY = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "select": {"option", "optgroup"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
    "tr": {"td", "th"},
    "head": {"meta", "title", "link", "script", "style", "base"},
    "html": {"head", "body"},
}
NO_TEXT_IN = frozenset(HOLDS_ONLY) - {"head"}
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "form", "list")
NAMED_BY_LABEL = frozenset("input select textarea".split())
NEEDS = {"html": "lang", "img": "alt", "button": "type", "form": "action", "a": "href", "input": "type"}
ONCE = ("html", "head", "title", "body", "main", "h1")


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: dict[str, str]
    children: list[str] = field(default_factory=list)
    text: str = ""


class _Reader(HTMLParser):
    """Reads a page, and notes at once what is wrong where it stands."""

    def __init__(self, *, is_part: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[_Element] = []
        self.all: list[_Element] = []
        self.has_doctype = is_part

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html" or self.all:
            self._fault(f"a strange declaration: {decl}")
        self.has_doctype = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._read_source(tag, attrs)
        element = _Element(tag, {name: value or "" for name, value in attrs})
        self._place(element)
        self.all.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._fault(f"<{tag}/>: HTML knows no tag that closes itself")
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            self._fault(f"</{tag}>: it is never closed")
        elif not self.open or self.open[-1].tag != tag:
            self._fault(f"</{tag}> closes <{self.open[-1].tag if self.open else 'nothing'}>")
            while any(element.tag == tag for element in self.open) and self.open.pop().tag != tag:
                pass
        else:
            self._leave(self.open.pop())

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data
        if data.strip() and (not self.open or self.open[-1].tag in NO_TEXT_IN):
            self._fault(f"bare text in <{self.open[-1].tag if self.open else 'nothing'}>: {data.strip()[:30]}")

    def _read_source(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        for name, count in Counter(names).items():
            if count > 1:
                self._fault(f"<{tag}> has {name} {count} times")
        source = self.get_starttag_text() or ""
        for name, value in attrs:
            if value is not None and f'{name}="' not in source.lower() and f"{name}='" not in source.lower():
                self._fault(f"<{tag}> has {name} without quotes")
            if not name.replace("-", "").replace(":", "").replace("_", "").isalnum():
                self._fault(f"<{tag}> has an attribute that is none: {name}")
        needed = NEEDS.get(tag)
        if needed and not dict(attrs).get(needed) and not (needed == "alt" and "alt" in names):
            self._fault(f"<{tag}> without {needed}")

    def _place(self, element: _Element) -> None:
        tag, parent = element.tag, self.open[-1] if self.open else None
        above = [other.tag for other in self.open]
        if parent is not None:
            parent.children.append(tag)
            if tag not in HOLDS_ONLY.get(parent.tag, {tag}):
                self._fault(f"<{tag}> in <{parent.tag}>")
        if tag in ONLY_IN and (parent is None or parent.tag not in ONLY_IN[tag]):
            self._fault(f"<{tag}> outside of <{min(ONLY_IN[tag])}>")
        if tag == "legend" and parent is not None and parent.children != ["legend"]:
            self._fault("<legend> is not first in its <fieldset>")
        if tag in BLOCKS and (inside := [other for other in above if other in ONLY_PHRASES]):
            self._fault(f"<{tag}> in <{inside[-1]}>")
        if tag == "form" and "form" in above:
            self._fault("<form> in <form>")
        if tag in INTERACTIVE and element.attributes.get("type") != "hidden":
            outer = [other for other in above if other in {"a", "button", "label", "summary"}]
            if outer and not (outer == ["label"] and tag in NAMED_BY_LABEL):
                self._fault(f"<{tag}> in <{outer[-1]}>")

    def _leave(self, element: _Element) -> None:
        must_say = element.tag in {
            "a",
            "button",
            "h1",
            "h2",
            "h3",
            "h4",
            "label",
            "legend",
            "summary",
            "title",
            "option",
        }
        if must_say and not element.text.strip() and not element.attributes.get("aria-label"):
            self._fault(f"<{element.tag}> says nothing")

    def _fault(self, words: str) -> None:
        line, _ = self.getpos()
        self.faults.append(f"line {line}: {words}")


def html_faults(page: str, *, is_part: bool = False) -> list[str]:
    """Return a sentence for each rule that a page breaks; a part of a page is put into one by a script."""
    reader = _Reader(is_part=is_part)
    reader.feed(page)
    reader.close()
    faults = reader.faults + [f"<{element.tag}> is never closed" for element in reader.open]
    faults += _id_faults(reader.all) + _field_faults(reader.all)
    if not is_part:
        counts = Counter(element.tag for element in reader.all)
        faults += [f"{counts[tag]} of {tag}, not 1" for tag in ONCE if counts[tag] != 1]
        faults += [] if reader.has_doctype else ["no <!doctype html>"]
    return faults


def _id_faults(elements: list[_Element]) -> list[str]:
    ids = [element.attributes["id"] for element in elements if "id" in element.attributes]
    faults = [f"{count} of id {name}" for name, count in Counter(ids).items() if count > 1]
    faults += [f"an id with a space or nothing in it: {name!r}" for name in ids if not name or " " in name]
    for element in elements:
        for attribute in REFERENCES:
            missing = set(element.attributes.get(attribute, "").split()) - set(ids)
            faults += [f"<{element.tag}> has {attribute} to {name}, which is not there" for name in sorted(missing)]
        target = element.attributes.get("href", "")
        if element.tag == "a" and target.startswith("#") and target[1:] not in ids:
            faults.append(f"<a> leads to {target}, which is not there")
    return faults


def _field_faults(elements: list[_Element]) -> list[str]:
    """Return where a label is for no field, or what is on or off has a value."""
    fields = {
        element.attributes["id"] for element in elements if element.tag in NAMED_BY_LABEL and "id" in element.attributes
    }
    faults = [
        f"<label> for {element.attributes['for']}, which is no field"
        for element in elements
        if element.tag == "label" and "for" in element.attributes and element.attributes["for"] not in fields
    ]
    for element in elements:
        on = [name for name in ("checked", "disabled", "selected", "hidden") if element.attributes.get(name, "") != ""]
        faults += [f"<{element.tag}> has {name} with a value" for name in on]
    return faults
