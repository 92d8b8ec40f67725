"""Search over all rooms: schools, networks, people and sessions that one may see."""
