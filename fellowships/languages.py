"""Languages spoken at work, by their codes and in the reader's words."""

from django.utils.translation import get_language_info

# Of Europe, where the centres are, and those that fellows most often bring along.
SPOKEN = (
    "ar", "bg", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fi", "fr", "ga", "gl", "hi",
    "hr", "hu", "is", "it", "ja", "lb", "lt", "lv", "mk", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq",
    "sr", "sv", "tr", "uk", "zh-hans",
)  # fmt: skip


def name(code):
    """`Portuguese` for `pt`; the code itself where there is no name."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def choices():
    """(code, name), by name."""
    return sorted(((code, name(code)) for code in SPOKEN), key=lambda pair: pair[1].casefold())
