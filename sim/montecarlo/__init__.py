"""Many worlds, block by block: cut, run, count, store, repeat."""
