"""Pages about people: who has which role, invitations and the way in by one, and the keys of machines."""
