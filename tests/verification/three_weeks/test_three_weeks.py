"""Three weeks of one world, worked by hand from MODEL.md (row V11): the engine against every number of the sheet."""

import math

import numpy as np
import pytest

from sim.model import captives
from sim.model.draws import EVENT_SLOTS, Draw
from sim.negotiation.model import NegotiationModel
from tests.verification.three_weeks.sheet import PARTS, SHEET, VALUES, WEEKS, known, worked
from tests.worlds import variant

pytestmark = pytest.mark.row("V11")

DIGITS = 9
"""Significant digits to which the sheet is printed."""
CLOSE = 1e-5
"""Largest error of the engine, relative above 1; and how near a rate has to be, relative."""
NEVER = 50.0
"""A waiting time that no rate of the sheet reaches."""

SIDES = {"U": "ukraine", "R": "russia"}
TRACKS = {"a": "all_for_all", "t": "talks"}
CATEGORIES = {"pow": "prisoners_of_war", "civ": "civilians", "pol": "political_prisoners"}
MEDIATORS = {"us": "us_envoy", "uae": "uae", "tur": "turkiye", "sau": "saudi_arabia", "vat": "vatican_icrc", "eu": "eu"}
PERSONS = ("X_", "N_", "Y_", "S", "ex_", "st_", "L_", "released")
"""Beginnings of names that count people."""


# -------------------------------------------------------------------------------------------------------- the engine
class Injected:
    """The uniforms of the sheet in every world, but for what each world asks otherwise.

    Parameters
    ----------
    asked : a world each, (week, {slot: waiting time of an event, or uniform}); the first is the world of the sheet
    """

    def __init__(self, asked):
        self.asked, self.week = asked, -1
        self.uniform = np.empty((len(Draw), len(asked)), np.float32)
        self.waiting = np.empty((EVENT_SLOTS, len(asked)), np.float32)

    def initial(self):
        return np.repeat(np.array(SHEET["initial_uniforms"], np.float32)[:, None], len(self.asked), axis=1)

    def next_week(self):
        self.week += 1
        uniforms = np.array(SHEET["weeks"][self.week]["uniforms"])
        self.uniform[:] = uniforms[:, None]
        self.waiting[:] = -np.log1p(-uniforms[:EVENT_SLOTS, None])
        for world, (week, slots) in enumerate(self.asked):
            for slot, value in slots.items():
                if week == self.week:
                    (self.waiting if slot < EVENT_SLOTS else self.uniform)[slot, world] = value

    def noise(self, slot):
        return np.sqrt(12) * (self.uniform[slot] - 0.5)


def model_of(asked) -> NegotiationModel:
    case = variant(settings=dict(SHEET["changes"]), base=SHEET["scenario"])
    return NegotiationModel(case, worlds=len(asked), draws=Injected(asked), collect=False)


def look_before(process, call: str, look) -> None:
    """Look at the model whenever a call of a process is about to begin."""
    real = getattr(process, call)

    def looked(*args):
        look()
        return real(*args)

    setattr(process, call, looked)


def stocks(model) -> dict[tuple[str, str], float]:
    return {
        (s, c): side.held[category][0]
        for s, side in zip(SIDES, model.belligerents, strict=True)
        for c, category in CATEGORIES.items()
    }


def state(model) -> dict[str, float]:
    """What the model holds between two weeks, by the names of the sheet."""
    found = {
        "m": model.front.momentum,
        "q": model.spoilers.outrage,
        "B": model.exchanges.glow,
        "K": model.talks.in_session,
        "F": model.ceasefire.in_force,
        "Z": model.talks.settled,
        "D": model.programme.completed,
        "Q": model.programme.running,
        "stage": model.programme.stage,
        "clock": model.programme.clock,
    }
    for s, side in zip(SIDES, model.belligerents, strict=True):
        swap, talks = side.tracks["all_for_all"], side.tracks["talks"]
        found |= {
            f"theta_{s}": side.trustworthy,
            f"kappa_{s}": side.compliance,
            f"O_{s}": side.offer_open,
            f"c_{s}": side.war_cost,
            f"a_{s}": side.good,
            f"b_{s}": side.bad,
            f"o_{s}": side.over_optimism,
            f"g_{s}": side.pressure,
            f"P_{s}": side.willingness,
            f"Pa_{s}": swap.acceptance,
            f"Pt_{s}": talks.acceptance,
            f"y0_{s}": swap.score,
            f"z0_{s}": talks.score,
            f"A_{s}": side.demand,
            f"l_{s}": side.last_concession,
            f"ke_{s}": model.programme.compliance[side.key],
        }
        for c, category in CATEGORIES.items():
            found[f"X_{s}_{c}_end"] = side.held[category]
            found[f"L_{s}_{c}"] = model.programme.lists[side.key, category]
        for j, track in TRACKS.items():
            found[f"f{j}_{s}"] = side.tracks[track].offered
            found[f"df{j}_{s}"] = side.tracks[track].last_step
    parties = {mediator.key: mediator for mediator in model.mediators}
    for m, key in MEDIATORS.items():
        found |= {f"e_{m}_end": parties[key].engagement, f"W_{m}": parties[key].wallet}
    return {name: float(value[0]) for name, value in found.items()}


