"""What is promised, what warns before it breaks, who is alerted, and emergencies (SLA-1 to SLA-4)."""
