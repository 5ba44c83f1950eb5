"""Many people doing something in the same moment, each on a database connection of their own."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.db import session_factory


def together(engine: Engine, people: int, do: Callable[[Session, int], Any]) -> list[Any]:
    """What `do(session, number)` gave each of them; an exception is a result too."""
    open_session = session_factory(engine)
    results: list[Any] = [None] * people
    barrier = Barrier(people)

    def one(number: int) -> None:
        barrier.wait()
        try:
            with open_session() as session:
                results[number] = do(session, number)
        except Exception as error:
            results[number] = error

    threads = [Thread(target=one, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