def week_of(model) -> dict[str, float]:
    """Play a week and return what it did in the first world, by the names of the sheet."""
    before = {"shortfall": {}, "demand": {}}
    for s, side in zip(SIDES, model.belligerents, strict=True):
        before["demand"][s] = float(side.demand[0])
        for j, track in TRACKS.items():
            before["shortfall"][f"d{j}_{s}"] = float(side.tracks[track].shortfall[0])
    paid_before = {m: model.record.rows[f"paid_{key}"][0] for m, key in MEDIATORS.items()}
    captured = [side.captured[0] for side in model.belligerents]

    def at_exchange():
        before["exchange"] = stocks(model)
        before["engagement"] = {mediator.key: float(mediator.engagement[0]) for mediator in model.mediators}

    looks = [
        (model.exchanges, "hold", at_exchange),
        (model.programme, "advance", lambda: before.update(swap=stocks(model))),
        (model.talks, "open", lambda: before.update(talks=stocks(model))),
    ]
    for process, call, look in looks:
        look_before(process, call, look)
    model.step()
    for process, call, _ in looks:
        delattr(process, call)

    swap, talks, exchanges, channels = model.swap, model.talks, model.exchanges, model.channels
    ukraine, russia = model.belligerents
    asked = {side.key: np.maximum(side.demand, side.felt_reservation) for side in model.belligerents}
    if talks.in_session_before[0]:
        asked = model.bargaining.asks
    difference = asked["ukraine"] - asked["russia"]
    joint = talks.frontier.joint(difference, channels.logrolling)
    found = {
        "sp": model.spoilers.struck,
        "us": np.broadcast_to(model.washington.attention, model.worlds),
        "p": model.front.russian_share,
        "Rip": model.front.ripeness,
        "x_0": channels.direct,
        "q_m": channels.idle,
        "H": channels.humanitarian,
        "C": channels.political,
        "eta": channels.logrolling,
        "asy": captives.asymmetry(russia.listed, ukraine.listed),
        "J": talks.joint_at_parity(),
        "done": model.programme.stages_done,
        "d": difference,
        "Smax": joint,
        "slack": joint - asked["ukraine"] - asked["russia"],
        "released": exchanges.released,
    }
    for s, side in zip(SIDES, model.belligerents, strict=True):
        found |= {
            f"N_{s}": side.listed,
            f"nhat_{s}": side.held_burden,
            f"tau_{s}": side.trust,
            f"r_{s}": side.reservation,
            f"rt_{s}": side.felt_reservation,
            f"M_{s}": side.offerable,
            f"phi_{s}": 1 / (1 + np.exp(-side.exchange_score())),
            f"gate_{s}": np.broadcast_to(side.tracks["talks"].gate, model.worlds),
            f"ask_{s}": asked[side.key],
        }
        for j, track in TRACKS.items():
            ours = side.tracks[track]
            found |= {
                f"G{j}_{s}": ours.pledged_share,
                f"T{j}_{s}": ours.trade,
                f"{'y' if j == 'a' else 'z'}_{s}": ours.score + ours.trade,
            }
    found = state(model) | before["shortfall"] | {name: float(value[0]) for name, value in found.items()}

    happened = {
        "due": np.union1d(exchanges.held, exchanges.cancelled),
        "cancelled": exchanges.cancelled,
        "ok": exchanges.held,
        "agreed": swap.agreed,
        "refused": swap.refused,
        "collapse": model.programme.collapsed,
        "opens": talks.opened,
        "broke": model.bargaining.broken_down,
    }
    found |= {name: float(0 in worlds) for name, worlds in happened.items()}
    keys = [mediator.key for mediator in model.mediators]
    credit = keys[exchanges.credited[0]] if found["ok"] and exchanges.credited[0] >= 0 else None
    found["credit_0"] = float(bool(found["ok"]) and credit is None)
    for m, key in MEDIATORS.items():
        mediator = model.mediators[keys.index(key)]
        found |= {
            f"e_{m}": before["engagement"][key],
            f"x_{m}": float(mediator.channel[0]),
            f"credit_{m}": float(credit == key),
            f"paid_{m}": float(model.record.rows[f"paid_{key}"][0] - paid_before[m]),
        }
    envoy = model.mediators[keys.index("us_envoy")]
    for number, (s, side) in enumerate(zip(SIDES, model.belligerents, strict=True)):
        found[f"Ab_{s}"] = before["demand"][s] - found[f"l_{s}"]
        found[f"Y_{s}"] = float(side.captured[0] - captured[number])
        found[f"X_pow_{s}"] = float(before["exchange"][s, "pow"])
        for j, track in TRACKS.items():
            found[f"pi{j}_us_{s}"] = float(envoy.pledge(side, track)[0])
        for c in CATEGORIES:
            found[f"ex_{c}_{s}"] = float(before["exchange"][s, c] - before["swap"][s, c])
            found[f"st_{c}_{s}"] = float(before["swap"][s, c] - before["talks"][s, c])
    dates = {"t_Sa": "agreed_week", "t_T": "talks_week", "t_F": "ceasefire_week"}
    dates |= {"t_S": "completed_week", "t_ref": "refused_week", "t_Z": "settlement_week"}
    dated = {name: float(model.record.rows[row][0]) for name, row in dates.items()}
    return found | {name: date for name, date in dated.items() if not math.isnan(date)}


