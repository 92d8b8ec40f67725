"""Forms of the indicators room, one file per noun."""
