// Fields: a label above, a hint, and the error under it, tied together for screen readers.
import { useContext, useEffect, useId, useRef, useState } from "react";
import { FormContext } from "./forms.jsx";

export function useField({ name, error, hint, keep }) {
  const form = useContext(FormContext);
  const id = useId();
  const sentence = error || form.errors[name] || "";
  useEffect(() => {
    if (error) form.report();
  }, [error]);
  const described = [hint && `${id}hint`, (sentence || keep) && `${id}error`].filter(Boolean).join(" ");
  return {
    id,
    sentence,
    input: {
      id,
      name,
      "aria-describedby": described || undefined,
      "aria-invalid": sentence ? true : undefined,
      ...(keep ? { "data-keep": name, suppressHydrationWarning: true } : {}),
    },
  };
}

function FieldError({ id, name, sentence, keep }) {
  if (!sentence && !keep) return null;
  return (
    <p id={`${id}error`} className="field-error" role="alert">
      <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" aria-hidden="true">
        <circle cx="12" cy="12" r="9" />
        <path d="M12 7.5v5.2M12 16.4v.1" />
      </svg>
      {sentence ? <span>{sentence}</span> : <Slot name={`error-${name}`} />}
    </p>
  );
}

// The server fills `<!--slot:name-->` in the prerendered page; React leaves what is inside alone.
// Reached without a page load nobody has filled it, so the page is loaded once more.
export function Slot({ name, className }) {
  const place = useRef(null);
  useEffect(() => {
    const loaded = new URL(performance.getEntriesByType("navigation")[0].name).pathname;
    const unfilled = place.current.innerHTML.includes("<!--slot:");
    if (unfilled && loaded !== window.location.pathname) window.location.reload();
  }, []);
  return (
    <span
      ref={place}
      data-slot={name}
      className={className}
      suppressHydrationWarning
      dangerouslySetInnerHTML={{ __html: `<!--slot:${name}-->` }}
    />
  );
}

export function Frame({ field, name, label, hint, keep, optional, after, below, children }) {
  return (
    <div className="field">
      <label className="field-label" htmlFor={field.id}>
        <span>{label}</span>
        {optional && <span className="field-optional">{optional}</span>}
      </label>
      {hint && (
        <p id={`${field.id}hint`} className="field-hint">
          {hint}
        </p>
      )}
      {children}
      {after}
      <FieldError id={field.id} name={name} sentence={field.sentence} keep={keep} />
      {below}
    </div>
  );
}

const whenText = (handler) => (handler ? (event) => handler(event.target.value) : undefined);
const startValue = (keep, value) => (keep || value === undefined || value === null ? {} : { defaultValue: value });

export function TextField({ name, label, hint, error, keep, optional, defaultValue, onChange, onBlur, multiline, mono, ...rest }) {
  const field = useField({ name, error, hint, keep });
  const Control = multiline ? "textarea" : "input";
  return (
    <Frame {...{ field, name, label, hint, keep, optional }}>
      <Control
        className={mono ? "input input--mono" : "input"}
        {...field.input}
        {...startValue(keep, defaultValue)}
        {...rest}
        onChange={whenText(onChange)}
        onBlur={whenText(onBlur)}
      />
    </Frame>
  );
}

const EYE = "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z";

