// What is there only for a while: the page changes by itself when the while begins and when it is over.
import { Children, useEffect, useMemo, useState } from "react";

// A device sleeps, and timers forget the time: looked again at least once a minute.
const LOOK_EVERY = 60_000;

function phaseAt(moment, opens, closes) {
  if (moment < Date.parse(opens)) return "before";
  return moment <= Date.parse(closes) ? "open" : "over";
}

// `now` is the moment at which the server read this: the clock of the device may be wrong, its ticking is not.
export function Window({ opens, closes, now, onOver, children }) {
  const [before, open] = Children.toArray(children);
  const ahead = useMemo(() => Date.parse(now) - Date.now(), [now]);
  const [moment, setMoment] = useState(() => Date.now() + ahead);
  const phase = phaseAt(moment, opens, closes);
  useEffect(() => {
    let timer;
    const look = () => {
      clearTimeout(timer);
      const at = Date.now() + ahead;
      setMoment(at);
      const next = [Date.parse(opens), Date.parse(closes) + 1].find((each) => each > at);
      if (next !== undefined) timer = setTimeout(look, Math.min(next - at, LOOK_EVERY));
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [opens, closes, ahead]);
  useEffect(() => {
    if (phase === "over") onOver?.();
  }, [phase, closes]);
  return (
    <div className="window" role="status">
      {phase === "before" ? before : phase === "open" ? open : null}
    </div>
  );
}
