"""Commands for the register of complaints."""
