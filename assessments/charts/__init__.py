"""Charts as SVG text: pure functions, the same bytes for the same values."""
