"""Minutes, contacts, staff in post, causes of wait and spending."""

import numpy as np

from sim.measures.frame import Frame, open_at_ends
from sim.measures.table import Table
from sim.pathway.codes import CAUSES, CONTACT_KINDS, HOW_OPEN, STAY_DELAY, STAY_WAIT
from sim.settings.calendar import Shift
from sim.settings.lengths import DAYS_PER_YEAR
from sim.settings.scenario import Scenario
from sim.settings.words import PRIORITIES


def add_resources(table: Table, frame: Frame) -> None:
    """Add what staff did, what was left, why children waited, and what it cost."""
    _minutes(table, frame)
    _contacts(table, frame)
    _causes(table, frame)
    _lateness(table, frame)
    _staff_and_spend(table, frame)


def _places(frame: Frame, shape: tuple[int, ...]) -> list[np.ndarray]:
    """Return the index of each axis for every entry of an array, in its order."""
    return [axis.ravel() for axis in np.indices(shape)]


def _minutes(table: Table, frame: Frame) -> None:
    state, blueprint = frame.history.state, frame.history.blueprint
    periods = len(frame.periods)
    owners = [pool.owner for pool in blueprint.pools]
    roles = [pool.role for pool in blueprint.pools]
    offered = state.offered[:, :periods]
    pool, period = _places(frame, offered.shape)
    table.add("minutes_offered", "minutes", offered.ravel(), period=(period, frame.periods),
              team=(pool, owners), role=(pool, roles))  # fmt: skip
    spent = state.spent[:, :periods]
    slot, period = _places(frame, spent.shape)
    of_slot = np.array([p for p, _ in blueprint.slots], np.int64)
    stages = [blueprint.nodes[node] for _, node in blueprint.slots]
    table.add("minutes_used", "minutes", spent.ravel(), period=(period, frame.periods),
              team=(of_slot[slot], owners), role=(of_slot[slot], roles),
              stage=(slot, stages))  # fmt: skip
    used = np.zeros(offered.shape)
    np.add.at(used, of_slot, spent)
    pool, period = _places(frame, used.shape)
    table.add("minutes_used", "minutes", used.ravel(), period=(period, frame.periods),
              team=(pool, owners), role=(pool, roles))  # fmt: skip
    _utilisation(table, frame, offered, used, owners, roles)
    _other_minutes(table, frame)


def _utilisation(
    table: Table, frame: Frame, offered: np.ndarray, used: np.ndarray, owners: list[str],
    roles: list[str],
) -> None:  # fmt: skip
    """Add the share of the minutes offered that was used; NaN where none were offered."""
    pool, period = _places(frame, offered.shape)
    share = np.divide(used, offered, out=np.full(offered.shape, np.nan), where=offered > 0)
    table.add("utilisation", "share", share.ravel(), offered.ravel(),
              period=(period, frame.periods), team=(pool, owners),
              role=(pool, roles))  # fmt: skip


def _other_minutes(table: Table, frame: Frame) -> None:
    """Add the rest of each team's week, over the run: supervision, travel, reports and so on."""
    state, blueprint = frame.history.state, frame.history.blueprint
    periods = len(frame.periods)
    rest = [
        (k, activity, share / pool.settings.clinical_share)
        for k, pool in enumerate(blueprint.pools)
        if pool.settings.clinical_share > 0
        for activity, share in pool.settings.non_contact.items()
    ]
    pools = [k for k, _, _ in rest]
    line = np.arange(len(rest))
    values = state.offered[pools, :periods].sum(axis=1) * np.array([share for _, _, share in rest])
    table.add("minutes_other", "minutes", values,
              team=(line, [blueprint.pools[k].owner for k in pools]),
              role=(line, [blueprint.pools[k].role for k in pools]),
              band=(line, [activity for _, activity, _ in rest]))  # fmt: skip


def _line_words(frame: Frame) -> tuple[list[str], list[str]]:
    blueprint = frame.history.blueprint
    stages = [blueprint.nodes[node] for node, _ in blueprint.lines]
    teams = [blueprint.servers[server] for _, server in blueprint.lines]
    return stages, teams


