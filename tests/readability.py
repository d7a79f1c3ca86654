"""How hard a text is to read: the length of its sentences, its jargon, and the school grade that it takes."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

JARGON = frozenset(
    "abort api authenticate authentication authorization authorize backend boolean buffer cache click config "
    "configuration configure cookie credential credentials daemon default deprecated disable disabled enable enabled "
    "endpoint exception execute failure firmware frontend gpu inference initialise initialize instance integer invalid "
    "latency login logout metadata null parameter parse payload permission protocol query repository resolution retry "
    "session string submit terminate timeout tls url utilise utilize validate validation".split()
)
_OWN_SENTENCE = frozenset("p li h1 h2 h3 h4 label legend dt dd button a option title summary".split())
_UNREAD = frozenset("script style kbd".split())
_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*")
_END = re.compile(r"(?<=[.!?])\s+|\n")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in _UNREAD
        self.text += "\n" if tag in _OWN_SENTENCE or dict(attrs).get("class") == "hint" else ""

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in _UNREAD
        self.text += "\n" if tag in _OWN_SENTENCE else ""

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.text += data.replace("\n", " ")


def sentences_on(page: str) -> list[str]:
    """Return what is to be read on a page of HTML, sentence by sentence."""
    reader = _Text()
    reader.feed(page)
    return sentences_in(reader.text)


def sentences_in(text: str) -> list[str]:
    """Return the sentences of a text; a heading or the name of a button is one, too."""
    return [sentence.strip() for sentence in _END.split(text) if len(words_in(sentence)) > 0]


def sentences_of(module: Path) -> list[str]:
    """Return the sentences that a module has to say: its texts of four words or more, but for those for programmers."""
    found = []
    for text in _texts(ast.parse(module.read_text(encoding="utf-8"))):
        if len(words_in(text)) >= 4 and text[:1].isupper() and text.rstrip()[-1] in ".?!":
            found += sentences_in(text)
    return found


def words_in(sentence: str) -> list[str]:
    """Return its words; addresses and numbers are none."""
    return _WORD.findall(re.sub(r"\S*(?:://|@|\d)\S*", " ", sentence))


def words_a_sentence(sentences: list[str]) -> float:
    """Return how long sentences are on average, the names of buttons and headings left out."""
    lengths = [len(words_in(sentence)) for sentence in sentences if _is_whole(sentence)]
    return sum(lengths) / len(lengths) if lengths else 0.0


def jargon_in(sentences: list[str]) -> set[str]:
    """Return the words that nobody uses at home."""
    return {word.lower() for sentence in sentences for word in words_in(sentence)} & JARGON


def grade(sentences: list[str]) -> float:
    """Return the school grade after Flesch and Kincaid (1975), with syllables counted by their vowels."""
    real = [sentence for sentence in sentences if _is_whole(sentence)]
    words = [word for sentence in real for word in words_in(sentence)]
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / len(real) + 11.8 * syllables / len(words) - 15.59


def _is_whole(sentence: str) -> bool:
    return sentence[-1] in ".?!"


def _syllables(word: str) -> int:
    ending = re.sub(r"(?:[^laeiouy]es|[^td]ed|[^l]e)$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", ending)))


def _texts(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "it" for part in child.values)
        elif isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue  # a docstring
        elif isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value
        else:
            yield from _texts(child)
