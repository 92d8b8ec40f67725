"""Builds the demo's two programmes through the services, with a fixed seed."""
