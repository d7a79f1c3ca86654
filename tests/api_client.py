"""A program with a token, and a narrator's side that answers what it asks."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from describe.inbox import Inbox, Order
from tests.web_box import new_box
from web import create_app
from web.box import Box
from web.tokens import Scope, Tokens

ROOT = "/api/v1"


def tokens_of(app: Flask) -> Tokens:
    found: Tokens = app.extensions["lookaloud.tokens.kept"]
    return found


def program(app: Flask, *scopes: Scope) -> FlaskClient:
    """Return a client that sends a token for these scopes, or for all."""
    client = app.test_client()
    token = tokens_of(app).make("a test", scopes or tuple(Scope))
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def app_with(folder: Path, **fields: object) -> tuple[Flask, Box]:
    """Return an app with a box that has these parts besides."""
    plain = new_box(folder)
    box = Box(plain.settings, plain.board, plain.journal, plain.inbox, plain.clock, folder, **fields)  # type: ignore[arg-type]
    return create_app(box), box


@contextmanager
def answered(inbox: Inbox, words: str) -> Iterator[list[Order]]:
    """Answer whatever is asked with these words, as the narrator would; the orders come into the list."""
    orders, is_over = list[Order](), threading.Event()

    def work() -> None:
        while not is_over.wait(0.005):
            if order := inbox.take():
                orders.append(order)
                order.reply(words)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield orders
    is_over.set()
    thread.join(2.0)
