"""Sales in chat: sold customers and their first visit, the account team, renewals, lost customers."""
