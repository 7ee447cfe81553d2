"""A tapped button is its words, under the message that it stands under."""

import pytest

from services.ingress.domain.webhooks import heard_from_form

FORM = {"From": "whatsapp:+4915112345678", "MessageSid": "SM" + "0" * 32, "Body": "Done"}
TWILIOS = {"OriginalRepliedMessageSid": "SM" + "1" * 32}


@pytest.mark.parametrize("carrier", ["ButtonPayload", "ListId"])
@pytest.mark.parametrize("words", ["/done", "напомни завтра в 9: чай"])
def test_a_button_of_ours_says_its_words_and_which_speech_it_stands_under(carrier: str, words: str) -> None:
    heard = heard_from_form(FORM | TWILIOS | {carrier: f"nudge:ab.1.0:{words}"})

    assert (heard.body, heard.reply_to, heard.is_tap) == (words, "ab.1.0", True)


@pytest.mark.parametrize("payload", ["", "done", "/delete all", "nudge::/done", "nudge:ab.1.0:x\ny"])
def test_any_other_button_says_what_is_written_on_it(payload: str) -> None:
    heard = heard_from_form(FORM | TWILIOS | {"ButtonPayload": payload})

    assert (heard.body, heard.reply_to, heard.is_tap) == ("Done", "SM" + "1" * 32, False)
