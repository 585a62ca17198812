"""When the service is open, in which region, on which days; and what was left out of a deadline (SLA-2)."""
