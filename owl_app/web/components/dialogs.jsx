// Dialogs: open or not is known to the browser alone, so that a lost connection never closes one.
import { Children, useEffect, useRef, useState } from "react";
import { Dialog as Base } from "@base-ui/react/dialog";
import { AlertDialog } from "@base-ui/react/alert-dialog";

function useOpener() {
  const anchor = useRef(null);
  const opener = useRef(null);
  const [open, setOpen] = useState(false);
  useEffect(() => anchor.current?.querySelector("button, a")?.setAttribute("aria-haspopup", "dialog"));
  const onClick = (event) => {
    const button = event.target.closest("button, a");
    if (!button || button.disabled) return;
    event.preventDefault();
    opener.current = button;
    setOpen(true);
  };
  return { open, setOpen, opener, trigger: { ref: anchor, className: "contents", onClick } };
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

export function Dialog({ title, description, closeLabel, closeOn, size, children }) {
  const [trigger, ...content] = Children.toArray(children);
  const { open, setOpen, opener, trigger: anchor } = useOpener();
  useCloseOn(closeOn, () => setOpen(false));
  return (
    <>
      <span {...anchor}>{trigger}</span>
      <Base.Root open={open} onOpenChange={setOpen} disablePointerDismissal>
        <Base.Portal>
          <Base.Backdrop className="backdrop" />
          <Base.Popup className={size === "wide" ? "dialog dialog--wide" : "dialog"} finalFocus={opener}>
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

// Closes the dialog it stands in, for a Cancel button.
export function DialogClose({ children, className }) {
  return <Base.Close className={className}>{children}</Base.Close>;
}

export function ConfirmDialog({ title, description, confirmLabel, cancelLabel, kind, onConfirm, children }) {
  const [trigger, ...content] = Children.toArray(children);
  const { open, setOpen, opener, trigger: anchor } = useOpener();
  return (
    <>
      <span {...anchor}>{trigger}</span>
      <AlertDialog.Root open={open} onOpenChange={setOpen}>
        <AlertDialog.Portal>
          <AlertDialog.Backdrop className="backdrop" />
          <AlertDialog.Popup className="dialog" finalFocus={opener}>
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
