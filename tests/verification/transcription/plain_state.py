"""State of one world in plain numbers, and how it begins (MODEL.md, sections 2 and 6.11)."""

from math import inf

from tests.verification.transcription.plain_numbers import Branch, Comparisons

SIDES = ("ukraine", "russia")
OTHER = {"ukraine": "russia", "russia": "ukraine"}
SIGN = {"ukraine": -1, "russia": 1}
KINDS = ("prisoners_of_war", "civilians", "political_prisoners")
SWAP, TALKS = "all_for_all", "talks"


class PlainState(Comparisons):
    """State of one world, named as in MODEL.md section 2.

    Parameters
    ----------
    parameters : tree of `Scenario.parameters`
    initial : the four uniforms before the first week
    world : its place in parameters that vary from world to world
    shocks : size of a dated event -> side -> its sum week by week; "spoiler" -> week by week
    interventions : do-operators that replace a rule

    Attributes
    ----------
    close : comparisons of this week whose two numbers are close
    """

    def __init__(self, parameters, initial, world: int, shocks=None, interventions=None):
        super().__init__()
        self.shocks, self.do = shocks, interventions
        self.p = p = Branch(parameters, world)
        self.mediators = sorted(parameters.mediators)
        self.m = p.front.momentum.start
        self.q = self.B = 0.0
        self.F = self.Z = self.D = self.Q = 0
        self.K = int(p.talks.in_session_at_start)
        self.t_S = self.t_Sa = self.t_T = self.t_F = self.t_Z = self.t_ref = inf
        self.exchanges = self.cancelled = self.collapses = self.incomplete = 0
        self.openings = self.breakdowns = self.offers = 0
        if self.K:
            self.t_T = 0.0
        self.X, self.theta, self.kappa, self.a, self.b, self.c, self.o, self.A, self.l = ({} for _ in range(9))
        self.g, self.P, self.O, self.paid = {}, {}, {}, dict.fromkeys(self.mediators, 0.0)
        self.conceded = {track: dict.fromkeys(SIDES, 0.0) for track in (SWAP, TALKS)}
        self.pledged = {track: dict.fromkeys(self.mediators, 0.0) for track in (SWAP, TALKS)}
        self.pivotal = {track: dict.fromkeys((*SIDES, *self.mediators, "trade"), 0) for track in (SWAP, TALKS)}
        self.accept = {track: dict.fromkeys(SIDES, 0.3) for track in (SWAP, TALKS)}
        self.score, self.f, self.df = ({track: dict.fromkeys(SIDES, 0.0) for track in (SWAP, TALKS)} for _ in range(3))
        self.L, self.kappa_e, self.clock, self.stage = {}, {}, 0, 0
        for place, s in enumerate(SIDES):
            side = p[s]
            self.X[s] = {k: float(round(getattr(side.captives_held, k))) for k in KINDS}
            self.theta[s] = int(self._below(initial[place], side.trust.trustworthy_probability))
            floors = p.all_for_all.compliance_floor_untrustworthy, p.all_for_all.compliance_floor_trustworthy
            least = floors[self.theta[s]]
            self.kappa[s] = least + (1 - least) * float(initial[2 + place])
            self.a[s], self.b[s] = side.trust.good_experience, side.trust.bad_experience
            self.c[s], self.o[s] = side.war_cost.base, side.over_optimism
            self.A[s], self.l[s], self.P[s] = 0.95, 0.0, 0.3
            self.g[s] = 0.3 * self._inclination(s)
            self.O[s] = int(side.all_for_all.offer_open_at_start and p.all_for_all.salience > 0)
            self.kappa_e[s], self.L[s] = 0.0, dict.fromkeys(KINDS, 0.0)
        self.e, self.W = {}, {}
        for name in self.mediators:
            mediator, summit = p.mediators[name], self._summit(name, 0)
            target = mediator.engagement
            self.e[name] = min(target * (1 + summit * mediator.summit.engagement_boost), 1) if summit else target
            self.W[name] = mediator.wallet * (1 + summit * mediator.summit.wallet_boost) if summit else mediator.wallet

    def _inclination(self, s):
        return getattr(self.p.mediators["us_envoy"].pressure, s) if "us_envoy" in self.mediators else 0.0

    def _summit(self, name, t):
        summit = self.p.mediators[name].summit
        return int(summit is not None and t < summit.weeks)
