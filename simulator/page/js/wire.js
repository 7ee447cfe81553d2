// The line to the simulator: a few requests and one stream of events.

const RETRY_MS = 1_000;
const SILENCE_MS = 25_000; // the simulator lets itself be heard every ten seconds

async function ask(path, body, method = "POST") {
  const options = body && {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

export const transcript = (number) => ask(`phone/messages?number=${encodeURIComponent(number)}`);

export const write = (message) => ask("phone/messages", message);

export const reportSeen = (number) => ask("phone/seen", { number });

export const moods = () => ask("simulator/moods");

export const changeMoods = (wanted) => ask("simulator/moods", wanted, "PATCH");

export const clock = () => ask("simulator/clock");

/** Returns when everything that was due on the way has come. */
export const moveClock = (where) => ask("simulator/clock", where);

export const wire = () => ask("simulator/wire");

/** Twilio names messages; here the phone does, so that sending twice is the same message twice. */
export function newSid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `SM${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Hear every change; `up` after each (re)connection, `down` when the line breaks. Returns a way to hang up. */
export function listen(numbers, { message, typing, call, time, up, down }) {
  const query = new URLSearchParams(numbers.map((number) => ["number", number]));
  let source;
  let timer;

  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(again, SILENCE_MS);
  };
  const again = () => {
    down();
    source.close();
    clearTimeout(timer);
    timer = setTimeout(connect, RETRY_MS);
  };
  function connect() {
    source = new EventSource(`phone/events?${query}`);
    source.addEventListener("hello", () => {
      heard();
      up();
    });
    source.addEventListener("beat", heard);
    source.addEventListener("message", (event) => {
      heard();
      message(JSON.parse(event.data));
    });
    source.addEventListener("typing", (event) => typing(JSON.parse(event.data)));
    source.addEventListener("clock", (event) => time(JSON.parse(event.data)));
    source.addEventListener("wire", (event) => call(JSON.parse(event.data)));
    source.addEventListener("error", again);
  }

  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
