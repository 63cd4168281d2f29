// What follows the event socket: the first arrival of the state, and its absence.
import { Children, Fragment, useContext, useEffect, useRef, useState } from "react";
import { useLocation } from "react-router";
import { EventLoopContext } from "$/utils/context-registry";

// The skeleton until `when` was true once; then the content for good, so that typed text survives a rebuilt state.
// Content about a `subject` waits until that is the one in the address, and begins anew for another.
export function Ready({ when, subject, children }) {
  const [skeleton, ...content] = Children.toArray(children);
  const { pathname } = useLocation();
  const arrived = useRef(false);
  const shown = useRef("");
  if (when) {
    arrived.current = true;
    shown.current = subject ?? "";
  }
  if (!arrived.current || !pathname.includes(shown.current)) return skeleton;
  return <Fragment key={shown.current}>{content}</Fragment>;
}

// Only what came after this was first shown: `count` grows with each answer.
export function Since({ count, before = null, children }) {
  const begun = useRef(count);
  return count === begun.current ? before : children;
}

export function ConnectionBanner({ text, wait = 2000 }) {
  const [, errors] = useContext(EventLoopContext) ?? [null, []];
  const down = errors.length > 0;
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!down) {
      setShown(false);
      return undefined;
    }
    const timer = setTimeout(() => setShown(true), wait);
    return () => clearTimeout(timer);
  }, [down, wait]);
  return (
    <div role="status" aria-live="polite">
      {shown && (
        <div className="connection">
          <span className="connection-dot" />
          {text}
        </div>
      )}
    </div>
  );
}
