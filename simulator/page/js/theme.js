// Light or dark: the system decides until the visitor does.

const KEY = "nudge.theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;

const chosen = () => localStorage.getItem(KEY);
const shade = () => chosen() ?? (system.matches ? "dark" : "light");

function paint() {
  root.dataset.shade = shade();
  if (chosen()) {
    root.dataset.theme = chosen();
  }
}

export function startTheme(button) {
  paint();
  system.addEventListener("change", paint);
  button.addEventListener("click", () => {
    localStorage.setItem(KEY, shade() === "dark" ? "light" : "dark");
    paint();
  });
}
