"""All that Nudge says in English."""

from services.notifier.domain.wording.catalogue import Catalogue

ENGLISH = Catalogue(
    language="en",
    welcome=(
        "👋 Hello, I am Nudge.\n"
        "• Tell me what to remember and when, and I write to you at that moment.\n"
        "• /list shows what is waiting, /delete 2 takes one back.\n"
        "• /help shows more of what you can say."
    ),
    ask_zone="Which city are you in? Its clock decides when I write. Just send its name: Berlin, or UTC+3.",
    propose_zone="Are you in {cities}? Then send /timezone {first}, or else the name of your city.",
    zone_known="Your clock: {city}, now {time}. Another one? Send the name of the city.",
    help=(
        "What you can say:\n\n"
        "{add}\n"
        "• sets a reminder: date as year-month-day, then the time and the zone\n\n"
        "/list\n"
        "• shows everything that is waiting, with numbers and ids\n\n"
        "/delete 2\n"
        "• deletes number 2 of the list shown last; an id works too: /delete k1\n\n"
        "/timezone London\n"
        "• sets your clock\n\n"
        "/start\n"
        "• who I am"
    ),
    added="⏰ Saved {task} ({id}). {when}, {ahead}.",
    listed="📋 Waiting: {total}",
    listed_pages="Page {page} of {pages}. Next: /list {next}",
    nothing_listed="Nothing is waiting. /help shows how to set a reminder.",
    deleted="🗑 Deleted {task} ({id}), which was for {when}.",
    deleted_several="🗑 Deleted {number}: {ids}.",
    too_late="{task} is being sent right now, so it cannot be taken back.",
    missing="There is no {names}. /list shows what is waiting.",
    kept_all="Nothing was deleted.",
    zone_changed="🌍 Your clock is {city} ({zone}) now; it is {time} there.",
    due="🔔 {task} ({id})",
    due_late="🔔 {task} ({id})\nIt was due {time} and comes late by {late}. Sorry about that.",
    not_understood="I did not understand that, and nothing was changed. /help shows what you can say.",
    no_words="I can read text so far, nothing else. /help shows what you can say.",
    limits={
        "pending": "{allowed} reminders are waiting, as many as I can hold for you. Delete one first: /list.",
        "text": "That is more than {allowed} characters. Could you say it more briefly?",
        "horizon": "That is more than {allowed} years ahead, further than I can promise.",
        "words": "That is more than {allowed} characters, more than I can read at once. Could you say it more briefly?",
    },
    questions={
        "": "I am not sure what you mean for {task}. Could you say the time in another way?",
        "no_time": "When should I remind you of {task}? Like this:\n/add remind me to … at 2027-01-15 09:00 in London",
        "no_task": "What should I remind you of? Like this:\n/add remind me to call mom at 2027-01-15 09:00 in London",
        "no_zone": "Which city are you in? Send /timezone and its name, then {task} once more.",
        "unknown_zone": "I do not know a place called {doubtful}. Is it one of these, or a bigger city near it?",
        "ambiguous_zone": "{doubtful} can be several zones. Which one is yours?",
        "past": "That moment has passed. When should I remind you of {task}?",
        "impossible_date": "There is no such day. Which day do you mean for {task}?",
        "impossible_time": "There is no such time. Which time do you mean for {task}?",
        "gap": "The clocks jump over that time that night. When should I remind you of {task}?",
        "fold": "That time comes twice that night, because the clocks go back. Which one for {task}?",
        "am_pm": "In the morning or in the evening? For {task}:",
        "which_day": "Which day do you mean for {task}?",
        "next_weekday": "Which day is next for you? For {task}:",
        "same_weekday": "Today, or a week from now? For {task}:",
        "weekday_mismatch": "The weekday and the date do not go together. Which one is right for {task}?",
        "day_month_order": "Which is the day and which the month? For {task}:",
        "midnight": "Midnight at which end of the day? For {task}:",
        "half_hour": "Half past, or half an hour before? For {task}:",
        "night": "Which night do you mean for {task}?",
        "vague": "Could you name a time for {task}?",
        "unread": "I did not understand “{doubtful}” and would rather not guess. When should I remind you of {task}?",
        "alternatives": "You named two times. Which one for {task}?",
        "several": "That sounds like several reminders. Could you send them one by one?",
        "through_day": "In a day, or every other day? For {task}:",
        "every_second": "Every two weeks, or the second one of the month? For {task}:",
        "short_month": "Some months have no such day. Skip them, or take their last day? For {task}:",
        "leap_day": "That day comes every four years. What should I do in the others? For {task}:",
        "which_times": "At which times, or on which days? For {task}:",
        "too_often": "That is closer together than every 15 minutes. Could it be less often?",
        "after_done": "I cannot count from when you are done yet. Could you name a time for {task}?",
        "no_unit": "Minutes, hours or days? For {task}:",
        "never": "That never comes. When should I remind you of {task}?",
        "only_once": "I cannot repeat reminders yet. Shall I remind you of {task} once?",
        "delete_all": "Delete everything that waits ({number})?",
        "nothing_named": "Which one? Send /list, then /delete and its number or id.",
        "which_one": "Several go by that name. Which one?",
    },
    answer_by_number="Answer with the number, or say it in your own words.",
    yes_no=("Yes, delete them", "No, keep them"),
    example_zone="Europe/London",
    example_task="/add remind me to call mom at {date} 17:00 in {zone}",
)