@pytest.fixture(scope="module")
def engine() -> list[dict[str, float]]:
    """The engine's numbers at the start and in each week."""
    model = model_of([(0, {}), (0, {})])
    found = [state(model), *(week_of(model) for _ in WEEKS)]
    model.release()
    return found


# ------------------------------------------------------------------------------------------------------ what is kept
RATES = ("lambda_sp", "lambda_p", "lambda_a", "lambda_r", "lambda_s", "lambda_c", "lambda_T", "lambda_b")
RATES += ("lambda_F", "lambda_off")
"""Rates: the engine is asked by events just below and just above them."""
BOUNDS = ("p_c", "edge_")
"""Bounds of slot 12, asked alike."""
STEPS = ("E_", "x_sum", "w_", "cap", "L", "S", "v", "open", "new_", "Shat_", "con_", "begins", "breaks")
"""Steps of the arithmetic that the engine does not keep; they enter numbers that it does keep."""


def of_any(name: str, kinds: tuple[str, ...]) -> bool:
    return any(name == kind or (kind.endswith("_") and name.startswith(kind)) for kind in kinds)


def test_the_arithmetic_gives_the_values():
    """Every line of arithmetic on the sheet gives its printed value to nine significant digits.

    It sees numbers, uniforms, printed values of earlier lines and of the week before, and nothing else."""
    wrong = []
    for number, part in enumerate(PARTS):
        names = known(number)
        for entry in part:
            assert entry["name"] not in names, entry
            result = worked(entry["arithmetic"], names)
            if float(f"{result:.{DIGITS}g}") != entry["value"]:
                wrong.append((number, entry["name"], result, entry["value"]))
            names[entry["name"]] = entry["value"]
    assert wrong == []


@pytest.mark.parametrize("text", ["__import__('os')", "m.real", "[1][0]", "'a'", "pow(2, 3)", "1 if m else 2"])
def test_arithmetic_is_nothing_else(text):
    """A line of the sheet that is not arithmetic is refused."""
    with pytest.raises((ValueError, KeyError)):
        worked(text, {"m": 1.0})


def test_every_state_variable_stands_in_every_week(engine):
    """Whatever the engine holds between weeks or gives to be read appears on the sheet, in every week, and every
    other entry is a rate, a bound or a step of the arithmetic."""
    fixed = {name for name in VALUES[0] if name.startswith(("theta_", "kappa_"))}
    assert engine[0].keys() == VALUES[0].keys()
    for number in WEEKS:
        found, sheet = engine[number + 1].keys(), VALUES[number + 1].keys()
        assert found - fixed <= sheet
        assert [name for name in sheet - found if not of_any(name, RATES + BOUNDS + STEPS)] == []


