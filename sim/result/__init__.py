"""A run as one thing: started by `sim.run`, held and shown as a `Result`, kept in a folder, repeated by `sim.rerun`."""
