"""The share of appointment time that is used is minutes used over minutes offered, counted once."""

import tiny

from scenarios.project import project
from scenarios.report.beside import READS, Beside
from sim.settings import Loaded, from_values


def test_a_team_with_twice_the_time_it_needs_uses_half_of_it(tmp_path):
    values = tiny.scenario(
        calendar__horizon_days=364, teams__team=tiny.team({"see": 1.0}, [240.0] * 5),
        demand__calls__referrals_per_year={"here": 520.0},
    )  # fmt: skip
    loaded = Loaded("tiny", tmp_path / "tiny.toml", from_values(values), values, {})
    done = project(loaded, replications=2, out=tmp_path / "run", workers=1)
    chart = Beside(done.run.summary(measures=READS), done.scenario, {"baseline": "Now"}).staff()
    [said] = chart.table["Now"]
    assert 40 < int(said.removesuffix("%")) < 60
