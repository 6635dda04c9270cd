"""Checks of a sheet against the sheet before it: rejected sheets, held rates, changes. Pure functions and values."""
