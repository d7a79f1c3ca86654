"""Finds the addresses of a machine by its name, without ever hanging in the system's resolver."""

import ipaddress
import queue
import socket
import threading

from describe.servers.trouble import ServerTrouble


def addresses_of(host: str, port: int, within_s: float) -> tuple[str, ...]:
    """Return the IP addresses of a host, in the order in which to try them; raise ServerTrouble.

    A resolver that hangs cannot be stopped; it is left behind in a thread that ends with it or with the program.
    """
    try:
        return (str(ipaddress.ip_address(host)),)
    except ValueError:
        pass
    answers: queue.SimpleQueue[tuple[str, ...] | OSError] = queue.SimpleQueue()
    threading.Thread(target=_resolve, args=(host, port, answers), name="resolver", daemon=True).start()
    try:
        answer = answers.get(timeout=within_s)
    except queue.Empty:
        raise ServerTrouble("its name could not be looked up in time: is there a network?") from None
    if isinstance(answer, OSError):
        raise ServerTrouble(f"its name is not known: {answer.strerror or answer}") from answer
    return answer


def _resolve(host: str, port: int, answers: "queue.SimpleQueue[tuple[str, ...] | OSError]") -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:  # a label that is empty or too long
        answers.put(OSError("it is no name"))
    except OSError as error:
        answers.put(error)
    else:
        answers.put(tuple(dict.fromkeys(str(each[4][0]) for each in found)) or OSError("it has no address"))
