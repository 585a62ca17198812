"""Sold customers and their first visit, the account team, documents, renewals, lost customers (CUS-3, CUS-6 to CUS-9, SCO-5, SCO-8, STA-5)."""
