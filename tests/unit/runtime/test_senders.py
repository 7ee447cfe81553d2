"""Which of our numbers writes to whom."""

from shared.contract import ChatId, sender_for

SENDERS = tuple(f"whatsapp:+1202555010{n}" for n in range(3))
CHATS = [ChatId(f"whatsapp:+4915100{n:06d}") for n in range(300)]


def test_a_chat_keeps_its_number_and_all_numbers_have_their_share() -> None:
    chosen = [sender_for(chat, SENDERS) for chat in CHATS]

    assert chosen == [sender_for(chat, SENDERS[::-1]) for chat in CHATS]
    assert all(chosen.count(sender) > 60 for sender in SENDERS)


def test_a_number_that_is_gone_moves_only_its_own_chats() -> None:
    for chat in CHATS:
        before, after = sender_for(chat, SENDERS), sender_for(chat, SENDERS[1:])
        assert after == before or before == SENDERS[0]
