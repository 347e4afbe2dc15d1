"""The places of a demo round are proposed, and signed by the office and the director."""

from fellowships import actions


def propose_round(call, people):
    """From scores to a proposal that one of two people has signed: it waits for the second."""
    actions.take_snapshot(call=call, by=people["staff"])
    run = actions.propose_run(call=call, by=people["staff"])
    return actions.sign(run=run, by=people["staff"])


def decide_round(call, people):
    """From scores to a run signed by two."""
    run = propose_round(call, people)
    return actions.sign(run=run, by=people["director"])
