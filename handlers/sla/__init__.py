"""Alerts, deadlines, emergencies and known incidents (SLA)."""
