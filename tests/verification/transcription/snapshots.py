"""The engine's state in the terms of the transcription: which array is which number of a plain world."""

from tests.verification.transcription.plain_state import KINDS, SWAP, TALKS, PlainState

Place = tuple[str, ...]
"""Where a number stands in a plain world: ("m",) is `world.m`, ("X", "russia", "civilians") is
`world.X["russia"]["civilians"]`."""


def state(model) -> dict[Place, list[float]]:
    """State variables, which a week starts from: place -> a number per world."""
    arrays = {
        ("m",): model.front.momentum,
        ("q",): model.spoilers.outrage,
        ("B",): model.exchanges.glow,
        ("F",): model.ceasefire.in_force,
        ("Z",): model.talks.settled,
        ("K",): model.talks.in_session,
        ("D",): model.programme.completed,
        ("Q",): model.programme.running,
        ("clock",): model.programme.clock,
        ("stage",): model.programme.stage,
    }
    for side in model.belligerents:
        s = side.key
        arrays |= {("X", s, kind): side.held[kind] for kind in KINDS}
        arrays |= {("L", s, kind): model.programme.lists[s, kind] for kind in KINDS}
        arrays |= {
            ("kappa_e", s): model.programme.compliance[s],
            ("a", s): side.good,
            ("b", s): side.bad,
            ("c", s): side.war_cost,
            ("o", s): side.over_optimism,
            ("A", s): side.demand,
            ("l", s): side.last_concession,
            ("g", s): side.pressure,
            ("P", s): side.willingness,
            ("O", s): side.offer_open,
        }
        for track in (SWAP, TALKS):
            arrays |= {
                ("score", track, s): side.tracks[track].score,
                ("accept", track, s): side.tracks[track].acceptance,
                ("f", track, s): side.tracks[track].offered,
                ("df", track, s): side.tracks[track].last_step,
            }
    for mediator in model.mediators:
        arrays |= {("e", mediator.key): mediator.engagement, ("W", mediator.key): mediator.wallet}
    return _plain(arrays)


def fixed(model) -> dict[Place, list[float]]:
    """What is drawn before the first week and stays."""
    return _plain(
        {("theta", side.key): side.trustworthy for side in model.belligerents}
        | {("kappa", side.key): side.compliance for side in model.belligerents}
    )


def derived(model) -> dict[Place, list[float]]:
    """What a week works out on the way."""
    arrays = {
        ("sp",): model.spoilers.struck,
        ("share",): model.front.russian_share,
        ("rip",): model.front.ripeness,
        ("x_0",): model.channels.direct,
        ("q_m",): model.channels.idle,
        ("H",): model.channels.humanitarian,
        ("C",): model.channels.political,
        ("eta",): model.channels.logrolling,
    }
    for side in model.belligerents:
        s = side.key
        arrays |= {
            ("tau", s): side.trust,
            ("r", s): side.reservation,
            ("r_felt", s): side.felt_reservation,
            ("N", s): side.listed,
            ("n_hat", s): side.held_burden,
        }
        arrays |= {("trade", track, s): side.tracks[track].trade for track in (SWAP, TALKS)}
    return _plain({place: array + 0 * model.front.momentum for place, array in arrays.items()})


def adopt(world: PlainState, numbers: dict[Place, list[float]], number: int) -> None:
    """Set a plain world to the engine's state.

    Parameters
    ----------
    number : place of the world in the engine's arrays
    """
    for place, values in numbers.items():
        if len(place) == 1:
            setattr(world, place[0], values[number])
        elif len(place) == 2:
            getattr(world, place[0])[place[1]] = values[number]
        else:
            getattr(world, place[0])[place[1]][place[2]] = values[number]


def of(world: PlainState, places: list[Place]) -> list[float]:
    """The plain world's own numbers at these places."""
    found = []
    for place in places:
        value = getattr(world, place[0])
        for key in place[1:]:
            value = value[key]
        found.append(value)
    return found


def _plain(arrays) -> dict[Place, list[float]]:
    """Arrays as lists of Python floats: float64 holds every float32 exactly."""
    return {place: array.tolist() for place, array in arrays.items()}
