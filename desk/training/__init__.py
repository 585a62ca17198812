"""Training: courses, classes with their seats and waiting lists, exams (TRN)."""
