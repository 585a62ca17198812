"""Training in chat: classes and their seats, exams, results (TRN)."""
