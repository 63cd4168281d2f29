// Dialogs: open or not is known to the browser alone, so that a lost connection never closes one.
import { Children, useEffect, useRef, useState } from "react";
import { Dialog as Base } from "@base-ui/react/dialog";
import { AlertDialog } from "@base-ui/react/alert-dialog";

const OPEN = "owl:open-dialog";
const LEFT = "owl:left-dialog";

// Opens the dialog with this name from elsewhere, such as a menu; the focus returns to `opener`.
export function openDialog(name, opener) {
  window.dispatchEvent(new CustomEvent(OPEN, { detail: { name, opener } }));
}

// Calls `listener` whenever somebody leaves the dialog with this name without its having done its part.
export function onDialogLeft(name, listener) {
  const hear = ({ detail }) => detail === name && listener();
  window.addEventListener(LEFT, hear);
  return () => window.removeEventListener(LEFT, hear);
}

export function DialogOpener({ name, children }) {
  const anchor = useRef(null);
  useEffect(() => anchor.current.querySelector("button")?.setAttribute("aria-haspopup", "dialog"));
  return (
    <span ref={anchor} className="contents" onClick={(event) => openDialog(name, event.target.closest("button"))}>
      {children}
    </span>
  );
}

// The focus returns to what opened the dialog, or to the beginning of the page when that has done its part and is gone.
function backTo(opener) {
  return () => (opener.current?.isConnected ? opener.current : document.getElementById("main"));
}

function useOpener(name) {
  const anchor = useRef(null);
  const opener = useRef(null);
  const [open, setOpen] = useState(false);
  useEffect(() => anchor.current?.querySelector("button, a")?.setAttribute("aria-haspopup", "dialog"));
  useEffect(() => {
    if (!name) return undefined;
    const hear = ({ detail }) => {
      if (detail.name !== name) return;
      opener.current = detail.opener;
      setOpen(true);
    };
    window.addEventListener(OPEN, hear);
    return () => window.removeEventListener(OPEN, hear);
  }, [name]);
  const onClick = (event) => {
    const button = event.target.closest("button, a");
    if (!button || button.disabled) return;
    event.preventDefault();
    opener.current = button;
    setOpen(true);
  };
  return { open, setOpen, opener, trigger: { ref: anchor, className: "contents", onClick } };
}

// Whoever opens a window types into it at once; a finger would get a keyboard over what it has not read yet.
function firstField(popup) {
  const fields = "input:not([type=hidden], [type=checkbox], :disabled), select:not(:disabled), textarea:not(:disabled)";
  return (kind) => kind === "touch" || (popup.current?.querySelector(fields) ?? true);
}

// A counter closes when it grows, anything else when it becomes a new true value: a state rebuilt at its default closes nothing.
function useCloseOn(value, close) {
  const last = useRef(value);
  useEffect(() => {
    const before = last.current;
    last.current = value;
    if (typeof value === "number" ? value > before : value && value !== before) close();
  }, [value]);
}

// With a `name` it is opened by `openDialog`, and all children are content; else the first child opens it.
export function Dialog({ name, title, description, closeLabel, closeOn, size, children }) {
  const [trigger, content] = triggerAndContent(name, children);
  const { open, setOpen, opener, trigger: anchor } = useOpener(name);
  const popup = useRef(null);
  useCloseOn(closeOn, () => setOpen(false));
  const change = (next) => {
    setOpen(next);
    if (name && !next) window.dispatchEvent(new CustomEvent(LEFT, { detail: name }));
  };
  return (
    <>
      {trigger && <span {...anchor}>{trigger}</span>}
      <Base.Root open={open} onOpenChange={change} disablePointerDismissal>
        <Base.Portal>
          <Base.Backdrop className="backdrop" />
          <Base.Popup className={size === "wide" ? "dialog dialog--wide" : "dialog"} initialFocus={firstField(popup)} finalFocus={backTo(opener)} ref={popup}>
            <div className="dialog-header">
              <Base.Title className="dialog-title">{title}</Base.Title>
              <Base.Close className="icon-button" aria-label={closeLabel}>
                <svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" aria-hidden="true">
                  <path d="m6 6 12 12M18 6 6 18" />
                </svg>
              </Base.Close>
              {description && <Base.Description className="dialog-text">{description}</Base.Description>}
            </div>
            {content}
          </Base.Popup>
        </Base.Portal>
      </Base.Root>
    </>
  );
}

function triggerAndContent(name, children) {
  const [first, ...rest] = Children.toArray(children);
  return name ? [null, Children.toArray(children)] : [first, rest];
}

// Closes the dialog it stands in, for a Cancel button.
export function DialogClose({ children, className }) {
  return <Base.Close className={className}>{children}</Base.Close>;
}

export function ConfirmDialog({ name, title, description, confirmLabel, cancelLabel, kind, onConfirm, children }) {
  const [trigger, content] = triggerAndContent(name, children);
  const { open, setOpen, opener, trigger: anchor } = useOpener(name);
  return (
    <>
      {trigger && <span {...anchor}>{trigger}</span>}
      <AlertDialog.Root open={open} onOpenChange={setOpen}>
        <AlertDialog.Portal>
          <AlertDialog.Backdrop className="backdrop" />
          <AlertDialog.Popup className="dialog" finalFocus={backTo(opener)}>
            <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
            <AlertDialog.Description className="dialog-text">{description}</AlertDialog.Description>
            {content}
            <div className="dialog-actions">
              <AlertDialog.Close className="button button--secondary">{cancelLabel}</AlertDialog.Close>
              <AlertDialog.Close className={`button button--${kind}`} onClick={() => onConfirm?.()}>
                {confirmLabel}
              </AlertDialog.Close>
            </div>
          </AlertDialog.Popup>
        </AlertDialog.Portal>
      </AlertDialog.Root>
    </>
  );
}
