"""Questions as a table: one line each, as people write them in a spreadsheet."""

import csv
import io
import re
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.tables import STARTS_A_FORMULA, harmless
from assessments.drafts import WITH_KEY, DraftItem, DraftOption, QuestionDraft
from assessments.formats.reading import Reading, Refusal, choice_kind, code_of
from assessments.models import Kind

PLAIN = ["code", "topic", "tier", "difficulty", "kind", "vignette", "prompt"]
WORDS = ["unit", "guidance", "explanation", "reference"]
NUMBERED = re.compile(r"^(option|item|answer)_([1-9]\d?)$")
NEEDED = {"prompt", "kind"}
csv.field_size_limit(2 * 1024 * 1024)


def read(text, filing):
    """Every line, found or refused. Commas, semicolons or tabs; the first line names the columns."""
    table = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    reading, columns, line = Reading(), None, 1
    while True:
        try:
            cells = next(table)
        except StopIteration:
            return reading
        except csv.Error as error:
            reading.refuse(
                line, "", _("This line is damaged, and the rest cannot be read: %(why)s") % {"why": error}
            )
            return reading
        if columns is None:
            columns = _columns(cells)
        elif any(cell.strip() for cell in cells):
            _read_line(reading, dict(zip(columns, map(_cell, cells), strict=False)), line, filing)
        line = table.line_num + 1


def _delimiter(text):
    head = text.lstrip().partition("\n")[0]
    return max(",;\t", key=head.count)


def _columns(cells):
    columns = [cell.strip().lower() for cell in cells]
    missing = sorted(NEEDED - set(columns))
    if missing:
        raise ValidationError(
            _("The first line has to name the columns; these are missing: %(names)s.")
            % {"names": ", ".join(missing)}
        )
    return columns


def _cell(cell):
    """Without the mark that keeps a spreadsheet from running it as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith((*STARTS_A_FORMULA, "'")) else cell


def _read_line(reading, row, line, filing):
    try:
        draft = _draft(row, line, filing)
    except Refusal as refusal:
        reading.refuse(line, row.get("code", ""), refusal)
        return
    if draft.code in reading.codes:
        reading.refuse(
            line, draft.code, _("The code %(code)s is in the file already.") % {"code": draft.code}
        )
        return
    reading.take(draft)


def _draft(row, line, filing):
    kind = choice_kind(row["kind"].strip().lower())
    if kind is None:
        raise Refusal(
            _("There is no kind “%(name)s”; the kinds are %(kinds)s.")
            % {"name": row["kind"], "kinds": ", ".join(Kind.values)}
        )
    options = _options(row, kind)
    return QuestionDraft(
        code=code_of(row.get("code", ""), row["prompt"]),
        topic=filing.topic_of(row.get("topic", "")),
        tier=filing.tier_of(row.get("tier")),
        difficulty=filing.difficulty_of(row.get("difficulty")),
        kind=kind,
        vignette=row.get("vignette", "").strip(),
        prompt=row["prompt"].strip(),
        options=tuple(options.values()),
        items=_items(row, options) if kind == Kind.MATCHING else (),
        target=_number(row, "number") if kind == Kind.NUMERIC else None,
        tolerance=_number(row, "tolerance") or Decimal(0) if kind == Kind.NUMERIC else None,
        line=line,
        **{name: row.get(name, "").strip() for name in WORDS},
    )


def _numbered(row, name):
    """Cells such as option_1, option_2 by their number, empty ones left out."""
    found = {}
    for column, cell in row.items():
        match = NUMBERED.match(column)
        if match and match[1] == name and cell.strip():
            found[int(match[2])] = cell.strip()
    return dict(sorted(found.items()))


def _numbers(row, name, known):
    words = re.split(r"[\s,;]+", row.get(name, "").strip())
    found = set()
    for word in filter(None, words):
        if not (word.isascii() and word.isdigit() and int(word) in known):
            raise Refusal(
                _("Column “%(column)s” names option “%(word)s”, which there is not.")
                % {"column": name, "word": word}
            )
        found.add(int(word))
    return found


def _options(row, kind):
    texts = _numbered(row, "option")
    right = _numbers(row, "right", texts) if kind in WITH_KEY else set()
    last = _numbers(row, "last", texts)
    return {n: DraftOption(text, n in right, n in last) for n, text in texts.items()}


def _items(row, options):
    items = []
    for number, text in _numbered(row, "item").items():
        column = f"answer_{number}"
        answers = _numbers(row, column, options)
        if len(answers) != 1:
            raise Refusal(_("Column “%(column)s” has to name one option.") % {"column": column})
        items.append(DraftItem(text, options[answers.pop()].text))
    return tuple(items)


def _number(row, name):
    text = row.get(name, "").strip().replace("−", "-")
    if not text:
        return None
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise Refusal(_("“%(text)s” is no number.") % {"text": text}) from error
    if not number.is_finite():
        raise Refusal(_("“%(text)s” is no number.") % {"text": text})
    return number


def write(drafts):
    """As many columns for options and items as the longest question needs."""
    drafts = list(drafts)
    options = max([len(draft.options) for draft in drafts] or [0])
    items = max([len(draft.items) for draft in drafts] or [0])
    columns = [*PLAIN, *(f"option_{n + 1}" for n in range(options)), "right", "last"]
    columns += [f"{name}_{n + 1}" for n in range(items) for name in ("item", "answer")]
    columns += ["number", "tolerance", *WORDS]
    file = io.StringIO(newline="")
    table = csv.DictWriter(file, columns, restval="")
    table.writeheader()
    for draft in drafts:
        table.writerow({name: _safe(cell) for name, cell in _cells(draft).items()})
    return file.getvalue()


def cannot_hold(draft):
    """What of this question is not in the file, in words."""
    return [_("A table holds no pictures: the image is left out.")] if draft.image else []


def _cells(draft):
    numbers = {option.text: number for number, option in enumerate(draft.options, 1)}
    cells = {name: str(getattr(draft, name)) for name in PLAIN + WORDS}
    cells |= {f"option_{number}": text for text, number in numbers.items()}
    cells["right"] = " ".join(str(numbers[option.text]) for option in draft.keys)
    cells["last"] = " ".join(str(numbers[option.text]) for option in draft.options if option.stays_last)
    for number, item in enumerate(draft.items, 1):
        cells |= {f"item_{number}": item.text, f"answer_{number}": str(numbers[item.answer])}
    if draft.target is not None:
        cells |= {"number": f"{draft.target:f}", "tolerance": f"{draft.tolerance:f}"}
    return cells


def _safe(cell):
    """No cell is run as a formula, and each comes back as it was: an apostrophe before one is kept by a second."""
    return (
        f"'{cell}"
        if cell.startswith("'") and cell[1:].startswith((*STARTS_A_FORMULA, "'"))
        else harmless(cell)
    )
