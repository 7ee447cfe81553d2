// WhatsApp's formatting, turned into elements. Text only ever becomes text nodes: nothing in it can act.

const MARKS = { "*": "strong", "_": "em", "~": "s" };
const MONO = /```([\s\S]+?)```|`([^`\n]+)`/y;
const LINK = /https?:\/\/[^\s<>"]*[^\s<>".,:;!?)\]}'*_~]/y;
const LINES = /(?:```[\s\S]+?```|[^\n])+|\n/g;
const WORD = /[\p{L}\p{N}]/u;
const ONLY_EMOJI = /^[\p{Extended_Pictographic}\u200d\ufe0f\u{1f3fb}-\u{1f3ff}\u{1f1e6}-\u{1f1ff}\s]+$/u;

/** The whole message as a fragment: quotes, lists and lines of formatted text. */
export function formatted(text) {
  const fragment = document.createDocumentFragment();
  let afterBlock = true;
  for (const line of text.match(LINES) ?? []) {
    const block = line !== "\n" && blockOf(line, fragment.lastChild);
    if (block) {
      if (block !== fragment.lastChild) fragment.append(block);
    } else if (line === "\n") {
      if (!afterBlock) fragment.append("\n"); // a block ends its line by itself
    } else {
      fragment.append(...inline(line));
    }
    afterBlock = Boolean(block);
  }
  return fragment;
}

/** One to three emoji and nothing else are shown large. */
export function isJumbo(text) {
  const shown = text.trim();
  return shown !== "" && ONLY_EMOJI.test(shown) && [...new Intl.Segmenter().segment(shown)].length <= 3;
}

function blockOf(line, last) {
  const quote = /^> (.+)/s.exec(line);
  if (quote) return element("blockquote", inline(quote[1]));
  const bullet = /^[-*] (.+)/s.exec(line);
  if (bullet) return listWith(last, "UL", element("li", inline(bullet[1])));
  const number = /^(\d{1,3})\. (.+)/s.exec(line);
  if (!number) return null;
  const item = element("li", inline(number[2]));
  item.value = Number(number[1]);
  return listWith(last, "OL", item);
}

function listWith(last, tag, item) {
  const list = last?.nodeName === tag ? last : document.createElement(tag);
  list.append(item);
  return list;
}

function inline(text) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(document.createTextNode(plain));
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    const found = spanAt(text, at);
    if (found) {
      flush();
      nodes.push(found.node);
      at = found.end;
    } else {
      plain += text[at++];
    }
  }
  flush();
  return nodes;
}

function spanAt(text, at) {
  const mono = matchAt(MONO, text, at);
  if (mono) return { node: element("code", [mono[1] ?? mono[2]]), end: at + mono[0].length };
  const url = matchAt(LINK, text, at);
  if (url) return { node: link(url[0]), end: at + url[0].length };
  const mark = text[at];
  const close = MARKS[mark] && closing(text, at, mark);
  if (!close) return null;
  return { node: element(MARKS[mark], inline(text.slice(at + 1, close))), end: close + 1 };
}

/** Where the span that opens here ends; 0 when the mark is only a character. */
function closing(text, at, mark) {
  const opens = !isWord(text[at - 1]) && /[^\s]/.test(text[at + 1] ?? " ") && text[at + 1] !== mark;
  if (!opens) return 0;
  for (let end = text.indexOf(mark, at + 2); end > 0; end = text.indexOf(mark, end + 1)) {
    if (!/\s/.test(text[end - 1]) && !isWord(text[end + 1])) return end;
  }
  return 0;
}

const isWord = (character) => character !== undefined && WORD.test(character);

function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function element(tag, children) {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
}

function link(url) {
  const made = element("a", [url]);
  made.href = url;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  return made;
}
