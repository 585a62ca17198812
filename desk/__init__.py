"""The rules of the service process: what all share lies here, each part of the service has its room."""
