// Forms: one submit at a time, sentences under the fields they belong to, focus on the first invalid field.
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";

export const FormContext = createContext({ errors: {}, busy: false, report() {} });

const LONGEST_ANSWER_MS = 10000;
const LONGEST_SILENCE_MS = 2500;

const NOTHING = {};

function focusFirstInvalid(form) {
  requestAnimationFrame(() => form?.querySelector('[aria-invalid="true"]')?.focus());
}

// Inside a native or a live form. A live form has its answer when `errors` or `answer` changes; the state does not send
// equal errors again, so without an `answer` to count it takes silence for the same errors once more.
export function FormScope({ mode, errors, answer, children }) {
  const anchor = useRef(null);
  const submitting = useRef(false);
  const timer = useRef(0);
  const [busy, setBusy] = useState(false);
  const before = useRef(errors); // what a form that was left had wrong is not wrong with this one
  const sentences = errors === before.current ? NOTHING : (errors ?? NOTHING);
  const counted = answer !== undefined;

  const settle = useCallback(() => {
    clearTimeout(timer.current);
    submitting.current = false;
    setBusy(false);
  }, []);

  const report = useCallback(() => {
    if (!submitting.current) return;
    settle();
    focusFirstInvalid(anchor.current?.closest("form"));
  }, [settle]);

  useEffect(() => {
    const form = anchor.current.closest("form");
    const onSubmit = (event) => {
      if (submitting.current) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      submitting.current = true;
      setBusy(true);
      clearTimeout(timer.current);
      const wait = mode === "live" && !counted ? LONGEST_SILENCE_MS : LONGEST_ANSWER_MS;
      timer.current = setTimeout(() => {
        settle();
        focusFirstInvalid(form);
      }, wait);
    };
    const onPageShow = (event) => event.persisted && settle();
    form.addEventListener("submit", onSubmit);
    window.addEventListener("pageshow", onPageShow);
    if (mode === "native") focusNativeError(form);
    return () => {
      form.removeEventListener("submit", onSubmit);
      window.removeEventListener("pageshow", onPageShow);
      clearTimeout(timer.current);
    };
  }, [mode, counted, settle]);

  useEffect(() => {
    if (!submitting.current) return;
    settle();
    focusFirstInvalid(anchor.current?.closest("form"));
  }, [errors, answer]);

  const value = useMemo(() => ({ errors: sentences, busy, report }), [errors, busy, report]);
  return (
    <FormContext.Provider value={value}>
      {children}
      <span ref={anchor} hidden />
    </FormContext.Provider>
  );
}

// The server wrote its sentences into the page: mark those fields.
function focusNativeError(form) {
  for (const sentence of form.querySelectorAll(".field-error > [data-slot]")) {
    if (!sentence.textContent) continue;
    form.querySelector(`[aria-describedby~="${CSS.escape(sentence.parentElement.id)}"]`)?.setAttribute("aria-invalid", "true");
  }
  form.querySelector('[aria-invalid="true"]')?.focus();
}

// POSTs its fields and reads {ok, ...}, {errors: {field: sentence}, message} or {question}. Nothing goes over the event socket.
// A form for a file sends the file alone, as it is.
export async function post(action, form) {
  const file = form.querySelector('input[type="file"]');
  const response = await fetch(action, {
    method: "POST",
    body: file ? file.files[0] : new URLSearchParams(new FormData(form)),
    credentials: "same-origin",
    redirect: "manual",
    headers: { Accept: "application/json" },
  });
  if (response.type === "opaqueredirect") {
    window.location.reload();
    return new Promise(() => {});
  }
  if (file && response.status === 413) return { errors: { [file.name]: file.dataset.tooLarge } }; // said by a proxy
  return response.json();
}

