"""People who take an assessment, as quiz.js does: one batch on its way, what failed waits and is sent again."""

import asyncio
import json
import random
import re
import time
import uuid
from datetime import UTC, datetime

from _bench.client import Visitor

SECTION = re.compile(r'data-number="(\d+)" aria-labelledby.*?</form>', re.DOTALL)
OPTION = re.compile(r'type="radio" name="answer" value="(\d+)"')
FIRST_WAIT, LONGEST_WAIT = 1, 60
PATIENCE = 300  # seconds without a word from the server, after which somebody gives up
TOKEN = "b" * 32


class Learner:
    """One person on one device. `log` has (kind of request, status, began, ended) of every request."""

    def __init__(self, job, session):
        self.job = job
        self.visitor = Visitor(job["port"], {"sessionid": session, "csrftoken": TOKEN})
        self.device = str(uuid.uuid4())
        self.waiting, self.given, self.log, self.trouble = [], [], [], []
        self.woken, self.address, self.ended = asyncio.Event(), "", False

    async def take(self, after):
        """Begin at a moment of their own, answer at their own pace, hand in, and stay until all has arrived."""
        await asyncio.sleep(after)
        try:
            options = await self._begin()
            sending = asyncio.create_task(self._send_all())
            for number in sorted(options):
                await asyncio.sleep(self.job["pace"] * random.uniform(0.5, 1.5))
                self._answer(number, random.choice(options[number]))
            self._keep({"hand_in": True})
            await sending
        except (OSError, EOFError, ValueError) as error:
            self.trouble.append(repr(error))
        self.visitor.close()
        return {"device": self.device, "given": self.given, "log": self.log, "trouble": self.trouble}

    async def _begin(self):
        """The form that begins, and the page of the attempt: the options of each question."""
        _status, headers, _page = await self._ask(
            "start", self.visitor.post(self.job["path"], {"csrfmiddlewaretoken": TOKEN})
        )
        self.address = dict(headers).get("location", "")
        if "/attempts/" not in self.address:
            raise ValueError(f"no attempt, but {self.log[-1][1]} to {self.address}")
        _status, _headers, page = await self._ask("page", self.visitor.get(self.address))
        options = {int(found[1]): OPTION.findall(found[0]) for found in SECTION.finditer(page)}
        if len(options) != self.job["questions"] or not all(options.values()):
            raise ValueError(f"a page with {len(options)} questions")
        return options

    def _answer(self, number, option):
        self.given.append((number, len(self.given) + 1, int(option)))
        self._keep(
            {
                "n": number,
                "device": self.device,
                "sequence": len(self.given),
                "revision": 1,
                "at": _now(),
                "fields": [["answer", option]],
                "flag": False,
            }
        )

    def _keep(self, item):
        self.waiting.append(item)
        self.woken.set()

    async def _send_all(self):
        wait, heard = FIRST_WAIT, time.monotonic()
        while not self.ended:
            await self.woken.wait()
            self.woken.clear()
            while self.waiting:
                if await self._send():
                    wait, heard = FIRST_WAIT, time.monotonic()
                elif time.monotonic() - heard > PATIENCE:
                    raise ValueError("nothing was taken for minutes")
                else:
                    await asyncio.sleep(wait * random.uniform(0.75, 1.25))
                    wait = min(2 * wait, LONGEST_WAIT)

    async def _send(self):
        """Whether the server has taken the batch; it answers for each answer by itself."""
        batch = list(self.waiting)
        answers = [item for item in batch if "hand_in" not in item]
        hands_in = len(answers) < len(batch)
        body = json.dumps({"now": _now(), "answers": answers, "hand_in": hands_in})
        try:
            status, _headers, page = await self._ask(
                "hand in" if hands_in else "answer",
                self.visitor.post_json(f"{self.address}answers/", body, TOKEN),
            )
        except (OSError, EOFError):
            return False
        if status != 200:
            return False
        told = json.loads(page)
        self.trouble += [one["outcome"] for one in told["taken"] if one["outcome"] not in ("saved", "known")]
        self.waiting = self.waiting[len(batch) :]
        self.ended = told["ended"]
        return True

    async def _ask(self, kind, asking):
        began, status = time.monotonic(), 0
        try:
            answer = await asking
            status = answer[0]
            return answer
        finally:
            self.log.append((kind, status, began, time.monotonic()))


def _now():
    return datetime.now(UTC).isoformat()


async def take_all(job):
    """All of them, each at the own moment within the time in which they begin."""
    learners = [Learner(job, session) for session in job["sessions"]]
    step = job["within"] / len(learners)
    return await asyncio.gather(*(learner.take(number * step) for number, learner in enumerate(learners)))
