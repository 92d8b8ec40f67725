"""Pages of the sprints room, one file per errand."""