export function FetchForm({ action, onDone, onReply, networkMessage, resetOnDone, className, children, ...rest }) {
  const form = useRef(null);
  const sending = useRef(false);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState({});
  const [message, setMessage] = useState(null);

  const submit = async (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (sending.current) return;
    sending.current = true;
    setBusy(true);
    try {
      const answer = await post(action, form.current);
      const done = answer.ok === true;
      setErrors(answer.errors ?? {});
      setMessage(answer.message ? { text: answer.message, done } : null);
      onReply?.(answer, form.current);
      if (done) {
        if (resetOnDone) form.current.reset();
        onDone?.(answer);
        if (answer.location?.startsWith("/") && !answer.location.startsWith("//")) window.location.assign(answer.location);
      }
    } catch {
      setMessage({ text: networkMessage, done: false });
    } finally {
      sending.current = false;
      setBusy(false);
    }
  };

  useEffect(() => {
    if (Object.keys(errors).length) focusFirstInvalid(form.current);
  }, [errors]);

  const value = useMemo(() => ({ errors, busy, report() {} }), [errors, busy]);
  return (
    <FormContext.Provider value={value}>
      <form ref={form} method="post" action={action} noValidate className={className} onSubmit={submit} {...rest}>
        {message && <Notice {...message} />}
        {children}
      </form>
    </FormContext.Provider>
  );
}

export function Notice({ text, done }) {
  return (
    <div className={`notice notice--${done ? "success" : "danger"}`} role={done ? "status" : "alert"}>
      <Mark done={done} />
      <p>{text}</p>
    </div>
  );
}

function Mark({ done }) {
  return (
    <svg className="icon" width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <circle cx="12" cy="12" r="9" />
      <path d={done ? "m8 12.5 2.7 2.7L16 9.5" : "M12 7.5v5.2M12 16.4v.1"} />
    </svg>
  );
}

export function Button({ type = "button", loading, disabled, onClick, children, ...rest }) {
  const { busy } = useContext(FormContext);
  const waiting = Boolean(loading) || (busy && type === "submit");
  return (
    <button
      type={type}
      disabled={disabled}
      aria-disabled={waiting || undefined}
      aria-busy={waiting || undefined}
      onClick={(event) => (waiting ? event.preventDefault() : onClick?.(event))}
      {...rest}
    >
      {children}
    </button>
  );
}

// Fields that matter only while the field `name` of the same form has one of the values; what is typed in them stays.
export function FieldsWhile({ name, values, children }) {
  const box = useRef(null);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const form = box.current.closest("form");
    const look = () => setShown(values.includes(new FormData(form).get(name)));
    look();
    form.addEventListener("change", look);
    return () => form.removeEventListener("change", look);
  }); // each time it is drawn: what is chosen may be another by now, and nothing moves under a finger later
  return (
    <fieldset ref={box} className="fields-while" hidden={!shown} disabled={!shown}>
      {children}
    </fieldset>
  );
}

// Writes what the ticked boxes come to into a field, until somebody types something else there.
export function SumOfTicks({ name, amounts }) {
  const anchor = useRef(null);
  const offered = useRef(null);
  useEffect(() => {
    const form = anchor.current.closest("form");
    const field = form.elements[name];
    offered.current ??= field.value;
    const look = ({ target }) => {
      if (!(target.name in amounts) || field.value !== offered.current) return;
      const ticked = Object.entries(amounts).filter(([box]) => form.elements[box]?.checked);
      const sum = ticked.reduce((total, [, amount]) => total + amount, 0);
      offered.current = field.value = sum ? (sum / 100).toFixed(2) : "";
    };
    form.addEventListener("change", look);
    return () => form.removeEventListener("change", look);
  }, [name, amounts]);
  return <span ref={anchor} hidden />;
}

// Fields that are out of sight until they are wanted, or one of them is wrong.
export function Fold({ title, names, children }) {
  const { errors } = useContext(FormContext);
  const box = useRef(null);
  useEffect(() => {
    if (names.some((name) => errors[name])) box.current.open = true;
  }, [errors, names.join()]);
  return (
    <details ref={box} className="fold">
      <summary className="fold-title">
        <svg className="icon fold-mark" width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
          <path d="m9 6 6 6-6 6" />
        </svg>
        {title}
      </summary>
      <div role="group" aria-label={title} className="fold-fields">
        {children}
      </div>
    </details>
  );
}

// What has to be looked at before the form is sent again: it comes into sight, and is what the keyboard goes on from.
export function Attention({ label, children }) {
  const box = useRef(null);
  useEffect(() => box.current.focus(), []);
  return (
    <section ref={box} tabIndex={-1} aria-label={label} className="attention">
      {children}
    </section>
  );
}

// The version a form was opened with: it stays, whatever the state says meanwhile, until the person has been told.
export function OpenedVersion({ value, renew }) {
  const opened = useRef(value);
  const last = useRef(renew);
  if (!opened.current || renew > last.current) opened.current = value;
  last.current = renew;
  return <input type="hidden" name="version" value={opened.current} readOnly />;
}
