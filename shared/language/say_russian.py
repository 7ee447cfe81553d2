"""Rules and moments in Russian words that read back to the same value."""

from collections.abc import Sequence
from datetime import date, time

from shared.language.rule import Rule, written

WEEKDAYS = ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье")
NAMES = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
PLURALS = ("понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам", "воскресеньям")
GENDERS = "mmfmffn"
MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря")  # fmt: skip  # noqa: E501
IN_MONTHS = ("январе", "феврале", "марте", "апреле", "мае", "июне", "июле", "августе", "сентябре", "октябре", "ноябре", "декабре")  # fmt: skip  # noqa: E501
EVERY = {"m": "каждый", "f": "каждую", "n": "каждое"}
POSITIONS = {
    1: ("первый", "первую", "первое"), 2: ("второй", "вторую", "второе"), 3: ("третий", "третью", "третье"),
    4: ("четвертый", "четвертую", "четвертое"), 5: ("пятый", "пятую", "пятое"),
    -1: ("последний", "последнюю", "последнее"), -2: ("предпоследний", "предпоследнюю", "предпоследнее"),
    -3: ("третий с конца", "третью с конца", "третье с конца"),
}  # fmt: skip
UNITS = {
    "MINUTELY": ("каждую минуту", "минута", "минуты", "минут"), "HOURLY": ("каждый час", "час", "часа", "часов"),
    "DAILY": ("каждый день", "день", "дня", "дней"), "WEEKLY": ("каждую неделю", "неделю", "недели", "недель"),
    "MONTHLY": ("каждый месяц", "месяц", "месяца", "месяцев"), "YEARLY": ("каждый год", "год", "года", "лет"),
}  # fmt: skip
DISTANCE = (("день", "дня", "дней"), ("ч", "ч", "ч"), ("мин", "мин", "мин"))
IN = "через {}"
SOON = "сейчас"
WORKDAYS = (0, 1, 2, 3, 4)


def listed(words: Sequence[str]) -> str:
    """Join "а, б и в"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} и {words[-1]}"


def form(n: int, one: str, few: str, many: str) -> str:
    """1 день, 2 дня, 5 дней."""
    if 10 < n % 100 < 20:  # noqa: PLR2004
        return many
    return one if n % 10 == 1 else few if 1 < n % 10 < 5 else many  # noqa: PLR2004


def plural(n: int, freq: str) -> str:
    alone, *forms = UNITS[freq]
    return alone if n == 1 else f"каждые {n} {form(n, *forms)}"


def position(n: int, weekday: int) -> str:
    return positioned(n)["mfn".index(GENDERS[weekday])]


def positioned(n: int) -> tuple[str, str, str]:
    """First, last, fourth from the end, in three genders; 0 is each one."""
    if n in POSITIONS:
        return POSITIONS[n]
    if n == 0:
        return ("каждый", "каждую", "каждое")
    tail = " с конца" if n < 0 else ""
    return (f"{abs(n)}-й{tail}", f"{abs(n)}-ю{tail}", f"{abs(n)}-е{tail}")


def every(rule: Rule) -> str:
    """The days of a rule, or its step of real time."""
    unit = plural(rule.interval, rule.freq)
    if rule.freq in {"WEEKLY", "DAILY"} and rule.weekdays and not rule.set_pos:
        return weekly(rule)
    if rule.freq == "YEARLY":
        return f"{unit} {yearly(rule)}".strip()
    if rule.weekdays and rule.elapsed:
        return f"{unit} по {listed([PLURALS[day] for _, day in rule.weekdays])}"
    return f"{unit} {within_month(rule)}".strip()


def weekly(rule: Rule) -> str:
    days = tuple(day for _, day in rule.weekdays)
    if rule.interval > 1:
        return f"{plural(rule.interval, 'WEEKLY')} по {listed([PLURALS[day] for day in days])}"
    return "по будням" if days == WORKDAYS else f"{EVERY[GENDERS[days[0]]]} {listed([WEEKDAYS[day] for day in days])}"


def within_month(rule: Rule) -> str:
    if rule.weekdays:
        return f"в {positions(rule)}"
    if not rule.month_days or rule.freq != "MONTHLY":
        return ""
    if min(rule.month_days) < 0:
        return backwards(rule.month_days)
    return f"{listed([str(n) for n in rule.month_days])} числа"


def backwards(days: Sequence[int]) -> str:
    """Return days of a month that are counted from its end: в последний день."""
    return f"в {listed([positioned(n)[0] if n < 0 else str(n) for n in days])} день"


def positions(rule: Rule) -> str:
    if rule.set_pos:
        first = rule.weekdays[0][1]
        places = listed([position(n, first) for n in rule.set_pos])
        return f"{places} {listed([WEEKDAYS[day] for _, day in rule.weekdays])}"
    groups: dict[int, list[int]] = {}
    for n, day in rule.weekdays:
        groups.setdefault(day, []).append(n)
    return " и ".join(f"{listed([position(n, day) for n in ns])} {WEEKDAYS[day]}" for day, ns in groups.items())


def yearly(rule: Rule) -> str:
    if not rule.months:
        return ""
    months = listed([MONTHS[month - 1] for month in rule.months])
    if rule.weekdays:
        return f"в {positions(rule)} {months}"
    days = rule.month_days or (rule.start.day,)
    return f"{backwards(days)} {months}" if min(days) < 0 else f"{listed([str(n) for n in days])} {months}"


def stepped(minutes: int) -> str:
    return plural(minutes // 60, "HOURLY") if minutes % 60 == 0 else plural(minutes, "MINUTELY")


def window(step: int, first: time, last: time, rule: Rule) -> str:
    """Каждые полчаса с девяти до шести в эти дни."""
    days = tuple(day for _, day in rule.weekdays)
    on = "" if not days else " по будням" if days == WORKDAYS else f" по {listed([PLURALS[day] for day in days])}"
    return f"{stepped(step)} с {written(first)} до {written(last)}{on}"


def at(times: Sequence[time]) -> str:
    return f"в {listed([written(moment) for moment in times])}"


def day(of: date) -> str:
    return f"{of.day} {MONTHS[of.month - 1]} {of.year}"


def full_day(of: date) -> str:
    return f"{NAMES[of.weekday()]} {day(of)}"


def short_day(of: date) -> str:
    return f"{NAMES[of.weekday()]} {of.day} {MONTHS[of.month - 1]}"


def until(of: date) -> str:
    return f"до {day(of)}"


def count(n: int) -> str:
    return f"{n} {form(n, 'раз', 'раза', 'раз')}"


def starting(of: date) -> str:
    return f"начиная с {day(of)}"


def except_days(days: Sequence[date]) -> str:
    return f"кроме {listed([day(of) for of in days])}"


def except_month_days(numbers: Sequence[int]) -> str:
    return f"кроме {listed([str(n) for n in numbers])} числа"


def except_months(months: Sequence[int]) -> str:
    return f"кроме {listed([MONTHS[month - 1] for month in months])}"


def in_months(months: Sequence[int]) -> str:
    return f"в {listed([IN_MONTHS[month - 1] for month in months])}"