export function PasswordField({ name, label, hint, error, keep, showLabel, hideLabel, minLength, shortText, longText, onChange, ...rest }) {
  const field = useField({ name, error, hint, keep });
  const input = useRef(null);
  const [shown, setShown] = useState(false);
  const [length, setLength] = useState(0);
  useEffect(() => {
    const hide = () => setShown(false);
    const reset = () => {
      setLength(0);
      hide();
    };
    const form = input.current.form;
    form?.addEventListener("reset", reset);
    form?.addEventListener("submit", hide);
    return () => {
      form?.removeEventListener("reset", reset);
      form?.removeEventListener("submit", hide);
    };
  }, []);
  const missing = minLength - [...(input.current?.value ?? "")].length;
  return (
    <Frame
      {...{ field, name, label, hint, keep }}
      after={
        minLength > 0 && (
          <p className="password-length" data-enough={length > 0 && missing <= 0} role="status">
            {length === 0 ? "" : missing > 0 ? shortText.replace("#", missing) : longText}
          </p>
        )
      }
    >
      <span className="input-wrap">
        <input
          ref={input}
          className="input"
          type={shown ? "text" : "password"}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          {...field.input}
          {...rest}
          onChange={(event) => {
            setLength(event.target.value.length);
            onChange?.(event.target.value);
          }}
        />
        <button type="button" className="icon-button" aria-label={shown ? hideLabel : showLabel} aria-pressed={shown} onClick={() => setShown(!shown)}>
          <svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
            <path d={EYE} />
            <circle cx="12" cy="12" r="3" />
            {shown && <path d="m4 4 16 16" />}
          </svg>
        </button>
      </span>
    </Frame>
  );
}

export function SelectField({ name, label, hint, error, keep, optional, options, without, placeholder, defaultValue, onChange, ...rest }) {
  const field = useField({ name, error, hint, keep });
  const select = useRef(null);
  useEffect(() => {
    const kept = keep && select.current.getAttribute("value");
    if (kept) select.current.value = kept;
  }, []);
  return (
    <Frame {...{ field, name, label, hint, keep, optional }}>
      <select ref={select} className="input" {...field.input} defaultValue={defaultValue ?? ""} {...rest} onChange={whenText(onChange)}>
        {placeholder && <option value="">{placeholder}</option>}
        {(options ?? []).map(([value, text]) =>
          value === without ? null : (
            <option key={value} value={value}>
              {text}
            </option>
          ),
        )}
      </select>
    </Frame>
  );
}

function Choice({ id, label, hint, children }) {
  return (
    <label className="choice">
      {children}
      <span className="choice-text">
        <span className="choice-label">{label}</span>
        {hint && (
          <span id={`${id}hint`} className="field-hint">
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}

export function CheckboxField({ name, label, hint, error, keep, defaultChecked, value, onChange, ...rest }) {
  const field = useField({ name, error, hint, keep });
  return (
    <div className="field">
      <Choice id={field.id} label={label} hint={hint}>
        <input
          type="checkbox"
          value={value || "on"}
          defaultChecked={Boolean(defaultChecked)}
          {...field.input}
          {...rest}
          onChange={onChange ? (event) => onChange(event.target.checked) : undefined}
        />
      </Choice>
      <FieldError id={field.id} name={name} sentence={field.sentence} keep={keep} />
    </div>
  );
}

export function RadioGroup({ name, label, hint, error, options, defaultValue, onChange, ...rest }) {
  const field = useField({ name, error, hint });
  const offered = (options ?? []).map(([value]) => value).join(); // others to choose from begin at their own default
  return (
    <fieldset key={offered} className="field" aria-describedby={field.input["aria-describedby"]}>
      <legend className="field-label">{label}</legend>
      {hint && (
        <p id={`${field.id}hint`} className="field-hint">
          {hint}
        </p>
      )}
      <div className="choices">
        {(options ?? []).map(([value, text, help], index) => (
          <Choice key={value} id={`${field.id}${index}`} label={text} hint={help}>
            <input
              type="radio"
              name={name}
              value={value}
              defaultChecked={value === defaultValue}
              aria-invalid={field.input["aria-invalid"]}
              {...rest}
              onChange={whenText(onChange)}
            />
          </Choice>
        ))}
      </div>
      <FieldError id={field.id} name={name} sentence={field.sentence} />
    </fieldset>
  );
}

export function SearchField({ label, placeholder, onSearch, wait = 250, children, ...rest }) {
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (text, delay) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch?.(text), delay);
  };
  return (
    <span className="input-wrap input-wrap--leading">
      {children}
      <input
        type="search"
        className="input"
        aria-label={label}
        placeholder={placeholder}
        autoComplete="off"
        onChange={(event) => search(event.target.value, event.target.value ? wait : 0)}
        onKeyDown={(event) => event.key === "Enter" && search(event.target.value, 0)}
        {...rest}
      />
    </span>
  );
}