@pytest.mark.parametrize("number", range(len(PARTS)), ids=["start", *(f"week {week}" for week in WEEKS)])
def test_the_engine_agrees(engine, number):
    """The engine gives every number worked by hand within 1e-5, relative above 1, and persons exactly."""
    wrong = []
    for name, value in VALUES[number].items():
        if name in engine[number]:
            room = 0 if of_any(name, PERSONS) else CLOSE * max(1, abs(value))
            if not abs(engine[number][name] - value) <= room:
                wrong.append((name, engine[number][name], value))
    assert wrong == []


# ------------------------------------------------------------------------------------------------------------- rates
def changed(model, before) -> np.ndarray:
    return np.flatnonzero(model.ceasefire.in_force != before)


ASKED = {  # rate: (slot, what else is asked of the week, the worlds in which the event happened)
    "lambda_sp": (Draw.SPOILER, {}, lambda m, _: np.flatnonzero(m.spoilers.struck)),
    "lambda_p": (Draw.PARTIAL_EXCHANGE, {}, lambda m, _: np.union1d(m.exchanges.held, m.exchanges.cancelled)),
    "lambda_a": (Draw.ANSWER, {}, lambda m, _: m.swap.agreed),
    "lambda_a + lambda_r": (Draw.ANSWER, {}, lambda m, _: np.union1d(m.swap.agreed, m.swap.refused)),
    "lambda_s": (Draw.STAGE, {}, lambda m, _: np.flatnonzero(m.programme.stages_done)),
    "lambda_c": (Draw.COLLAPSE, {Draw.STAGE: NEVER}, lambda m, _: m.programme.collapsed),
    "lambda_T": (Draw.TALKS_OPEN, {}, lambda m, _: m.talks.opened),
    "lambda_b": (Draw.BREAKDOWN, {}, lambda m, _: m.bargaining.broken_down),
    "lambda_F + lambda_off": (Draw.CEASEFIRE, {}, changed),
}
EDGES = ("edge_0", "edge_eu", "edge_sau", "edge_tur", "edge_uae", "edge_us")
CHANNELS = ("0", "eu", "sau", "tur", "uae", "us", "vat")


@pytest.fixture(scope="module")
def answers() -> dict[tuple[str, int], tuple[bool, bool]]:
    """(rate, week) -> whether an event came just below the rate, and just above it."""
    asked = [(week, ask) for ask in ASKED for week in WEEKS]
    worlds = []
    for week, ask in asked:
        slot, also, _ = ASKED[ask]
        rate = worked(ask, VALUES[week + 1])
        worlds += [(week, also | {slot: rate * (1 + sign * CLOSE)}) for sign in (-1, 1)]
    model, found = model_of(worlds), {}
    for week in WEEKS:
        before = model.ceasefire.in_force.copy()
        model.step()
        for number, (when, ask) in enumerate(asked):
            if when == week:
                where = ASKED[ask][2](model, before)
                found[ask, week] = (2 * number in where, 2 * number + 1 in where)
    model.release()
    return found


@pytest.mark.parametrize("ask", ASKED)
def test_rates(answers, ask):
    """An event comes at a waiting time just below the rate worked by hand and not just above it, in every week; where
    the rate is 0 it never comes.

    Just means a hundred-thousandth of the rate."""
    for week in WEEKS:
        rate = worked(ask, VALUES[week + 1])
        assert answers[ask, week] == (rate > 0, False), (week, rate)


def test_bounds_of_the_credit():
    """An exchange is cancelled below the chance worked by hand, and above it credited channel by channel between the
    bounds worked by hand: the direct channel first, then mediators in the order of their keys."""
    sheet = VALUES[1]
    p_c, draws, expected = sheet["p_c"], [], []
    for sign in (-1, 1):
        draws.append(p_c * (1 + sign * CLOSE))
        expected.append("cancelled" if sign < 0 else CHANNELS[0])
    for number, edge in enumerate(EDGES):
        for sign in (-1, 1):
            draws.append(p_c + (1 - p_c) * (sheet[edge] + sign * CLOSE))
            expected.append(CHANNELS[number + (sign > 0)])
    model = model_of([(0, {Draw.CANCELLATION: draw}) for draw in draws])
    model.step()
    keys = ["0" if number < 0 else model.mediators[number].key for number in model.exchanges.credited]
    short = {key: m for m, key in MEDIATORS.items()} | {"0": "0"}
    found = dict.fromkeys(range(len(draws)), "cancelled")
    found |= {int(world): short[key] for world, key in zip(model.exchanges.held, keys, strict=True)}
    model.release()
    assert list(found.values()) == expected
