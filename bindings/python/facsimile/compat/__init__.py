"""Other programs' interfaces with facsimile behind them."""
