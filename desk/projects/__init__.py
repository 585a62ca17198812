"""Implementation projects, from the application to the acceptance and what it starts (PRJ)."""
