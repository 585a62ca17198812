"""Who a customer is, and their own data (CUS)."""
