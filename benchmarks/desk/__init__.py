"""The desk beside stock bots: how many updates it carries, how quickly it answers, how it grows. `make bench`."""
