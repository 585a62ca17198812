"""The edge and process life: settings, channels, inbox, outbox, command line."""
