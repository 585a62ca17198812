"""Call-backs, hand-over, consultations, remote support and the staff group (HOT)."""
