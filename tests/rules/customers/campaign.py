"""How many random cases are tried, from which seed: few in each run, as many as wished by `make contracts CHAINS=10000 SEED=2`."""

import os


def cases(usual: int) -> int:
    return int(os.environ.get("KEFU_CHAINS", usual))


def seed(usual: int) -> int:
    return int(os.environ.get("KEFU_SEED", usual))
