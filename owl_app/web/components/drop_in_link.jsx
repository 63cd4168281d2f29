// The drop-in link of a session: made by a click, shown once, and switched off again.
import { useState } from "react";
import { CopyButton } from "./copying.jsx";
import { Notice } from "./forms.jsx";

export function DropInLink({ on, onAction, offAction, texts }) {
  const [link, setLink] = useState("");
  const [problem, setProblem] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const post = async (action, done) => {
    setIsBusy(true);
    setProblem("");
    try {
      const response = await fetch(action, { method: "POST", body: new URLSearchParams(), credentials: "same-origin", headers: { Accept: "application/json" } });
      const answer = await response.json();
      if (answer.ok) done(answer);
      else setProblem(answer.message);
    } catch {
      setProblem(texts.unreachable);
    }
    setIsBusy(false);
  };
  const switchOn = () => post(onAction, (answer) => setLink(answer.link));
  const switchOff = () => post(offAction, () => setLink(""));
  return (
    <div className="drop-in">
      {problem && <Notice text={problem} />}
      {on && link && (
        <div className="drop-in-made">
          <p className="drop-in-address" data-secret="">
            {link}
          </p>
          <CopyButton text={link} label={texts.copy} copiedLabel={texts.copied} />
        </div>
      )}
      <p className="section-text" role="status">
        {on ? (link ? texts.made : texts.is_on) : texts.is_off}
      </p>
      <div className="form-actions">
        <button type="button" className="button button--secondary" disabled={isBusy} onClick={switchOn}>
          {on ? texts.renew : texts.switch_on}
        </button>
        {on && (
          <button type="button" className="button button--quiet" disabled={isBusy} onClick={switchOff}>
            {texts.switch_off}
          </button>
        )}
      </div>
    </div>
  );
}
