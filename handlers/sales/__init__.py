"""What sales does in chat: who answers for a customer, and whether they renew."""
