"""`kefu training`: courses, classes, trainees, exams and their results."""
