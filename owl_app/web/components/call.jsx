// The call of a session: its door, its waiting room and the call itself, whichever it is time for.
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { Engine } from "./call_engine.jsx";
import { fill, Icon } from "./call_icons.jsx";
import { ByPhone, Devices, Lobby, OwnPicture, Problems } from "./call_lobby.jsx";
import { Room } from "./call_room.jsx";

const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/;

export function Call({ back, test, texts }) {
  const [id, setId] = useState("");
  useEffect(() => setId(ID.exec(location.pathname)?.[0] ?? "none"), []);
  return id ? <Attended path={`/calls/${id}`} back={back.replace(/\[\w+\]/, id)} {...{ test, texts }} /> : <Card title={texts.connecting} />;
}

// Somebody with a drop-in link: its token stands behind the #, which browsers do not send; this page posts it.
export function DropIn({ action, texts }) {
  const [isOpen, setIsOpen] = useState(false);
  const [sentence, setSentence] = useState("");
  useEffect(() => {
    const open = async () => {
      const token = location.hash.slice(1);
      if (!token) return setIsOpen(true);
      try {
        const response = await fetch(action, { method: "POST", body: new URLSearchParams({ token }), credentials: "same-origin", headers: { Accept: "application/json" } });
        const answer = await response.json();
        return answer.ok ? setIsOpen(true) : setSentence(answer.message);
      } catch {
        return setSentence(texts.unreachable);
      }
    };
    open();
  }, []);
  if (sentence) return <Card title={texts.refused_link_off_title} text={sentence} />;
  return isOpen ? <Attended path="/calls/drop-in" back="" texts={texts} /> : <Card title={texts.connecting} />;
}

function Attended({ path, back, test, texts }) {
  const engine = useRef(null);
  const [, begin] = useState(0);
  useEffect(() => {
    engine.current = new Engine(path);
    begin((count) => count + 1);
    return () => engine.current.close();
  }, [path]);
  return engine.current ? <Shown engine={engine.current} {...{ back, test, texts }} /> : <Card title={texts.connecting} />;
}

function Shown({ engine, back, test, texts }) {
  const state = useSyncExternalStore(engine.subscribe, engine.snapshot, engine.snapshot);
  const { phase } = state;
  useStaying(phase === "call");
  if (phase === "lobby") return <Lobby {...{ state, engine, texts }} />;
  if (phase === "door" || phase === "held") return <Door {...{ state, engine, texts }} />;
  if (phase === "call") return <Room {...{ state, engine, texts }} />;
  if (phase === "refused") return <Refused {...{ state, back, test, texts }} />;
  if (phase === "connecting") return <Card title={texts.connecting} />;
  return <Over {...{ state, engine, back, texts }} />;
}

// The screen of a phone stays on, and a slip of the finger does not end a call.
function useStaying(isOn) {
  useEffect(() => {
    if (!isOn) return undefined;
    let lock = null;
    const hold = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").then((held) => (lock = held), () => {});
    hold();
    document.addEventListener("visibilitychange", hold);
    return () => {
      document.removeEventListener("visibilitychange", hold);
      lock?.release().catch(() => {});
    };
  }, [isOn]);
}

function Door({ state, engine, texts }) {
  const title = useRef(null);
  useEffect(() => title.current.focus(), [state.phase]);
  const isHeld = state.phase === "held";
  return (
    <div className="lobby">
      <OwnPicture {...{ state, engine, texts }} />
      <div className="lobby-form">
        <div role="status">
          <h1 ref={title} tabIndex={-1} className="public-title">
            {isHeld ? texts.held_title : texts.door_title}
          </h1>
          <p className="lobby-text">{fill(isHeld ? texts.held_text : texts.door_text, { name: state.session.title })}</p>
        </div>
        {!state.isOnline && (
          <p className="notice notice--warning" role="status">
            {texts.reconnecting}
          </p>
        )}
        <span className="door-dots" aria-hidden="true">
          <span />
          <span />
          <span />
        </span>
        <Problems media={state.media} engine={engine} texts={texts} />
        <Devices media={state.media} engine={engine} texts={texts} />
        <button type="button" className="button button--secondary" onClick={engine.leave}>
          {texts.leave}
        </button>
        <ByPhone session={state.session} texts={texts} />
      </div>
    </div>
  );
}

function Refused({ state, back, test, texts }) {
  const { why, at, skew } = state.refusal;
  const moment = useMemo(() => written(at), [at]);
  return (
    <Card title={texts[`refused_${why}_title`]} text={fill(texts[`refused_${why}`], moment)} icon={why === "too_early" ? "clock" : "alert"}>
      {why === "too_early" && <Countdown {...{ at, skew, texts }} />}
      <div className="form-actions">
        {why === "too_early" && test && (
          <a className="button button--primary" href={test}>
            {texts.test}
          </a>
        )}
        <Back {...{ back, texts }} />
      </div>
    </Card>
  );
}

function written(at) {
  if (!at) return {};
  const moment = new Date(at);
  const language = document.documentElement.lang || undefined;
  return {
    day: new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }).format(moment),
    time: new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }).format(moment),
  };
}

// How long it still takes; said in whole minutes, so that it does not talk all the time.
function Countdown({ at, skew, texts }) {
  const left = () => Math.max(0, at - Date.now() - skew);
  const [rest, setRest] = useState(left);
  useEffect(() => {
    const timer = setInterval(() => setRest(left()), 1000);
    return () => clearInterval(timer);
  }, [at]);
  const minutes = Math.ceil(rest / 60000);
  if (minutes > 24 * 60) return null;
  const hours = Math.floor(minutes / 60);
  return (
    <p className="call-countdown" role="timer">
      {hours ? fill(texts.opens_in_hours, { hours, minutes: minutes % 60 }) : fill(texts.opens_in, { minutes })}
    </p>
  );
}

function Over({ state, engine, back, texts }) {
  const { phase } = state;
  const again = { left: texts.come_back, ended: texts.come_back, elsewhere: texts.use_this }[phase];
  return (
    <Card title={texts[`${phase}_title`]} text={texts[`${phase}_text`]} icon="check">
      <div className="form-actions">
        <button type="button" className="button button--primary" onClick={engine.comeBack}>
          {again}
        </button>
        <Back {...{ back, texts }} />
      </div>
    </Card>
  );
}

function Back({ back, texts }) {
  if (!back) return null;
  return (
    <a className="button button--secondary" href={back}>
      {texts.back}
    </a>
  );
}

function Card({ title, text, icon, children }) {
  return (
    <div className="public-card call-card">
      {icon && (
        <span className="call-card-icon">
          <Icon name={icon} size={28} />
        </span>
      )}
      <h1 className="public-title">{title}</h1>
      {text && <p className="public-text">{text}</p>}
      {children}
    </div>
  );
}
