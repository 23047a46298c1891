"""Backtests: forecasts from past months, held against what then happened, beside simple ones."""

from calibration.backtest.errors import error_table
from calibration.backtest.origins import Origin, origins_of
from calibration.backtest.outcome import Backtest, backtest
from calibration.backtest.words import findings

__all__ = ["Backtest", "Origin", "backtest", "error_table", "findings", "origins_of"]
