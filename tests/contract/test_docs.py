"""The documents cannot lie about what a program can check: settings, verbs, messages, keys, links, and each other."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
import yaml
from pydantic import AliasChoices
from pydantic_settings import BaseSettings

from services.ingress.settings import IngressSettings
from services.notifier.settings import NotifierSettings
from services.scheduler.settings import SchedulerSettings
from shared import contract
from shared.contract import CONSUMERS, STREAMS, Message
from shared.language import Intent, read
from shared.runtime import errors
from shared.runtime.provision import ProvisionSettings
from shared.runtime.traces import FACTS
from simulator.settings import Settings as SimulatorSettings

ROOT = Path(__file__).parents[2]
README, RUSSIAN, ARCHITECTURE = "README.md", "README.ru.md", "ARCHITECTURE.md"
DOCUMENTS = sorted(
    str(path.relative_to(ROOT))
    for folder in (ROOT, ROOT / "docs")
    for path in folder.glob("**/*.md" if folder.name == "docs" else "*.md")
)
MODELS: Sequence[type[BaseSettings]] = (
    IngressSettings,
    SchedulerSettings,
    NotifierSettings,
    ProvisionSettings,
    SimulatorSettings,
)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"")
PROMISE = re.compile(r"\[`(test_\w+)`\]\(([^)]+)\)")


@cache
def text_of(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


def names_of(model: type[BaseSettings]) -> Iterator[str]:
    """Every name under which the environment may hold a setting of `model`."""
    for name, field in model.model_fields.items():
        alias = field.validation_alias
        choices = alias.choices if isinstance(alias, AliasChoices) else [alias or name]
        yield from (str(choice).upper() for choice in choices)


def verbs() -> list[str]:
    tasks = yaml.safe_load(text_of("Taskfile.yml"))["tasks"]
    return [verb for verb, task in tasks.items() if verb != "default" and not task.get("internal")]


def blocks_of(document: str) -> list[tuple[str, str]]:
    return FENCE.findall(text_of(document))


def prose_of(document: str) -> str:
    return FENCE.sub("", text_of(document))


def headings_of(document: str) -> list[tuple[str, str]]:
    return HEADING.findall(prose_of(document))


def commands_in(block: str) -> list[str]:
    """The lines of a shell block without what is said about them."""
    lines = (line.partition("#")[0].strip() for line in block.splitlines())
    return [line for line in lines if line]


def anchor_of(heading: str) -> str:
    """The fragment that GitHub gives a heading."""
    plain = re.sub(r"[^\w\- ]", "", heading.lower())
    return plain.strip().replace(" ", "-")


def links_of(document: str) -> list[str]:
    found = (first or second for first, second in LINK.findall(prose_of(document)))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def first_column(document: str, heading: str) -> list[str]:
    """The code in the first column of the table below a heading."""
    section = text_of(document).split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `([^|]+)` \|", section, re.MULTILINE)


@pytest.mark.parametrize("document", [README, RUSSIAN, ".env.example"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.__module__.split('.')[-2]}")
def test_every_setting_is_documented(model: type[BaseSettings], document: str) -> None:
    missing = [name for name in names_of(model) if not re.search(rf"\b{name}\b", text_of(document))]

    assert missing == []


def test_every_fact_that_a_span_may_tell_is_documented() -> None:
    rows = [f"| `{name}` | {meaning} |" for name, meaning in FACTS.items()]

    assert [row for row in rows if row not in text_of("docs/operations.md")] == []


def test_every_verb_is_documented() -> None:
    told = text_of(README) + text_of("CONTRIBUTING.md")

    assert [verb for verb in verbs() if not re.search(rf"`(\./task )?{verb}`|\./task {verb}\b(?!:)", told)] == []


def test_every_message_is_in_the_architecture() -> None:
    classes = (value for value in vars(contract).values() if isinstance(value, type) and issubclass(value, Message))

    assert [message.__name__ for message in classes if f"`{message.__name__}`" not in text_of(ARCHITECTURE)] == []


def test_every_stream_and_consumer_is_in_the_architecture() -> None:
    lanes = {re.sub(r"-\d+$", "-<partition>", consumer.durable) for consumer in CONSUMERS}
    names = sorted({stream.name for stream in STREAMS} | lanes)

    assert [name for name in names if f"`{name}`" not in text_of(ARCHITECTURE)] == []


def test_every_script_is_in_the_architecture() -> None:
    scripts = sorted(path.name for path in (ROOT / "services").rglob("*.lua"))

    assert scripts
    assert [name for name in scripts if f"`{name}`" not in text_of(ARCHITECTURE)] == []


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    classes = [
        value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, errors.NudgeError)
    ]
    parents = {cls.__name__: cls.__base__.__name__ for cls in classes if cls.__base__ and cls is not errors.NudgeError}

    drawn: dict[str, str] = {}
    branch: dict[int, str] = {}
    for line in (errors.__doc__ or "").splitlines():
        if (found := re.match(r"((?:│   |    )*(?:[├└]── )?)([A-Z]\w+)(?:\s|$)", line)) is None:
            continue
        depth = len(found[1]) // 4
        branch[depth] = found[2]
        if depth:
            drawn[found[2]] = branch[depth - 1]
    assert drawn == parents


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_inside_the_house_leads_somewhere(document: str) -> None:
    dead = []
    for link in links_of(document):
        path, _, fragment = link.partition("#")
        target = (ROOT / document).parent / path if path else ROOT / document
        if not target.exists():
            dead.append(link)
        elif fragment and target.suffix == ".md":
            anchors = {anchor_of(heading) for _, heading in headings_of(str(target.resolve().relative_to(ROOT)))}
            dead += [] if fragment in anchors else [link]
    assert dead == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_that_a_promise_names_exists(document: str) -> None:
    gone = []
    for name, path in PROMISE.findall(text_of(document)):
        file = (ROOT / document).parent / path
        if not file.exists() or not re.search(rf"def {name}\(", file.read_text("utf-8")):
            gone.append(name)
    assert gone == []


def test_every_line_of_the_security_checklist_names_its_test_or_its_reason() -> None:
    checklist = text_of("docs/security.md").split("## Checklist", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (?!What must hold|---)(.+?) \| (.*?) \|$", checklist, re.MULTILINE)
    silent = [
        what for what, why in rows if not PROMISE.search(why) and not re.search(r"`(tests|requirements)/|task ", why)
    ]
    reasons = [why for what, why in rows if what in silent]

    assert len(rows) > 40
    assert all(re.match(r"[A-Z`].{20,}", why) or why.startswith("the same") for why in reasons), reasons
    assert len(reasons) < len(rows) / 4


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_file_that_is_named_exists(document: str) -> None:
    named = re.findall(r"`(tests/[\w/.-]+)`", text_of(document))

    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_two_readmes_have_the_same_shape() -> None:
    assert [level for level, _ in headings_of(RUSSIAN)] == [level for level, _ in headings_of(README)]
    assert [kind for kind, _ in blocks_of(RUSSIAN)] == [kind for kind, _ in blocks_of(README)]
    assert [commands_in(block) for kind, block in blocks_of(RUSSIAN) if kind == "sh"] == [
        commands_in(block) for kind, block in blocks_of(README) if kind == "sh"
    ]


def test_the_two_readmes_promise_the_same() -> None:
    assert PROMISE.findall(text_of(RUSSIAN)) == PROMISE.findall(text_of(README))
    assert first_column(RUSSIAN, "Запустить по-настоящему") == first_column(README, "Run it for real")


@pytest.mark.parametrize(("document", "heading"), [(README, "What you can say"), (RUSSIAN, "Что можно сказать")])
def test_every_phrase_of_the_readme_is_understood(document: str, heading: str) -> None:
    phrases = first_column(document, heading)

    assert len(phrases) >= 8
    assert [phrase for phrase in phrases if read(phrase).intent is Intent.NOTHING] == []


def test_pictures_are_quick_to_load() -> None:
    pictures = {path.name: path.stat().st_size for path in (ROOT / "docs/images").iterdir()}

    assert {name: size for name, size in pictures.items() if size >= 300_000} == {}


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))

    assert numbers == list(range(len(numbers)))


@pytest.mark.parametrize("part", ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"])
def test_every_decision_has_its_parts(part: str) -> None:
    records = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))

    assert [record.name for record in records if f"\n## {part}\n" not in record.read_text("utf-8")] == []
