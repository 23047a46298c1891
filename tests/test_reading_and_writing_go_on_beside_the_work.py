"""A run folder is read and written on threads: in order, one ahead, and no failure is lost."""

import threading

import pytest

from sim.runs.beside import a_pen, one_ahead


def test_items_come_in_order_and_each_is_made_on_another_thread():
    makers = []

    def made():
        for item in ("a", "b", "c"):
            makers.append(threading.get_ident())
            yield item

    assert list(one_ahead(made())) == ["a", "b", "c"]
    assert threading.get_ident() not in makers


def test_the_next_item_is_made_while_one_is_in_use():
    second = threading.Event()

    def made():
        yield 1
        second.set()
        yield 2

    items = one_ahead(made())
    assert next(items) == 1
    assert second.wait(10), "the second waits for the first to be done with"
    assert list(items) == [2]


def test_what_fails_while_it_is_made_is_raised_in_its_place():
    def made():
        yield 1
        raise OSError("damaged")

    items = one_ahead(made())
    assert next(items) == 1
    with pytest.raises(OSError, match="damaged"):
        next(items)


def test_a_pen_writes_in_order_and_has_written_all_at_its_end():
    written = []
    with a_pen() as write:
        for number in range(5):
            write(written.append, number)
    assert written == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("later", [[], [1]], ids=["at the end", "by the next"])
def test_a_pen_that_fails_says_so(later):
    def full(number):
        if number == 0:
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"), a_pen() as write:
        for number in (0, *later):
            write(full, number)


def test_a_failure_of_the_work_itself_is_the_one_that_is_told():
    def full():
        raise OSError("no space left")

    with pytest.raises(KeyboardInterrupt), a_pen() as write:
        write(full)
        raise KeyboardInterrupt
