"""Every state of a project has a next person and a time; only the archive waits for nothing (PRJ-1)."""

from desk.projects import waiting
from desk.projects.project import ProjectState as S

WITH_THE_CUSTOMER = {S.CUSTOMER, S.FINAL, S.TRIAL_RUN}  # reminded, then called
LOOKED_AT = {S.PREPARING, S.RUNNING}  # each working morning
NAMED = {S.PAUSED}  # the day on which it is looked at again


def test_each_state_has_one_time() -> None:
    assert set(waiting.AT_WORK) == LOOKED_AT
    kinds = (set(waiting.LIMITS), WITH_THE_CUSTOMER, LOOKED_AT, NAMED, {S.ARCHIVED})
    assert set.union(*kinds) == set(S)
    assert sum(map(len, kinds)) == len(S)
