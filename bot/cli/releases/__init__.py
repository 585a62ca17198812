"""`kefu releases`: releases and patches."""
