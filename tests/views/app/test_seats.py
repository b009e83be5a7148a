"""Seats are for those who are there: idle sockets, lost pages and those told to come back keep nobody out."""

from sim.views.app.answers import LATER
from sim.views.app.seats import FULL, TWICE, Place, Seats


class House:
    """Seats, with what was dismissed and forgotten."""

    def __init__(self, **limits):
        self.dismissed, self.forgotten = [], []
        self.seats = Seats(self.forgotten.append, **limits)

    def come(self, kernel, address="a"):
        place = Place(kernel, address, lambda code, reason: self.dismissed.append((kernel, code)))
        return place, self.seats.come(place)


def test_idle_sockets_take_no_seat_and_only_push_out_each_other():
    house = House(seats=2, waiting=6, waiting_each=4)
    for number in range(10):
        assert house.come(f"idle {number}")[1] == ""
    assert house.dismissed == [(f"idle {number}", LATER) for number in range(6)]
    assert not house.seats.full
    _, refused = house.come("page", "b")
    assert not refused and house.seats.sit("page") and ("page", LATER) not in house.dismissed


def test_of_many_addresses_the_one_with_most_idle_sockets_must_give_way():
    house = House(seats=2, waiting=4, waiting_each=3)
    for kernel, address in (("1", "a"), ("2", "b"), ("3", "b"), ("4", "b"), ("5", "c")):
        house.come(kernel, address)
    assert house.dismissed == [("2", LATER)]


def test_pages_that_sit_are_never_pushed_out():
    house = House(seats=3, waiting=2, waiting_each=2)
    for kernel in "abc":
        house.come(kernel)
        assert house.seats.sit(kernel)
    assert house.seats.full and not house.dismissed
    assert house.come("d")[1] == FULL and not house.seats.sit("d")


def test_a_page_that_was_told_to_come_back_is_forgotten_with_its_socket():
    house = House(seats=1)
    late, _ = house.come("late")
    house.come("early")
    assert house.seats.sit("early") and not house.seats.sit("late")
    house.seats.leave(late)
    assert house.forgotten == ["late"]


def test_a_lost_page_keeps_its_seat_until_somebody_else_wants_it():
    house = House(seats=2)
    places = {kernel: house.come(kernel)[0] for kernel in "ab"}
    assert house.seats.sit("a") and house.seats.sit("b") and house.seats.full
    house.seats.leave(places["b"])
    house.seats.leave(places["a"])
    assert not house.forgotten and house.seats.seated("b") and not house.seats.full
    again, refused = house.come("b")  # comes back
    assert not refused
    house.come("c")
    assert house.seats.sit("c") and house.forgotten == ["a"] and house.seats.full
    house.seats.rise("b")
    assert not house.seats.full


def test_of_the_lost_the_longest_lost_gives_way():
    house = House(seats=2)
    for kernel in "ba":
        place, _ = house.come(kernel)
        house.seats.sit(kernel)
        house.seats.leave(place)
    assert house.seats.sit("c") and house.forgotten == ["b"]


def test_a_page_has_two_sockets_at_most():
    house = House()
    assert [house.come("a")[1] for _ in range(3)] == ["", "", TWICE]
