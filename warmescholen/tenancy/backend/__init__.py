"""Django's PostgreSQL backend with the walls built in: see `schema.py`."""
