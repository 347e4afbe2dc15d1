from django.urls import register_converter

from accounts.codes import ALPHABET, LENGTH


class CodeConverter:
    """The code of a case, which is none of the words that stand in its place elsewhere."""

    regex = f"[{ALPHABET}]{{{LENGTH}}}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(CodeConverter, "code")

app_name = "cases"
urlpatterns = []
