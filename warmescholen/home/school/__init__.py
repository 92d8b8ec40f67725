"""The page of one school: what all rooms know of it."""
