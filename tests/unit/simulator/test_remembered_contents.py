"""Contents survive a restart of the simulator, as Twilio's survive everything."""

from datetime import UTC, datetime
from pathlib import Path

from simulator.contents import Contents

NOW = datetime(2027, 3, 26, 10, tzinfo=UTC)
ASKED = {"friendly_name": "tea", "language": "en", "types": {"twilio/text": {"body": "{{1}}"}}, "variables": {"1": "-"}}


def test_a_content_its_approval_and_its_end_are_remembered(tmp_path: Path) -> None:
    file = tmp_path / "new" / "simulator.contents"
    before = Contents(now=lambda: NOW, file=file)
    kept, deleted = before.create(ASKED), before.create(ASKED)
    before.submit(kept.sid, "tea", "UTILITY")
    before.delete(deleted.sid)

    after = Contents(file=file)
    assert after.kept == {kept.sid: kept}
    assert after.find(kept.sid).status == "approved"
    assert after.say(kept.sid, '{"1": "green"}')[1].body == "green"


def test_without_a_file_nothing_is_written(tmp_path: Path) -> None:
    Contents().create(ASKED)

    assert [*tmp_path.iterdir()] == []
