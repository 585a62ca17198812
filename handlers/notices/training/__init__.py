"""Notices of classes, exams and qualifications (TRN)."""
