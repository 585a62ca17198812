"""Commands for figures and churn."""
