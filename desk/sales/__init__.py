"""Who answers for a customer, and whether they renew (CUS-8, SCO-5)."""
