"""The command line `kefu`."""
