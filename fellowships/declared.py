"""People whom an applicant does not want to decide: a name or an address to a line, as the person wrote it."""

from fellowships.conflicts import words_of

# Of one word many people are called.
FEWEST_WORDS = 2


def lines_of(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def means(line, *, name, emails):
    """Whether a line means this person: one of the addresses stands in it, or all words of the name."""
    lowered = line.casefold()
    words = words_of(name)
    return any(
        email.casefold() in lowered.replace("<", " ").replace(">", " ").split() for email in emails
    ) or (len(words) >= FEWEST_WORDS and words <= words_of(line))
