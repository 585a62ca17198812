"""The whole desk in one process on a virtual clock, with simulated people and injected faults; and rules that must hold.

Read `world.py` for how it runs, `behaviour.py` for what people do, `invariants/` for what is checked.
"""