def _contacts(table: Table, frame: Frame) -> None:
    contacts = frame.history.state.contacts[:, :, : len(frame.periods)]
    stages, teams = _line_words(frame)
    for k, kind in enumerate(CONTACT_KINDS):
        by_line = contacts[..., k].sum(axis=1)
        line, period = _places(frame, by_line.shape)
        table.add(f"contacts_{kind}", "contacts", by_line.ravel(),
                  period=(period, frame.periods), stage=(line, stages),
                  team=(line, teams))  # fmt: skip
        by_priority = contacts[..., k].sum(axis=0)
        prio, period = _places(frame, by_priority.shape)
        table.add(f"contacts_{kind}", "contacts", by_priority.ravel(),
                  period=(period, frame.periods),
                  priority=(prio, list(PRIORITIES)))  # fmt: skip
        totals = by_priority.sum(axis=0)
        table.add(f"contacts_{kind}", "contacts", totals,
                  period=(np.arange(len(totals)), frame.periods))  # fmt: skip


def _causes(table: Table, frame: Frame) -> None:
    """Add child-days waited by cause; delays that are nobody's slot count as information."""
    cause = frame.history.state.cause[:, : len(frame.periods)]
    stages, teams = _line_words(frame)
    for k, name in enumerate(CAUSES):
        line, period = _places(frame, cause.shape[:2])
        table.add(
            "days_waited",
            "child-days",
            cause[..., k].ravel(),
            band=name,
            period=(period, frame.periods),
            stage=(line, stages),
            team=(line, teams),
        )
    stays = frame.history.stays
    delays = stays[(stays["kind"] == STAY_DELAY) & (stays["how"] != HOW_OPEN)]
    nodes = frame.history.blueprint.nodes
    size = len(frame.periods) * len(nodes)
    period = frame.period(delays["end"].astype(float))
    inside = (period >= 0) & (period < len(frame.periods))
    key = period * len(nodes) + delays["node"]
    values = np.bincount(key[inside], (delays["end"] - delays["join"])[inside], size)
    place = np.arange(size)
    table.add("days_waited", "child-days", values, band="information",
              period=(place // len(nodes), frame.periods),
              stage=(place % len(nodes), nodes))  # fmt: skip


def _lateness(table: Table, frame: Frame) -> None:
    """Add how late follow-ups were after the day they fell due."""
    late = frame.history.state.lateness[:, : len(frame.periods)]
    stages, teams = _line_words(frame)
    line, period = _places(frame, late.shape[:2])
    number = late[..., 1].ravel()
    kept = np.flatnonzero(number > 0)
    table.add("follow_up_days_late", "days", late[..., 0].ravel()[kept] / number[kept],
              number[kept], period=(period[kept], frame.periods), stage=(line[kept], stages),
              team=(line[kept], teams))  # fmt: skip


def _staff_and_spend(table: Table, frame: Frame) -> None:
    """Add whole-time equivalents in post and spending; pay runs for everyone in post."""
    history = frame.history
    days, scenario = history.blueprint.days, history.blueprint.scenario
    inside = days.period >= 0
    inside[days.last - days.first :] = False
    periods = len(frame.periods)
    length = np.bincount(days.period[inside], minlength=periods)
    total = np.zeros(periods)
    for k, pool in enumerate(history.blueprint.pools):
        wte = np.bincount(days.period[inside], history.staff.wte[k][inside], periods)
        agency = np.bincount(days.period[inside], history.staff.agency_wte[k][inside], periods)
        place = (np.arange(periods), frame.periods)
        table.add("wte_in_post", "WTE", wte / length, team=pool.owner, role=pool.role, period=place)
        pay = _pay(scenario, pool.settings.band)
        spend = (wte + agency) / DAYS_PER_YEAR * pay
        spend += wte / DAYS_PER_YEAR * scenario.costs.non_pay_gbp_per_wte
        spend += _one_off(frame, k)
        table.add("spend", "GBP", spend, team=pool.owner, role=pool.role, period=place)
        total += spend
    total += _bought(table, frame)
    table.add("spend", "GBP", total, period=(np.arange(periods), frame.periods))


def _pay(scenario: Scenario, band: str) -> float:
    """Return the yearly employer cost of one whole-time equivalent."""
    return scenario.costs.salary_gbp.get(band, 0.0) * scenario.costs.oncost_multiplier


def _one_off(frame: Frame, pool: int) -> np.ndarray:
    """Return recruitment and equipment cost, in the period of funding."""
    days = frame.history.blueprint.days
    cost = np.zeros(len(frame.periods))
    for post in frame.history.blueprint.pools[pool].settings.posts.values():
        place = int(frame.period(np.array([float(days.day(post.funded_from))]))[0])
        if 0 <= place < len(cost):
            cost[place] += post.recruiting_gbp
    return cost


def _bought(table: Table, frame: Frame) -> np.ndarray:
    """Return and add what is bought by the hour, by the contact, and support while waiting."""
    history = frame.history
    blueprint, scenario = history.blueprint, history.blueprint.scenario
    periods = len(frame.periods)
    place = (np.arange(periods), frame.periods)
    contacts = history.state.contacts[:, :, :periods, 0].sum(axis=1)
    inside = (blueprint.days.period >= 0) & (
        np.arange(blueprint.days.size) < blueprint.days.last - blueprint.days.first
    )
    total = np.zeros(periods)
    for server, name in enumerate(blueprint.servers):
        team = scenario.teams.get(name)
        if team is None:
            continue
        spend = np.zeros(periods)
        for line, (_, owner) in enumerate(blueprint.lines):
            if owner == server:
                spend += contacts[line] * team.price_gbp_per_contact
        for bought in team.extra_minutes.values():
            number = np.arange(blueprint.days.size) + blueprint.days.first
            low, high = blueprint.days.day(bought.start), blueprint.days.day(bought.end)
            here = inside & (number >= low) & (number <= high)
            share = np.bincount(blueprint.days.period[here], minlength=periods) / 7
            spend += share * bought.minutes_per_week / 60 * bought.cost_gbp_per_hour
        for shift in team.shifts:
            spend += _shift_hours(frame, shift) * team.responder_cost_gbp_per_hour
        if spend.any():
            table.add("spend", "GBP", spend, team=name, role="bought", period=place)
        total += spend
    return total + _support(table, frame)


def _shift_hours(frame: Frame, shift: Shift) -> np.ndarray:
    """Return responder hours on duty by period."""
    days = frame.history.blueprint.days
    run = np.arange(days.size) < days.last - days.first
    on_duty = (days.period >= 0) & run & np.isin(days.weekday + 1, shift.weekdays)
    if not shift.every_day:
        on_duty &= days.working
    number = np.bincount(days.period[on_duty], minlength=len(frame.periods))
    return np.asarray(number * (shift.closes - shift.opens) * shift.servers)


def _support(table: Table, frame: Frame) -> np.ndarray:
    """Return and add the cost of support while waiting, from children reached at period ends."""
    history = frame.history
    scenario, needs = history.blueprint.scenario, history.blueprint.needs
    periods = len(frame.periods)
    stays = history.stays
    waiting = (stays["kind"] == STAY_WAIT) & (frame.register["supported"][stays["row"]] == 1)
    chosen = stays[waiting]
    end = np.where(chosen["how"] == HOW_OPEN, np.inf, chosen["end"])
    first, last = frame.open_at(chosen["start"].astype(float), end)
    need = frame.register["need"][chosen["row"]].astype(np.int64)
    reached = open_at_ends(first, np.minimum(last, periods), need, (periods, len(needs)))
    lengths = np.diff(np.concatenate(([0.0], frame.ends))) / 7
    total = np.zeros(periods)
    for n, name in enumerate(needs):
        rule = scenario.waiting.get(name)
        if rule is None or rule.support.reach_share == 0:
            continue
        table.add("supported_while_waiting", "children", reached[:, n], need=name,
                  period=(np.arange(periods), frame.periods))  # fmt: skip
        total += reached[:, n] * lengths * rule.support.cost_gbp_per_child_per_week
    return total
