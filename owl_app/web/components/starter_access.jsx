// Giving portal access: the form with an offered password, then the card to hand over. The password stays in this page.
import { useContext, useEffect, useId, useRef, useState } from "react";
import { FetchForm, FormContext } from "./forms.jsx";
import { CopyButton } from "./copying.jsx";

const LETTERS = "bcdfghjkmnpqrstvwxz23456789";
const DIGITS = /[2-9]/;

// Four groups of four without look-alikes: 76 bits. Without vowels, so that chance spells nobody's name.
export function suggestPassword() {
  const unbiased = 256 - (256 % LETTERS.length);
  let text = "";
  while (text.length < 16) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      if (byte < unbiased && text.length < 16) text += LETTERS[byte % LETTERS.length];
    }
  }
  return DIGITS.test(text) ? text.match(/.{4}/g).join("-") : suggestPassword();
}

export function StarterPassword({ name, label, hint, suggestLabel }) {
  const { errors } = useContext(FormContext);
  const id = useId();
  const [value, setValue] = useState("");
  useEffect(() => setValue(suggestPassword()), []);
  const sentence = errors[name];
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {hint && (
        <p id={`${id}hint`} className="field-hint">
          {hint}
        </p>
      )}
      <div className="starter-password">
        <input
          id={id}
          name={name}
          type="text"
          className="input input--mono"
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          value={value}
          aria-describedby={`${id}hint ${sentence ? `${id}error` : ""}`}
          aria-invalid={sentence ? true : undefined}
          onChange={(event) => setValue(event.target.value)}
        />
        <button type="button" className="button button--secondary" onClick={() => setValue(suggestPassword())}>
          {suggestLabel}
        </button>
      </div>
      {sentence && (
        <p id={`${id}error`} className="field-error" role="alert">
          {sentence}
        </p>
      )}
    </div>
  );
}

export function StarterAccess({ action, slipAction, texts, networkMessage, onDone, children }) {
  const [access, setAccess] = useState(null);
  const handOver = (answer, form) => answer.ok && setAccess(handedOver(answer, form));
  if (access) return <HandOverCard {...{ access, slipAction, texts }} onClose={() => setAccess(null)} />;
  return (
    <FetchForm className="form" action={action} networkMessage={networkMessage} onReply={handOver} onDone={onDone}>
      {children}
    </FetchForm>
  );
}

export function handedOver(answer, form) {
  return { login: answer.login, url: answer.portal_url, email: answer.email, password: new FormData(form).get("password") };
}

export function HandOverCard({ access, slipAction, texts, onClose }) {
  const title = useRef(null);
  useEffect(() => title.current.focus(), []);
  const lines = [
    [texts.url, access.url],
    [texts.email, access.email],
    [texts.password, access.password],
  ];
  return (
    <section className="hand-over">
      <div>
        <h3 ref={title} tabIndex={-1} className="hand-over-title">
          {texts.title}
        </h3>
        <p className="section-text">{texts.once}</p>
      </div>
      <dl className="hand-over-list">
        {lines.map(([label, value], index) => (
          <div key={label} className="hand-over-row">
            <dt>{label}</dt>
            <dd className={index === 2 ? "secret" : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="form-actions">
        <CopyButton text={() => lines.map(([label, value]) => `${label}: ${value}`).join("\n")} label={texts.copy} copiedLabel={texts.copied} className="button button--primary copy" />
        <form method="post" action={slipAction} target="_blank">
          <input type="hidden" name="login" value={access.login} />
          <input type="hidden" name="password" value={access.password} />
          <button type="submit" className="button button--secondary">
            {texts.slip}
          </button>
        </form>
        <button type="button" className="button button--quiet" onClick={onClose}>
          {texts.done}
        </button>
      </div>
    </section>
  );
}
