"""Commands for tickets and complaints."""
