"""What happens around a visit, beside its order: the appointment, the record, the sign-off, what follows (DIS-3 to DIS-10)."""
