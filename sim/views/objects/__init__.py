"""What each object shows of itself: one file per object, with its table, its page, its figures. `sim.viewable` finds them."""
