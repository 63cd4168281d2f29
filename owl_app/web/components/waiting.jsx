// Who waits for the therapist, on every page of the panel: a card with a way to the call, and a short sound.
import { useEffect, useRef } from "react";
import { Link } from "react-router";
import { fill, Icon } from "./call_icons.jsx";
import { knock } from "./call_sounds.jsx";

const ONE_AT_A_TIME_MS = 2000;

// Of several windows one makes the sound.
async function knockOnce() {
  if (!navigator.locks) return knock();
  return navigator.locks.request("owl:knock", { ifAvailable: true }, async (lock) => {
    if (lock && (await knock())) await new Promise((done) => setTimeout(done, ONE_AT_A_TIME_MS));
  });
}

export function WaitingCard({ rows, texts }) {
  const known = useRef(null);
  const waiting = rows.map(({ id, names }) => `${id} ${names}`);
  useEffect(() => {
    const isNew = known.current !== null && waiting.some((each) => !known.current.includes(each));
    known.current = waiting;
    if (isNew) knockOnce();
  }, [waiting.join("\n")]);
  return (
    <div className="waiting" role="status" aria-label={texts.title}>
      {rows.map(({ id, names, href }) => (
        <div key={id} className="waiting-card">
          <span className="waiting-mark">
            <Icon name="camera" size={22} />
          </span>
          <p>{fill(texts.waits, { names })}</p>
          <Link className="button button--primary" to={href}>
            {texts.open}
          </Link>
        </div>
      ))}
    </div>
  );
}
