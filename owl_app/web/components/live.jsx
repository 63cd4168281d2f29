// What follows the event socket: the first arrival of the state, and its absence.
import { Children, useContext, useEffect, useRef, useState } from "react";
import { EventLoopContext } from "$/utils/context-registry";

// The skeleton until `when` was true once; then the content for good, so that typed text survives a rebuilt state.
export function Ready({ when, children }) {
  const [skeleton, ...content] = Children.toArray(children);
  const arrived = useRef(false);
  if (when) arrived.current = true;
  return arrived.current ? content : skeleton;
}

// The first child if `when` was true at the beginning, else the second; what happens later changes nothing.
export function Settled({ when, children }) {
  const [first, second] = Children.toArray(children);
  const begun = useRef(when);
  return begun.current ? first : second;
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
