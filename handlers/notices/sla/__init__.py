"""Notices of alerts, emergencies and known incidents (SLA)."""
