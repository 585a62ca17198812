"""The invariants: what must hold under all actions and faults. One function a rule; each says who and what breaks it.

What the desk has written is held against what the world has seen (`record`), and against days and dates that are counted
without the desk (`calendar_oracle`).
"""

from collections.abc import Callable

from simulation.invariants import (
    messages,
    pending,
    privacy,
    projects,
    promises,
    requirements,
    scope,
    tickets,
    training,
    visit_backs,
    visits,
)
from simulation.snapshot import Broken, Found, Look

INVARIANTS: tuple[Callable[[Look], Found], ...] = (
    messages.every_message_is_handled_once,
    messages.nothing_fails,
    messages.all_words_are_kept,
    messages.the_outbox_is_empty,
    messages.what_is_sent_has_arrived,
    tickets.every_ticket_ends_or_waits_on_somebody_who_knows,
    tickets.the_first_who_takes_it_owns_it,
    tickets.every_state_change_is_allowed,
    tickets.what_has_ended_keeps_quiet,
    tickets.who_is_asked_knows_it,
    visits.nobody_is_promised_in_two_places,
    visits.nothing_is_taken_or_touched_without_a_yes,
    promises.every_promise_is_kept_or_its_breach_alerted_at_its_second,
    promises.every_alert_reaches_somebody,
    visit_backs.every_visit_back_is_invited_once_on_a_working_day,
    visit_backs.no_invitation_comes_twice_or_when_nobody_works,
    visit_backs.every_service_is_followed_up_once,
    pending.nothing_is_stuck,
    scope.nothing_out_of_scope_is_worked_on_without_agreement,
    scope.what_is_given_away_has_two_signatures,
    scope.fees_go_their_way,
    scope.nobody_is_refused,
    requirements.every_asker_hears_of_each_moment_once,
    training.no_seat_is_given_twice,
    training.places_go_by_the_list,
    projects.nothing_starts_without_approval,
    projects.no_date_is_before_its_cause,
    projects.the_days_lost_are_those_of_the_calendar,
    privacy.nobody_is_shown_what_is_not_theirs,
    privacy.messages_go_to_those_concerned,
)


def broken(look: Look) -> list[Broken]:
    """Everything that does not hold."""
    return [found for invariant in INVARIANTS for found in invariant(look)]
