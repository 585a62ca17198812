"""Notices of contracts, lost customers and first visits (SCO-5, STA-5, CUS-3)."""
