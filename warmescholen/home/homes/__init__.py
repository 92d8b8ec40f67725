"""The page that a day begins with, one per role: each starts from the question of who opens it."""
