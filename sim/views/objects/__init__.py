"""What each object shows of itself: a file an object, with its table, its page, its figures. `sim.viewable` finds them."""
