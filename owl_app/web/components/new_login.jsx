// One more login of a client: the form, the question whether a login that is there already is meant, and the hand-over card.
import { useEffect, useRef, useState } from "react";
import { Button, FetchForm, Notice } from "./forms.jsx";
import { handedOver, HandOverCard } from "./starter_access.jsx";

// `first`: the client has no login yet, so the form is open. It stays as it is when somebody else makes one meanwhile.
export function NewLogin({ action, slipAction, first, texts, networkMessage, children }) {
  const [open, setOpen] = useState(first);
  const [access, setAccess] = useState(null);
  const [said, setSaid] = useState("");
  const [question, setQuestion] = useState(null);
  const opener = useRef(null);
  useEffect(() => {
    if (first) setOpen(true);
  }, [first]);

  // What was said is old with the next click.
  useEffect(() => {
    if (!said) return undefined;
    const forget = () => setSaid("");
    document.addEventListener("click", forget);
    return () => document.removeEventListener("click", forget);
  }, [said]);

  const close = () => {
    setOpen(false);
    setQuestion(null);
    setAccess(null);
    requestAnimationFrame(() => opener.current?.querySelector("button")?.focus());
  };
  const hear = (answer, form) => {
    setQuestion(answer.question ?? null);
    if (!answer.ok) return;
    if (answer.starter) {
      setAccess(handedOver(answer, form));
    } else {
      setSaid(answer.message);
      close();
    }
  };

  if (access) return <HandOverCard {...{ access, slipAction, texts }} onClose={close} />;
  if (!open) {
    return (
      <div className="new-login" ref={opener}>
        {said && <Notice text={said} done />}
        <button type="button" className="button button--secondary" onClick={() => setOpen(true)}>
          {texts.add}
        </button>
      </div>
    );
  }
  return (
    <FetchForm className="form" action={action} networkMessage={networkMessage} onReply={hear}>
      <div className="form" hidden={Boolean(question)}>
        {children}
        <div className="form-actions">
          <Button type="submit" className="button button--primary">
            {texts.save}
          </Button>
          {!first && (
            <button type="button" className="button button--quiet" onClick={close}>
              {texts.cancel}
            </button>
          )}
        </div>
      </div>
      {question && <Question {...{ question, texts }} onBack={() => setQuestion(null)} />}
    </FetchForm>
  );
}

function Question({ question, texts, onBack }) {
  const title = useRef(null);
  useEffect(() => title.current.focus(), []);
  return (
    <section className="question">
      <input type="hidden" name="connect" value={question.login} readOnly />
      <h3 ref={title} tabIndex={-1} className="hand-over-title">
        {texts.question}
      </h3>
      <p>{question.text}</p>
      <p className="section-text">{texts.consequence}</p>
      <div className="form-actions">
        <Button type="submit" className="button button--primary">
          {texts.connect}
        </Button>
        <button type="button" className="button button--secondary" onClick={onBack}>
          {texts.back}
        </button>
      </div>
    </section>
  );
}
