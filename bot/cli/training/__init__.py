"""`kefu training`: courses, classes and trainees."""
