// The practice's look: its style sheet again when it changes, and the choice of an accent colour with samples.
import { useEffect, useRef, useState } from "react";
import { Frame, useField } from "./fields.jsx";

let shown = ""; // the look that this document's style sheet is of

// The new sheet stands beside the old one until it is there, so that nothing flickers.
function loadAgain() {
  const before = [...document.querySelectorAll('link[rel="stylesheet"][href^="/brand.css"]')];
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `/brand.css?${Date.now()}` });
  link.addEventListener("load", () => before.forEach((old) => (old.disabled = true)));
  before.at(-1)?.after(link);
}

export function BrandSheet({ brand }) {
  useEffect(() => {
    if (!brand || brand === shown) return;
    if (shown) loadAgain();
    shown = brand;
  }, [brand]);
  return null;
}

const COLOUR = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i;
const PAUSE_MS = 200;

function parsed(text) {
  const digits = COLOUR.exec(text.trim())?.[1].toLowerCase();
  if (!digits) return "";
  return `#${digits.length === 6 ? digits : [...digits].map((digit) => digit + digit).join("")}`;
}

export function AccentField({ name, label, hint, optional, defaultValue, shades, texts, onTry }) {
  const field = useField({ name, hint });
  const [typed, setTyped] = useState(defaultValue ?? "");
  const colour = parsed(typed);
  const wanted = typed.trim() === "" || colour ? colour : shades.accent;
  const ask = useRef(onTry);
  ask.current = onTry;
  useEffect(() => {
    if (wanted === shades.accent) return undefined;
    const timer = setTimeout(() => ask.current?.(wanted), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted, shades.accent]);
  return (
    <Frame
      {...{ field, name, label, hint, optional }}
      below={
        <>
          <div className="accent-samples">
            {["light", "dark"].map((mode) => (
              <Sample key={mode} mode={mode} accent={shades[mode]} onAccent={shades[`on_${mode}`]} texts={texts} />
            ))}
          </div>
          <div role="status" className="accent-says">
            {shades.says.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </div>
        </>
      }
    >
      <span className="accent-input">
        <input
          type="text"
          className="input input--mono"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={30}
          {...field.input}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <input type="color" aria-label={texts.pick} value={colour || shades.light} onChange={(event) => setTyped(event.target.value)} />
      </span>
    </Frame>
  );
}

function Sample({ mode, accent, onAccent, texts }) {
  return (
    <div className={`accent-sample accent-sample--${mode}`} style={{ "--sample": accent, "--on-sample": onAccent }}>
      <span className="accent-sample-mode">{texts[mode]}</span>
      <span className="accent-sample-button">{texts.button}</span>
      <span className="accent-sample-link">{texts.link}</span>
    </div>
  );
}
