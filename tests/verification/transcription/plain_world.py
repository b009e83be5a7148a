"""Section 6 of MODEL.md once more: one world, plain float64 numbers, written from the equations alone and line by line.

It shares nothing with the engine but the draws and what the scenario package resolves (parameters, sums of dated
shocks, do-operators), so that a term that the engine misreads shows up as a difference. It is slow and no part of the
package.

Wherever something is decided by a comparison, the world writes down whether the two numbers lie so close together that
float32 and float64 may decide differently (`close`).
"""

from math import exp, inf, log, pi, sqrt

from tests.verification.transcription.plain_state import KINDS, OTHER, SIDES, SIGN, SWAP, TALKS, PlainState


class PlainWorld(PlainState):
    """One world that moves week by week, each method a step of MODEL.md's section 3."""

    def yes(self, score):
        """Λ of section 6."""
        return 1 / (1 + exp(min(max(-score / self.p.decision.temperature, -60), 60)))

    def _pace(self, s):
        """slow_bad + (1 - slow_bad) θ."""
        slow = self.p.talks.untrustworthy_slowdown
        return slow + (1 - slow) * self.theta[s]

    # -- a week -------------------------------------------------------------------------------------------------------

    def week(self, t: int, u) -> None:
        """One week with its sixteen uniforms, in the order of section 3."""
        self.close = 0
        E = [-log(1 - x) for x in u[:8]]
        xi = {slot: sqrt(12) * (u[slot] - 0.5) for slot in (8, 9, 10, 14)}
        if self.do is not None and self.do.constant_hazards is not None:
            self._race(t, E, self.do.constant_hazards)
            return
        self._shocks(t, E, u, xi)
        self._captives(xi)
        self._reckon(t)
        self._channels(t)
        self._trade()
        exchange = self._exchange(t, E, u, xi)
        programme = self._swap(t, E, u)
        opened = self._open(t, E)
        self._pay(t, programme["agreed"], opened)
        broke = self._bargain(t, E)
        self._ceasefire(t, E)
        self._learn(exchange, programme, broke)
        released = exchange["released"] + programme["released"]
        self.B = self.p.exchanges.glow_persistence * self.B + released / self.p.captives.burden_half_saturation

    def _race(self, t, E, hazards):
        """Two constant hazards and nothing else (6.13)."""
        if self._below(E[2], hazards.swap):
            date = t + min(E[2] / hazards.swap, 1)
            self.t_S, self.t_Sa = min(self.t_S, date), min(self.t_Sa, date)
        if self._below(E[5], hazards.talks):
            self.t_T = min(self.t_T, t + min(E[5] / hazards.talks, 1))
            self.openings += 1

    def _dated(self, size, s, t) -> float:
        """What the timeline adds for a side this week (6.1)."""
        return self.shocks[size][s][t] if self.shocks else 0.0

    def _shocks(self, t, E, u, xi):
        """(2), (3), (4)."""
        p = self.p
        self.sp = int(
            self._below(E[0], p.spoilers.weekly_rate * (1 + p.spoilers.amplification * max(self.Q, self.K)))
            or bool(self.shocks and self.shocks["spoiler"][t])
        )
        self.q = p.spoilers.outrage_persistence * self.q + p.spoilers.outrage_jump * self.sp
        self.us = 1.0
        if "us_envoy" in self.mediators:
            us = p.mediators["us_envoy"]
            rise = max(1 - abs(t - us.deadline.week) / us.deadline.half_width_weeks, 0)
            fading = (1 - us.attention.floor) * 2 ** (-t / us.attention.half_life_weeks)
            self.us = us.attention.floor + fading + us.deadline.push * rise
        front = p.front.momentum
        drift = front.drift + 0.1 * (self._dated("aid", "russia", t) - self._dated("aid", "ukraine", t))
        step = drift + front.spread * sqrt(1 - front.persistence**2) * xi[8]
        jump = p.front.breakthroughs.size * self._below(u[11], p.front.breakthroughs.weekly_probability)
        self.m = front.persistence * self.m + (1 - 0.8 * self.F) * step + jump
        self.share = p.front.russian_share + p.front.momentum_weight * self.m

    def _captives(self, xi):
        """(5) and what follows it."""
        p = self.p.captives
        included = {k: getattr(p.categories, k) for k in KINDS}
        self.N, self.n_hat = {}, {}
        for s, slot in (("ukraine", 9), ("russia", 10)):
            flow = self.p[s].captures_per_week * (1 + p.capture_momentum * SIGN[s] * self.m)
            flow *= 1 + p.capture_noise * xi[slot]
            self.X[s]["prisoners_of_war"] += self._whole(max(flow, 0) * (1 - 0.95 * self.F) * (1 - self.Z))
            self.N[s] = sum(included[k] * self.X[s][k] for k in KINDS)
            self.n_hat[s] = 2 * self.N[s] / (self.N[s] + p.burden_half_saturation)

    def _reckon(self, t):
        """(6), (7), (10), (11), (12)."""
        p = self.p
        self.tau, self.r, self.r_felt = {}, {}, {}
        for s in SIDES:
            side = p[s]
            self.tau[s] = self.a[s] / (self.a[s] + self.b[s])
            base = side.war_cost.base - 0.05 * self._dated("aid", s, t) + 0.05 * self._dated("sanction", s, t)
            goal = base * (1 - p.war_cost.ceasefire_relief * self.F)
            goal += p.war_cost.captivity_share * (self.n_hat[OTHER[s]] / 2 - 0.5)
            goal += side.war_cost.pressure_share * self.g[s]
            self.c[s] += p.war_cost.adjustment * (goal - self.c[s])
            agenda = p.agenda.security_guarantee
            best = agenda.high if s == "ukraine" else 1 - agenda.low
            kc = side.commitment.discount * (1 - side.commitment.guarantee_relief * best)
            share = self.share if s == "russia" else 1 - self.share
            self.r[s] = share - self.c[s] + kc * (1 - self.tau[s])
            if t > 0:
                self.o[s] *= 1 - p.talks.optimism_decay - p.talks.optimism_decay_in_talks * self.K
            self.r_felt[s] = self.r[s] + self.o[s]
        self.rip = 5 * exp(-((self.m / p.front.stalemate_width) ** 2)) * min(self.c.values())

    def _channels(self, t):
        """(3a), (13), (14), (15)."""
        p, rules = self.p, self.p.mediation
        self.x, idle_political = {}, 1.0
        self.q_m = 1.0
        for name in self.mediators:
            mediator, target = p.mediators[name], p.mediators[name].engagement
            if name == "us_envoy":
                target = min(target * self.us, 1)
            if mediator.summit is not None:
                target = min(target * (1 + mediator.summit.engagement_boost * self._summit(name, t)), 1)
            self.e[name] += rules.adjustment * (target - self.e[name])
            self.x[name] = mediator.humanitarian_capability * self.e[name]
            self.q_m *= 1 - self.x[name]
            idle_political *= 1 - mediator.political_capability * self.e[name]
        self.x_0 = min(rules.direct_humanitarian + rules.direct_humanitarian_in_talks * self.K, 1)
        self.H = 1 - (1 - self.x_0) * self.q_m
        self.C = 1 - (1 - rules.direct_political) * idle_political
        self.eta = min(p.talks.logrolling_base + p.talks.logrolling_mediated * self.C, 1)
        speed = p.mediators["us_envoy"].pressure_adjustment if "us_envoy" in self.mediators else 0.25
        above = {s: self.A[s] - self.r[s] for s in SIDES}
        for s in SIDES:
            w = 1 - self.P[s] if not self.K else float(self._below(above[OTHER[s]], above[s]))
            goal = self.us * self._inclination(s) * w * (1 - self.Z)
            shock = self._dated("pressure", s, t)
            self.g[s] = min(max(self.g[s] + speed * (goal - self.g[s]) + shock, 0), 1.5)
            for do in self.do.pressure if self.do else ():
                if do.from_week <= t < do.to_week and getattr(do, s) is not None:
                    self.g[s] = getattr(do, s)

    def _trade(self):
        """(37), (38), (39); from last week's scores, acceptances and steps."""
        p = self.p
        means = {name: self.e[name] * self.W[name] for name in self.mediators}
        worth = {s: {name: getattr(p.mediators[name].wallet_worth, s) * means[name] for name in means} for s in SIDES}
        all_for = {s: sum(worth[s].values()) for s in SIDES}
        self.trade, self.pledge = {}, {}
        for track in (SWAP, TALKS):
            lack = {s: max(-self.score[track][s], 0) for s in SIDES}
            before, step = dict(self.f[track]), dict(self.df[track])
            for s in SIDES:
                rules, o = p[s].trade, OTHER[s]
                speed = rules.concession_speed * self._pace(s)
                wanted = before[s] + speed * self.accept[track][s] * (min(rules.concession_limit, lack[o]) - before[s])
                wanted += p.trade.imitation * min(max(step[o], 0), 0.1)
                self.f[track][s] = min(max(wanted, 0), rules.concession_limit)
                self.df[track][s] = self.f[track][s] - before[s]
            G, f = {}, self.f[track]
            for s in SIDES:
                up_front = p.trade.released_up_front
                deserved = up_front + (1 - up_front) * f[s] / max(p[s].trade.concession_limit, 1e-6)
                G[s] = min(deserved, max(lack[s] - f[OTHER[s]], 0) / max(all_for[s], 1e-6))
            self.pledge[track] = {s: {name: worth[s][name] * G[s] for name in self.mediators} for s in SIDES}
            self.trade[track] = {
                s: f[OTHER[s]]
                - p[s].trade.concession_cost * f[s]
                + G[s] * all_for[s]
                - p[s].trade.over_head_price * self.pledge[track][OTHER[s]].get("us_envoy", 0.0)
                for s in SIDES
            }

    # -- exchanges ----------------------------------------------------------------------------------------------------

    def _let_go(self, s, k, wanted):
        freed = min(wanted, self.X[s][k])
        self.X[s][k] -= freed
        return freed

    def _exchange(self, t, E, u, xi):
        """(16) to (20)."""
        p = self.p.exchanges
        found = {"held": 0, "cancelled": 0, "released": 0}
        own = {s: self.p[s].exchanges.willingness + p.trust_weight * self.tau[s] for s in SIDES}
        phi = [self.yes(own[s] - p.outrage_weight * self.q) for s in SIDES]
        cap = p.size_stock_share * min(self.X[s]["prisoners_of_war"] for s in SIDES)
        room = not self._below(cap, 5)
        rate = p.opportunities_per_week * self.H * phi[0] * phi[1]
        rate *= (1 + p.rate_uplift_in_talks * self.K) * (1 - self.Q) * room
        if not self._below(E[1], rate):
            return found
        risk = max(p.cancellation_trustworthy if self.theta[s] else p.cancellation_untrustworthy for s in SIDES)
        mediators = sum(self.x.values())
        if self.p.mediation.direct_channel_first:
            direct = self.x_0 / max(self.H, 1e-6)
            part = {name: (1 - direct) * x / max(mediators, 1e-6) for name, x in self.x.items()}
        else:
            everyone = max(self.x_0 + mediators, 1e-6)
            direct, part = self.x_0 / everyone, {name: x / everyone for name, x in self.x.items()}
        if self._below(u[12], risk):
            found["cancelled"] = 1
            self.cancelled += 1
            for name in self.mediators:
                self.e[name] = max(self.e[name] - self.p.mediation.cancellation_loss * part[name], 0)
            return found
        found["held"] = 1
        self.exchanges += 1
        inside = min(max(u[13], 1e-7), 1 - 1e-7)
        if p.shorter_list_binds:
            L = sqrt(6) / pi * log(log(1 - inside) / log(0.5))
        else:
            L = sqrt(3) / pi * log(inside / (1 - inside))
        wanted = p.size_median * exp(p.size_log_spread * L) * (1 + p.size_uplift_in_talks * self.K)
        S = self._whole(min(max(wanted, 5), cap))
        z = 0.5 * p.parity_noise * xi[14]
        for s in SIDES:
            found["released"] += self._let_go(s, "prisoners_of_war", self._whole(S * (1 + SIGN[s] * z)))
            found["released"] += self._let_go(s, "civilians", self._whole(p.civilian_share * S))
            political = self._floor(p.political_prisoner_share * S + abs(2 * u[14] - 1))
            found["released"] += self._let_go(s, "political_prisoners", political)
        rest, reached = (u[12] - risk) / (1 - risk), direct
        if not self._below(rest, reached):
            for name in self.mediators:
                reached += part[name]
                if self._below(rest, reached):
                    self.e[name] = min(self.e[name] + self.p.mediation.success_gain, 1)
                    break
        return found

    # -- all for all --------------------------------------------------------------------------------------------------

    def _swap(self, t, E, u):
        """(21) to (25)."""
        p, rules = self.p, self.p.all_for_all
        found = {"agreed": 0, "stages": 0, "collapsed": 0, "short": {}, "released": 0}
        running = self.Q
        self.D_before = self.D
        if running:
            self._carry_out(t, E, found)
        if self.do and self.do.imposed_swap_week == t:
            self._impose(t, found)
        offers = dict(self.O)
        asy = (self.N["russia"] - self.N["ukraine"]) / (self.N["russia"] + self.N["ukraine"] + 1)
        for s in SIDES:
            side = p[s].all_for_all
            self.score[SWAP][s] = (
                side.own_people * self.n_hat[OTHER[s]]
                - rules.asymmetry_weight * SIGN[s] * asy
                - side.bargaining_chip * (1 - rules.chip_lost_in_talks * max(self.K, self.F))
                - side.returning_fighters * self.n_hat[s] * (1 - 0.8 * max(self.F, self.Z))
                - rules.exploitation_fear * (1 - self.tau[s]) / sqrt(rules.stages)
                - side.audience_cost
                - rules.outrage_weight * self.q
                + side.pressure_leverage * self.g[s] * rules.pressure_use
                - side.civilians_cost * p.captives.categories.civilians
                - side.political_prisoners_cost * p.captives.categories.political_prisoners
            )
            self.accept[SWAP][s] = self.yes(self.score[SWAP][s] + self.trade[SWAP][s])
        yes = self.accept[SWAP]
        if any(offers.values()):
            chance = rules.salience * rules.answers_per_week * self.H * (not (self.do and self.do.no_swap))
            agree = chance * yes["ukraine"] * yes["russia"]
            refuse = sum(rules.refusals_per_week * (1 - yes[OTHER[s]]) for s in SIDES if offers[s])
            if self._below(E[2], agree):
                found["agreed"] = 1
                self.O = dict.fromkeys(SIDES, 0)
                self._begin(t + min(E[2] / agree, 1))
                self._account(SWAP, lambda yes: self._below(E[2], chance * yes["ukraine"] * yes["russia"]))
            elif self._below(E[2], agree + refuse):
                self.O = dict.fromkeys(SIDES, 0)
                self.t_ref = min(self.t_ref, t + 1)
        elif not running and not self.D:
            chance = {s: min(rules.salience * rules.new_offers_per_week * yes[s], 0.5) for s in SIDES}
            self.O = {
                "ukraine": int(self._below(u[15], chance["ukraine"])),
                "russia": int(self._below(1 - chance["russia"], u[15])),
            }
            self.offers += sum(self.O.values())
        return found

    def _begin(self, date):
        p = self.p
        self.Q, self.clock, self.stage, self.t_Sa = 1, 0, 0, min(self.t_Sa, date)
        for s in SIDES:
            self.kappa_e[s] = self.kappa[s] + (1 - self.kappa[s]) * p.mediation.list_verification * (1 - self.q_m)
            self.L[s] = {
                k: self._whole(self.X[s][k] * getattr(p.captives.categories, k) * self.kappa_e[s]) for k in KINDS
            }

    def _impose(self, t, found):
        """do(swap in week t) of section 8, and 6.14 (8)."""
        self.O = dict.fromkeys(SIDES, 0)
        self.D = 1
        self.t_S, self.t_Sa = min(self.t_S, t + 1), min(self.t_Sa, t + 1)
        found["stages"] += self.p.all_for_all.stages
        for s in SIDES:
            for k in KINDS:
                found["released"] += self._let_go(s, k, self.X[s][k] * getattr(self.p.captives.categories, k))

    def _carry_out(self, t, E, found):
        rules = self.p.all_for_all
        self.clock += 1
        rate = rules.stages_per_week * (0.5 + 0.5 * self.H)
        n = rules.stages
        if self._below(E[3], rate) and self.clock <= rules.time_limit_weeks:
            found["stages"] = 1
            self.stage += 1
            for s in SIDES:
                for k, listed in self.L[s].items():
                    due = self._whole(listed * self.stage / n) - self._whole(listed * (self.stage - 1) / n)
                    found["released"] += self._let_go(s, k, due)
        bad = rules.collapse_rate * (1 + self.sp + self.q) * (1 + 0.7 * (2 - sum(self.theta.values())))
        if self.clock > rules.time_limit_weeks or (not found["stages"] and self._below(E[4], bad)):
            self.Q, found["collapsed"] = 0, 1
            self.collapses += 1
        elif self.stage >= n:
            self.Q = 0
            short = {s: self._below(self.kappa_e[OTHER[s]], 0.95) for s in SIDES}
            if not any(short.values()):
                self.D, self.t_S = 1, t + min(E[3] / rate, 1)
            else:
                found["short"] = short
                self.incomplete += 1

    # -- talks --------------------------------------------------------------------------------------------------------

    def _joint(self, d, eta):
        """(8) and (9): the most both can get together."""
        p = self.p
        issues = list(p.agenda)
        w = [(getattr(p.ukraine.issue_weights, i), getattr(p.russia.issue_weights, i)) for i in issues]
        ends = [(getattr(p.agenda, i).low, getattr(p.agenda, i).high) for i in issues]
        most_u = sum(u * high for (u, _), (_, high) in zip(w, ends, strict=True))
        most_r = sum(r * (1 - low) for (_, r), (low, _) in zip(w, ends, strict=True))
        at_u = sum(u * low for (u, _), (low, _) in zip(w, ends, strict=True))
        at_r, best = most_r, inf
        for (u, r), (low, high) in sorted(zip(w, ends, strict=True), key=lambda row: row[0][1] / row[0][0]):
            slope = (u - r) / (u + r)
            best = min(best, at_u + at_r + slope * (d - (at_u - at_r)))
            at_u, at_r = at_u + u * (high - low), at_r - r * (high - low)
        return min(1 + eta * (best - 1), 2 * most_u - d, 2 * most_r + d)

    def _open(self, t, E):
        """(26) to (29)."""
        p, rules = self.p, self.p.talks
        J = 1 + self.eta * (self._joint(0, 1) - 1)
        width = {i: getattr(p.agenda, i).high - getattr(p.agenda, i).low for i in p.agenda}
        weights = p.ukraine.issue_weights, p.russia.issue_weights
        open_ = sum(0.5 * sum(getattr(side, i) for side in weights) * width[i] for i in width)
        gates = {}
        for s in SIDES:
            side = p[s].talks
            gates[s] = 1 - side.swap_precondition * (1 - self.D_before)
            gates[s] *= 1 - side.ceasefire_precondition * (1 - self.F)
            surplus = 0.5 * (J - self.r_felt[s] - self.r[OTHER[s]])
            self.score[TALKS][s] = (
                rules.surplus_weight * surplus
                + rules.ripeness_weight * self.rip
                - (side.audience_cost + rules.outrage_weight * self.q) * (1 - 0.5 * rules.mediator_cover * self.C)
                + side.pressure_leverage * self.g[s]
                + rules.glow_weight * min(self.B, 1)
                - sum(getattr(side.red_lines, i) * width[i] for i in width)
                - rules.empty_agenda_weight * (1 - open_)
            )
            self.accept[TALKS][s] = self.yes(self.score[TALKS][s] + self.trade[TALKS][s])
            self.P[s] = self.accept[TALKS][s] * gates[s]
        chance = rules.allowed * rules.opportunities_per_week * self.C
        chance *= (1 - self.K) * (1 - self.Z) * (1 - p.ceasefire.required_first * (1 - self.F))
        chance *= any(width[i] > 0 for i in list(width)[1:])
        self.K_before = self.K
        rate = chance * self.P["ukraine"] * self.P["russia"]
        if self._below(E[5], rate):
            self.K, self.t_T = 1, min(self.t_T, t + min(E[5] / rate, 1))
            self.openings += 1
            self._account(
                TALKS,
                lambda yes: self._below(
                    E[5], chance * yes["ukraine"] * gates["ukraine"] * yes["russia"] * gates["russia"]
                ),
            )
            return 1
        return 0

    def _account(self, track, comes):
        """What stood behind a success, and who was pivotal: the same draw asked again without an agent (6.14 (10))."""
        p, f = self.p, self.f[track]
        full = {s: self.score[track][s] + self.trade[track][s] for s in SIDES}
        without = {"trade": dict(self.score[track])}
        for s in SIDES:
            self.conceded[track][s] += f[s]
            without[s] = {s: full[s] + p[s].trade.concession_cost * f[s], OTHER[s]: full[OTHER[s]] - f[s]}
        for name in self.mediators:
            pledge = {s: self.pledge[track][s][name] for s in SIDES}
            self.pledged[track][name] += sum(pledge.values())
            over = {s: p[s].trade.over_head_price * pledge[OTHER[s]] * (name == "us_envoy") for s in SIDES}
            without[name] = {s: full[s] - pledge[s] + over[s] for s in SIDES}
        for agent, scores in without.items():
            self.pivotal[track][agent] += not comes({s: self.yes(score) for s, score in scores.items()})

    def _pay(self, t, agreed, opened):
        """(40); the refill is counted from what is left after payment, so that no wallet can fall below zero."""
        p = self.p
        for name in self.mediators:
            due = {track: sum(self.pledge[track][s][name] for s in SIDES) for track in (SWAP, TALKS)}
            paid = min(self.W[name], p.trade.share_paid * (agreed * due[SWAP] + 0.5 * opened * due[TALKS]))
            self.paid[name] += paid
            level, summit = p.mediators[name].wallet, p.mediators[name].summit
            if summit is not None:
                level *= 1 + summit.wallet_boost * self._summit(name, t)
            self.W[name] -= paid
            self.W[name] += p.trade.refill * (level - self.W[name])

    def _bargain(self, t, E):
        """(30) to (34)."""
        rules = self.p.talks
        if not self.K_before:
            self.l = dict.fromkeys(SIDES, 0.0)
            return 0
        last, fall = dict(self.l), {}
        for s in SIDES:
            rate = self.p[s].talks.concession_rate * self._pace(s)
            con = (1 - rules.imitation) * rate * (self.A[s] - self.r_felt[s])
            con += rules.imitation * min(last[OTHER[s]], 0.05)
            fall[s] = self.A[s] - max(self.A[s] - max(con, 0), min(self.r_felt[s], self.A[s]))
        self.l = fall
        self.A = {s: self.A[s] - fall[s] for s in SIDES}
        ask = {s: max(self.A[s], self.r_felt[s]) for s in SIDES}
        slack = self._joint(ask["ukraine"] - ask["russia"], self.eta) - sum(ask.values())
        if not self._below(slack, -1e-6):
            self.Z, self.K, self.F, self.t_Z = 1, 0, 1, t + 1
            self.t_F = min(self.t_F, t + 1)
            delta = {s: self.p[s].talks.discount_factor for s in SIDES}
            omega = (1 - delta["russia"]) * (1 + delta["ukraine"]) / (2 * (1 - delta["ukraine"] * delta["russia"]))
            self.d_star = ask["ukraine"] - ask["russia"] + (2 * omega - 1) * self._gain(ask, omega)
            return 0
        if self._below(E[6], rules.breakdown_rate * (1 + self.q) * max(1.3 - 0.6 * self.rip, 0)):
            self.K = 0
            self.A = {s: self.A[s] + rules.hardening * (0.95 - self.A[s]) for s in SIDES}
            self.breakdowns += 1
            return 1
        return 0

    def _gain(self, ask, omega) -> float:
        """How far both can go from their asks by ω and 1 - ω before they meet S_max (33), by halving."""
        least, most = 0.0, 2.0
        for _ in range(60):
            middle = (least + most) / 2
            d = ask["ukraine"] - ask["russia"] + (2 * omega - 1) * middle
            if sum(ask.values()) + middle <= self._joint(d, self.eta):
                least = middle
            else:
                most = middle
        return least

    def _ceasefire(self, t, E):
        """(35)."""
        p = self.p.ceasefire
        if self.F:
            if self._below(E[7], p.breach_rate * (1 + self.q) * (1 - self.Z)):
                self.F = 0
            return
        base = p.rate_before_talks * (1 - self.K) + p.rate_in_talks * self.K
        base += p.rate_if_first * p.required_first * self.C
        if self._below(E[7], base * sqrt(self.accept[TALKS]["ukraine"] * self.accept[TALKS]["russia"])):
            self.F, self.t_F = 1, min(self.t_F, t + 1)

    def _learn(self, exchange, programme, broke):
        """(36)."""
        p = self.p.trust
        for s in SIDES:
            start = self.p[s].trust
            self.a[s] = start.good_experience + p.memory * (self.a[s] - start.good_experience)
            self.a[s] += p.exchange_gain * exchange["held"] + p.stage_gain * programme["stages"] + p.talks_gain * self.K
            self.b[s] = start.bad_experience + p.memory * (self.b[s] - start.bad_experience)
            self.b[s] += p.cancellation_loss * exchange["cancelled"] + p.spoiler_loss * self.sp
            self.b[s] += p.breakdown_loss * broke
            self.b[s] += p.breach_loss * (programme["collapsed"] + programme["short"].get(s, 0))
