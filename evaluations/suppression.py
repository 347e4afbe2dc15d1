"""Which groups may be shown, so that nobody can be made out among few."""

SMALLEST = 5


def showable(sizes, smallest=SMALLEST):
    """Of groups by name and size, the names of those that may be shown beside the total of all.

    A group under `smallest` is hidden. Where what is hidden would then be so few that the total gives them away
    by subtraction, the next smallest group is hidden with them.
    """
    there = {name: size for name, size in sizes.items() if size}
    shown = sorted(
        (name for name in there if there[name] >= smallest), key=lambda name: (there[name], str(name))
    )
    hidden = sum(there.values()) - sum(there[name] for name in shown)
    while 0 < hidden < smallest and shown:
        hidden += there[shown.pop(0)]
    return set(shown) if sum(there.values()) >= smallest else set()
