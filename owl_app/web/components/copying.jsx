// Copying to the clipboard, with the announcement that it happened.
import { useEffect, useRef, useState } from "react";

export async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = Object.assign(document.createElement("textarea"), { value: text, className: "visually-hidden" });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function CopyButton({ text, label, copiedLabel, describes, className, children }) {
  const [copied, setCopied] = useState(false);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    await copyText(typeof text === "function" ? text() : text);
    setCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), 2000);
  };
  return (
    <button type="button" className={className ?? "button button--secondary copy"} aria-label={describes ? `${label}: ${describes}` : undefined} onClick={copy}>
      <svg className="icon" width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
        <path d={copied ? "m5 12.5 4.5 4.5L19 7.5" : "M9 9h11v11H9zM5 15H4V4h11v1"} />
      </svg>
      <span>{copied ? copiedLabel : label}</span>
      <span className="visually-hidden" role="status">
        {copied ? copiedLabel : ""}
      </span>
    </button>
  );
}
