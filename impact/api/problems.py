"""What went wrong, in words and in the shape of RFC 9457."""

from http import HTTPStatus

from django.http import JsonResponse


class Problem(Exception):
    """Becomes the answer. `headers` go with it."""

    def __init__(self, status, detail, **headers):
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(self):
        body = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        return JsonResponse(
            body, status=self.status, content_type="application/problem+json", headers=self.headers
        )


def no_token():
    return Problem(
        401,
        "This address needs a token, sent as “Authorization: Bearer …”. The token is unknown, expired or revoked, "
        "its maker has left the post, or there is none.",
        WWW_Authenticate='Bearer realm="pathway"',
    )


def not_there(what):
    return Problem(404, f"There is no such {what}.")


def too_often(seconds):
    return Problem(429, f"That was too often. Ask again in {seconds} seconds.", Retry_After=str(seconds))


def not_understood(errors):
    """Of pydantic's errors the place and the words; never what was sent."""
    said = "; ".join(f"{error['loc'][-1]}: {error['msg']}" for error in errors)
    return Problem(422, said)
