"""The rules of the call and what was found for each, for somebody who was not eligible."""

from dataclasses import dataclass

from fellowships import eligibility


@dataclass(frozen=True)
class Check:
    asks: str
    words: str
    is_passed: bool


def checks_of(application):
    """As it was decided: what is completed since does not change it."""
    checks = application.checks.select_related("rule__level").order_by("rule__order", "rule")
    return [
        Check(eligibility.asks(check.rule), eligibility.words(check.rule, check.evidence), check.is_passed)
        for check in checks
    ]
