"""How good were the forecasts? Pages of a backtest, and a saved run scored against what came."""
