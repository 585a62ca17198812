"""An engineer goes to the customer: orders, appointments, the record, the write-off; inspections by plan (DIS, VIS-5)."""
