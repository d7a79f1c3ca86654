import json
import stat
import threading
from pathlib import Path

import pytest

from camera.clock import SimulatedClock
from web.dates import Dates
from web.tokens import MOST, PREFIX, Scope, Tokens, TooManyTokens


def tokens(folder: Path) -> Tokens:
    return Tokens(folder / "tokens.json", Dates(SimulatedClock()))


def test_a_token_does_what_it_was_made_for_and_no_more(tmp_path: Path) -> None:
    kept = tokens(tmp_path)
    text = kept.make("Shortcut", [Scope.DESCRIBE])
    assert text.startswith(PREFIX)
    assert kept.scopes_of(text) == {"describe"}
    for wrong in ("", text[:-1], text + "x", text.upper(), PREFIX):
        assert kept.scopes_of(wrong) == frozenset()


def test_it_holds_after_a_restart_and_only_its_hash_is_on_the_disk(tmp_path: Path) -> None:
    text = tokens(tmp_path).make("Shortcut", [Scope.READ, Scope.CONTROL])
    written = (tmp_path / "tokens.json").read_text()
    assert text not in written
    assert text.removeprefix(PREFIX) not in written
    assert stat.S_IMODE((tmp_path / "tokens.json").stat().st_mode) == 0o600
    assert tokens(tmp_path).scopes_of(text) == {"read", "control"}


def test_one_that_was_revoked_is_good_for_nothing_also_after_a_restart(tmp_path: Path) -> None:
    kept = tokens(tmp_path)
    first, second = kept.make("one", [Scope.READ]), kept.make("two", [Scope.READ])
    gone = next(one for one in kept.all() if one.name == "one")
    assert kept.revoke(gone.id)
    assert not kept.revoke(gone.id)
    for each in (kept, tokens(tmp_path)):
        assert each.scopes_of(first) == frozenset()
        assert each.scopes_of(second) == {"read"}
    kept.revoke_all()
    assert tokens(tmp_path).all() == ()


def test_when_it_was_used_last_is_known(tmp_path: Path) -> None:
    kept = tokens(tmp_path)
    text = kept.make("one", [Scope.READ])
    assert kept.all()[0].used_at is None
    kept.scopes_of(text)
    assert kept.all()[0].used_at is not None


def test_there_is_an_end_to_how_many(tmp_path: Path) -> None:
    kept = tokens(tmp_path)
    for number in range(MOST):
        kept.make(str(number), [Scope.READ])
    with pytest.raises(TooManyTokens, match="revoke"):
        kept.make("one more", [Scope.READ])


def test_a_token_that_could_not_be_kept_is_not_given_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    kept = Tokens(tmp_path / "file" / "tokens.json", Dates(SimulatedClock()))
    with pytest.raises(OSError, match="file"):
        kept.make("one", [Scope.READ])
    assert kept.all() == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b'{"tokens": 7}',
        b'{"tokens": [{"id": 1}]}',
        b"[" * 100_000,
        json.dumps(
            {"tokens": [{"id": "a", "token_hash": "b", "name": "c", "scopes": ["fly"], "made_at": 1, "used_at": 1}]}
        ).encode(),
    ],
)
def test_a_file_that_is_no_file_of_tokens_lets_nobody_in(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tokens.json").write_bytes(content)
    assert tokens(tmp_path).all() == ()


def test_many_threads_make_and_use_them_at_once(tmp_path: Path) -> None:
    kept = tokens(tmp_path)
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(kept.make("x", [Scope.READ]))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10.0)
    assert len(set(made)) == 12
    assert all(tokens(tmp_path).scopes_of(text) for text in made)
