"""The faces of a report: each reads the frozen dataset and calculates nothing."""
