"""One traced world as a dated story, for a reader who wants to see what the model does."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sim.model.outcomes import First, first_event
from sim.printable import visible
from sim.schema import BELLIGERENTS
from sim.views.text.decisions import decision_table, offers_on_the_table
from sim.views.text.imposed import format_imposed
from sim.views.text.layout import day

if TYPE_CHECKING:
    from sim.negotiation.trace import Trace, Week

WIDTH = 80
_QUARTER = 13
_HEADING_EVERY = 10
_SWAP, _TALKS = "all_for_all", "talks"


def format_story(trace: Trace) -> str:
    """The story of one world, plain text at most 80 columns wide.

    Parameters
    ----------
    trace : Trace

    Returns
    -------
    str, lines separated by newlines
    """
    return visible("\n".join(Story(trace).lines())) + "\n"


class Story:
    """A world's events in words; `tell` sets them as a page, `short_story` as a few lines."""

    def __init__(self, trace: Trace):
        self.trace = trace
        self.names = {key: trace.scenario.party_name(key) for key in (*BELLIGERENTS, *trace.scenario.mediators)}
        self.names["direct"] = "direct channel"
        self.weeks_at_table, self.swap_done, self.settled = 0, False, False

    # -- frame --------------------------------------------------------------------------------------------------------

    def lines(self) -> Iterator[str]:
        scenario, trace = self.trace.scenario, self.trace
        end = scenario.start + timedelta(weeks=scenario.horizon_weeks)
        yield f"World {trace.world:,} of {scenario.name}, seed {trace.seed}"
        yield f"{day(scenario.start)} to {day(end)}, {scenario.horizon_weeks} weeks (each dated by its first day)"
        yield ""
        if scenario.experimental:
            yield from _wrap("EXPERIMENTAL SCENARIO: not calibrated; its numbers must not be published.")
        yield from _wrap(
            "One simulated world out of many: it shows how the model works and what its parties weigh. It is not a forecast, and "
            "how often such a world occurs is what `allforall run` prints."
        )
        yield from _wrap(
            "Scores are in logits: 0 is indifference, and the chance of a yes rises with the score (−2: 12 %, 0: 50 %, +2: 88 %). "
            f"Positions in talks run from 0 ({self.names['russia']}: its ideal) to 1 ({self.names['ukraine']}: its ideal)."
        )
        yield from self._assumed()
        for week in trace.weeks:
            yield from self.week(week)
        yield ""
        yield from self._end()

    def _end(self) -> Iterator[str]:
        outcome, trace = self.trace.outcome, self.trace
        yield "How it ended"
        for name, label in (
            ("agreed_week", "all-for-all agreed"),
            ("completed_week", "all-for-all completed"),
            ("talks_week", "broader talks opened"),
            ("ceasefire_week", "first ceasefire"),
            ("settlement_week", "settlement"),
        ):
            yield f"  {label + ':':<26}{self._when(outcome[name])}"
        yield f"  {'first of the two events:':<26}{_first(outcome)}"
        yield f"  {'partial exchanges:':<26}{outcome['exchanges']} held, {outcome['cancelled']} cancelled"
        for key in BELLIGERENTS:
            yield f"  {self.names[key] + ':':<26}released {outcome[f'released_by_{key}']:,}, still holds {outcome[f'held_by_{key}']:,}"
        paid = {key: outcome[f"paid_{key}"] for key in trace.scenario.mediators if outcome[f"paid_{key}"] > 0.005}
        text = ", ".join(
            f"{self.names[key]} {amount:.2f}" for key, amount in sorted(paid.items(), key=lambda item: -item[1])
        )
        yield from textwrap.wrap(
            f"{'inducements paid:':<26}{text or 'none'} (units)",
            WIDTH - 2,
            initial_indent="  ",
            subsequent_indent=" " * 28,
        )

    def _when(self, date: float) -> str:
        """The week into which a recorded date falls; events that are dated at the end of a week belong to it."""
        if date != date:
            return "not by the horizon"
        week = max(math.ceil(date) - 1, 0)
        return f"week {week}, {day(self.trace.scenario.start + timedelta(weeks=week))}"

    def _assumed(self) -> Iterator[str]:
        """Which rules the scenario replaces, before anything happens."""
        for words in self.imposed():
            yield from _wrap(words)

    def imposed(self) -> list[str]:
        """The same, a sentence each."""
        return [f"Imposed by assumption: {imposed.words}." for imposed in format_imposed(self.trace.scenario.document)]

    def ending(self) -> str:
        """How it ended, in one sentence."""
        outcome = self.trace.outcome
        kept = "; ".join(
            f"{self.names[key]} has released {outcome[f'released_by_{key}']:,} and still holds"
            f" {outcome[f'held_by_{key}']:,}"
            for key in BELLIGERENTS
        )
        return f"First of the two events: {_first(outcome)}. {outcome['exchanges']} partial exchanges in total; {kept}."

    def _dated(self, week: Week) -> Iterator[str]:
        """Events that the scenario dates to this week."""
        start = self.trace.scenario.start
        for event in self.trace.scenario.document["timeline"]:
            begins = event["week"] if "week" in event else (date.fromisoformat(str(event["date"])) - start).days // 7
            if begins == week.number:
                sizes = [f"{name} {event[name]:+g}" for name in ("pressure", "aid", "sanction") if event.get(name)]
                weeks = f"{event['weeks']} week{'s' if event['weeks'] != 1 else ''}"
                target = f" on {self.names[event['target']]}" if event.get("target") else ""
                note = f" ({event['note']})" if event.get("note") else ""
                yield from _wrap(
                    f"Dated by the scenario: {event['event'].replace('_', ' ')}{target}, {', '.join([weeks, *sizes])}{note}."
                )

    # -- weeks --------------------------------------------------------------------------------------------------------

    def week(self, week: Week) -> Iterator[str]:
        """All lines of one week, with both sides' reasons; none where there is nothing to tell."""
        body = list(self._dated(week))
        body += [line for kind, details in week.events for line in self._event(kind, details, week)]
        if week.paid:
            paid = ", ".join(f"{self.names[key]} {amount:.2f}" for key, amount in week.paid.items())
            body += _wrap(f"Inducements paid for this success (units): {paid}.")
        if week.number == 0 and week.decisions:
            body += _wrap(self._start(week))
            body += decision_table(
                "How each side sees an all-for-all swap at the start", week.decisions[_SWAP], self.names
            )
            body += decision_table("How each side sees broader talks at the start", week.decisions[_TALKS], self.names)
        elif week.number % _QUARTER == 0 and week.decisions:
            body += self._standing(week)
        body += self._bargaining(week)
        if body:
            yield ""
            yield f"{day(week.date)} (week {week.number})"
            yield from (f"  {line}".rstrip() for line in body)

    def _start(self, week: Week) -> str:
        state = week.state
        open_offers = [
            self.names[key]
            for key in BELLIGERENTS
            if self.trace.scenario.document["parties"][key]["all_for_all"]["offer_open_at_start"]
        ]
        offers = f" An all-for-all offer by {' and by '.join(open_offers)} is open." if open_offers else ""
        return (
            f"{self.names['ukraine']} holds {state['ukraine']['held']:,.0f} persons and {self.names['russia']} "
            f"{state['russia']['held']:,.0f}, of all categories. Each believes that the other keeps its word with probability "
            f"{state['ukraine']['trust']:.2f} and {state['russia']['trust']:.2f}.{offers}"
        )

    def _standing(self, week: Week) -> list[str]:
        """What stands conceded and pledged on the tracks where a success is still ahead."""
        ahead = [
            track
            for track, over in ((_SWAP, self.swap_done), (_TALKS, self.settled or week.packages is not None))
            if not over
        ]
        if not ahead:
            return []
        return [
            "What stands conceded and pledged, and is paid only on success (logits)",
            *offers_on_the_table(week, ahead, self.names),
        ]

    def _bargaining(self, week: Week) -> list[str]:
        """The packages of the week, one row per side, with a heading where a session begins and every ten weeks."""
        if week.packages is None:
            self.weeks_at_table = 0
            return []
        rows = []
        if self.weeks_at_table % _HEADING_EVERY == 0:
            rows.append("At the table: each side's package, and what it asks for itself in utility")
            rows.append(" " * 16 + "".join(f"{_SHORT[issue]:>7}" for issue in week.packages["ukraine"]) + "   asks")
        self.weeks_at_table += 1
        for key, package in week.packages.items():
            positions = "".join(f"{position:7.2f}" for position in package.values())
            rows.append(f"{self.names[key][:15]:<16}{positions}{week.state[key]['asks']:7.2f}")
        return rows

    # -- events -------------------------------------------------------------------------------------------------------

    def sentence(self, kind: str, details) -> str:
        """One event of `Week.events`."""
        return getattr(self, f"_{kind}")(details)

    def _event(self, kind: str, details, week: Week) -> list[str]:
        text = self.sentence(kind, details)
        self.swap_done |= kind in ("swap_completed", "swap_imposed")
        self.settled |= kind == "settled"
        lines = _wrap(text)
        if kind in ("swap_agreed", "offer_refused"):
            lines += decision_table("Why: an all-for-all swap as each side saw it", week.decisions[_SWAP], self.names)
            lines += self._pledges(week, _SWAP)
        if kind == "talks_opened":
            lines += decision_table("Why: broader talks as each side saw them", week.decisions[_TALKS], self.names)
            lines += self._pledges(week, _TALKS)
        return lines

    def _pledges(self, week: Week, track: str) -> list[str]:
        """Who had pledged what to whom, and what each side had conceded, at this moment."""
        lines = []
        for key in BELLIGERENTS:
            pledged = {who: amount for who, amount in week.pledged[track][key].items() if amount > 0.005}
            given = ", ".join(
                f"{self.names[who]} {amount:.2f}" for who, amount in sorted(pledged.items(), key=lambda item: -item[1])
            )
            lines += _wrap(
                f"{self.names[key]} conceded {week.conceded[track][key]:.2f}; pledged to it: {given or 'nothing'}."
            )
        return lines

    @staticmethod
    def _spoiler(details) -> str:
        return f"A spoiler event; outrage stands at {details['outrage']:.2f}."

    @staticmethod
    def _exchange_cancelled(details) -> str:
        return "A partial exchange was due and is cancelled; trust suffers."

    def _exchange(self, details) -> str:
        released = details["released"]
        return (
            f"Partial exchange: {self.names['ukraine']} releases {released['ukraine']}, {self.names['russia']} "
            f"{released['russia']}; credited to: {self.names[details['channel']]}."
        )

    def _offer(self, details) -> str:
        return f"{self.names[details['by']]} publicly offers an all-for-all swap; it can be answered from next week."

    def _offer_refused(self, details) -> str:
        other = {"ukraine": "russia", "russia": "ukraine"}
        by = " or ".join(self.names[other[side]] for side in details["of"])
        return f"{by} refuses the all-for-all offer of {self._and(details['of'])}."

    def _and(self, sides) -> str:
        return " and ".join(self.names[side] for side in sides)

    def _swap_agreed(self, details) -> str:
        lists = details["lists"]
        return (
            f"ALL-FOR-ALL AGREED: {self._and(details['of'])} had offered, and both sides stand behind it. Verified lists: {lists['ukraine']:,} held by {self.names['ukraine']}, {lists['russia']:,} by "
            f"{self.names['russia']}."
        )

    def _stage(self, details) -> str:
        freed = details["released"]
        return (
            f"Stage {details['number']} of {details['of']} of the all-for-all: {self.names['ukraine']} releases "
            f"{freed['ukraine']:,}, {self.names['russia']} {freed['russia']:,}."
        )

    @staticmethod
    def _swap_completed(details) -> str:
        return "ALL-FOR-ALL COMPLETED: both sides have released at least 95 % of the verified lists."

    def _swap_incomplete(self, details) -> str:
        kept = details["kept"]
        return (
            f"The all-for-all ends incomplete: {self.names['ukraine']} released {kept['ukraine']:.0%} of its list, "
            f"{self.names['russia']} {kept['russia']:.0%}; 95 % were owed. Those freed stay free."
        )

    @staticmethod
    def _swap_collapsed(details) -> str:
        return "The all-for-all collapses under way. Those freed stay free."

    @staticmethod
    def _swap_imposed(details) -> str:
        return "Intervention: an all-for-all swap is completed this week by assumption."

    @staticmethod
    def _talks_opened(details) -> str:
        return "BROADER TALKS OPEN."

    @staticmethod
    def _talks_broke_down(details) -> str:
        return "Talks break down; both sides harden."

    @staticmethod
    def _settled(details) -> str:
        terms = ", ".join(f"{issue.replace('_', ' ')} {term:.2f}" for issue, term in details["terms"].items())
        return f"SETTLEMENT, at the end of the week. Terms on the scale of the packages: {terms}."

    @staticmethod
    def _ceasefire(details) -> str:
        return "A ceasefire comes into force."

    @staticmethod
    def _ceasefire_broken(details) -> str:
        return "The ceasefire breaks."


_SHORT = {
    "captives": "captiv",
    "ceasefire_terms": "ceasef",
    "territory": "territ",
    "security_guarantee": "guaran",
    "sanctions": "sanct",
    "military_limits": "milit",
    "reconstruction": "recons",
}


_FIRST = {First.NEITHER: "neither", First.SWAP: "completed swap", First.TALKS: "broader talks"}


def _first(outcome) -> str:
    return _FIRST[First(int(first_event(outcome["completed_week"], outcome["talks_week"])))]


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH - 3)
