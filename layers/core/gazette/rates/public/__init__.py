"""Public reads of rates: sheets, series of a currency, conversion, the headline of the first screen, charts."""
