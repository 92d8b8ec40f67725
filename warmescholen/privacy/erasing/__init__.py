"""Taking a person out of a programme: run as `ops` only, by `manage.py anonymise_person` and `apply_erasures`."""
