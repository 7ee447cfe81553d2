// What the page itself says, in the visitor's language.

const SENTENCES = {
  en: {
    lead: "Write to it the way you talk. It writes back at the right moment.",
    stepAsk: "Tap a suggestion below the chat, or write something of your own.",
    stepProof: "Nudge tells you what it understood, and when it will be back.",
    stepWait: "Leave the phone open. The reminder arrives to the second.",
    note: "This phone lives on your machine: no account, no number, no cloud.",
    secondPhone: "Second phone",
    phones: "Phones",
    theme: "Switch between light and dark",
    log: "Chat with Nudge",
    notice: "🔒 What you write here stays on this machine.",
    hello: "Hi, I am Nudge",
    helloMore: "Tell me what to remember and when. Tap /start to begin.",
    jump: "Go to the newest message",
    suggestions: "Suggestions",
    message: "Message",
    send: "Send",
    identity: "Name and number of this phone",
    identityTitle: "Whose phone is this?",
    identityWhy: "Another number is another person: Nudge keeps their reminders apart.",
    nameLabel: "Name",
    numberLabel: "Phone number",
    numberProblem: "A number starts with + and its country, like +4915112345678.",
    cancel: "Cancel",
    save: "Save",
    online: "online",
    typing: "typing…",
    connecting: "connecting…",
    reconnecting: "Reconnecting to the simulator…",
    today: "Today",
    yesterday: "Yesterday",
    you: "You",
    sending: "Sending",
    sent: "Sent",
    delivered: "Delivered",
    read: "Read",
    failed: "Not delivered",
    again: "Not delivered. Tap to send again",
    inTwoMinutes: "In 2 minutes",
    groceries: "buy groceries",
    unread: "unread",
    first: "Anna",
    second: "Ben",
  },
  ru: {
    lead: "Пишите ему так, как говорите. Он напишет в нужный момент.",
    stepAsk: "Нажмите на подсказку под чатом или напишите что-нибудь своё.",
    stepProof: "Nudge скажет, что он понял и когда вернётся.",
    stepWait: "Не закрывайте телефон: напоминание придёт секунда в секунду.",
    note: "Этот телефон живёт на вашем компьютере: без аккаунта, без номера, без облака.",
    secondPhone: "Второй телефон",
    phones: "Телефоны",
    theme: "Светлая или тёмная тема",
    log: "Чат с Nudge",
    notice: "🔒 Всё, что вы пишете, остаётся на этом компьютере.",
    hello: "Привет, я Nudge",
    helloMore: "Скажите, о чём и когда напомнить. Начните с /start.",
    jump: "К последнему сообщению",
    suggestions: "Подсказки",
    message: "Сообщение",
    send: "Отправить",
    identity: "Имя и номер этого телефона",
    identityTitle: "Чей это телефон?",
    identityWhy: "Другой номер — другой человек: его напоминания хранятся отдельно.",
    nameLabel: "Имя",
    numberLabel: "Номер телефона",
    numberProblem: "Номер начинается с + и кода страны, например +79161234567.",
    cancel: "Отмена",
    save: "Сохранить",
    online: "в сети",
    typing: "печатает…",
    connecting: "соединение…",
    reconnecting: "Восстанавливаем связь с симулятором…",
    today: "Сегодня",
    yesterday: "Вчера",
    you: "Вы",
    sending: "Отправляется",
    sent: "Отправлено",
    delivered: "Доставлено",
    read: "Прочитано",
    failed: "Не доставлено",
    again: "Не доставлено. Нажмите, чтобы отправить ещё раз",
    inTwoMinutes: "Через 2 минуты",
    groceries: "купить продукты",
    unread: "непрочитанных",
    first: "Аня",
    second: "Боря",
  },
};

const wanted = new URLSearchParams(location.search).get("lang") ?? navigator.language;

export const language = wanted.toLowerCase().startsWith("ru") ? "ru" : "en";

/** Dates and times follow the visitor's own habits when the languages agree. */
export const locale = wanted.toLowerCase().startsWith(language) ? wanted : language;

export const say = (name) => SENTENCES[language][name];

/** Put the words where the markup asks for them. */
export function fillWords(root) {
  for (const element of root.querySelectorAll("[data-say]")) {
    element.textContent = say(element.dataset.say);
  }
  for (const element of root.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
  }
}
