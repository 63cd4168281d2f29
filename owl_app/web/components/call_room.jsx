// In the call: who is in it, who waits, what is written, and the bar of controls.
import { useEffect, useRef, useState } from "react";
import { Bar } from "./call_bar.jsx";
import { fill, Icon } from "./call_icons.jsx";
import { Picture } from "./call_lobby.jsx";
import { knock } from "./call_sounds.jsx";

export function Room({ state, engine, texts }) {
  const [side, setSide] = useState("");
  const [unread, setUnread] = useState(0);
  const [said, setSaid] = useState("");
  const [isBlocked, setIsBlocked] = useState(false);
  const stage = useRef(null);
  const { session, people, door, isOnline } = state;
  const isHost = session.part === "host";
  const waiting = door.filter((person) => person.place === "waiting" && !person.away);

  useEffect(() => {
    engine.onKnock = (person) => {
      knock();
      setSaid(fill(texts.waits, { name: person.name }));
    };
    engine.onWords = () => setUnread((count) => count + 1);
    return () => {
      engine.onKnock = engine.onWords = undefined;
    };
  }, []);
  useEffect(() => {
    if (side === "chat") setUnread(0);
  }, [side, unread]);
  useComings(people, texts, setSaid);

  return (
    <div className="call dark" data-side={side || undefined}>
      <h1 className="visually-hidden">{fill(texts.title, { name: session.title })}</h1>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <div className="call-top">
        {!isOnline && (
          <p className="call-pill" role="status">
            {texts.reconnecting}
          </p>
        )}
        {state.no === "full" && (
          <p className="call-pill" role="alert">
            {texts.full}
          </p>
        )}
        {isBlocked && (
          <button type="button" className="button button--primary" onClick={() => playAll(stage.current, () => setIsBlocked(false))}>
            {texts.play}
          </button>
        )}
        {isHost && waiting.length > 0 && side !== "people" && <Knocking {...{ waiting, engine, texts }} />}
      </div>
      <Stage {...{ state, engine, texts, stage }} onBlocked={() => setIsBlocked(true)} />
      {side === "chat" && <Chat {...{ state, engine, texts }} onClose={() => setSide("")} />}
      {side === "people" && <People {...{ state, engine, texts, isHost }} onClose={() => setSide("")} />}
      <Bar {...{ state, engine, texts, side, setSide, unread, stage, isHost, waiting }} />
    </div>
  );
}

// Who comes and goes is said to those who do not see it.
function useComings(people, texts, say) {
  const before = useRef(new Map());
  useEffect(() => {
    const now = new Map(people.map(({ id, name }) => [id, name]));
    for (const [id, name] of now) if (!before.current.has(id)) say(fill(texts.came, { name }));
    for (const [id, name] of before.current) if (!now.has(id)) say(fill(texts.went, { name }));
    before.current = now;
  }, [people.map(({ id }) => id).join()]);
}

function playAll(box, done) {
  Promise.all([...box.querySelectorAll("video")].map((video) => video.play())).then(done, () => {});
}

function Knocking({ waiting, engine, texts }) {
  return (
    <ul className="knocking" aria-label={texts.who_waits}>
      {waiting.map((person) => (
        <li key={person.id}>
          <Who {...{ person, texts }} says={texts.waits} />
          <button type="button" className="button button--primary" aria-label={fill(texts.admit_name, { name: person.name })} onClick={() => engine.admit(person.id)}>
            {texts.admit}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Who({ person, texts, says = "{name}" }) {
  const known = person.part === "guest" ? texts.by_link : person.login && person.login !== person.name ? fill(texts.signed_in_as, { name: person.login }) : "";
  return (
    <span className="attendee">
      <span className="attendee-name">{fill(says, person)}</span>
      {known && <span className="attendee-known">{known}</span>}
    </span>
  );
}

function Stage({ state, engine, texts, stage, onBlocked }) {
  const { people, media, session } = state;
  const shown = people.find((person) => person.said.sharing);
  return (
    <div ref={stage} className="stage" data-people={people.length} data-shares={shown || media.tracks.screen ? "" : undefined}>
      {shown && (
        <figure className="tile tile--screen">
          <Picture stream={shown.screen} muted label={fill(texts.screen_of, { name: shown.name })} />
          <figcaption className="tile-name">{fill(texts.screen_of, { name: shown.name })}</figcaption>
        </figure>
      )}
      {media.tracks.screen && !shown && (
        <div className="tile tile--screen tile--mine-shared">
          <Icon name="share" size={40} />
          <p>{texts.you_share}</p>
          <button type="button" className="button button--secondary" onClick={() => engine.media.stopSharing()}>
            {texts.stop_share}
          </button>
        </div>
      )}
      {people.length === 0 && !media.tracks.screen && (
        <div className="stage-empty">
          <p className="stage-empty-title">{session.part === "host" ? texts.alone_host : texts.alone}</p>
          <p>{session.part === "host" ? texts.alone_host_text : texts.alone_text}</p>
        </div>
      )}
      {people.map((person) => (
        <Tile key={person.id} {...{ person, texts, onBlocked }} sink={media.chosen.output} />
      ))}
      <figure className="tile tile--own" data-dark={media.tracks.video ? undefined : ""}>
        {media.tracks.video ? <Picture track={media.tracks.video} muted mirrored label={texts.yourself} /> : <span className="tile-face">{texts.you}</span>}
        <figcaption className="tile-name">
          {media.isMuted && <Icon name="mic-off" size={16} />}
          {texts.you}
        </figcaption>
      </figure>
    </div>
  );
}

function initials(name) {
  return name.split(/\s+/).slice(0, 2).map((word) => [...word][0]).join("").toUpperCase();
}

function Tile({ person, texts, sink, onBlocked }) {
  const { said, quality, away, isSaving } = person;
  const isDark = !said.filming || said.saving || quality === "connecting";
  const lost = away || quality === "lost";
  return (
    <figure className="tile" data-dark={isDark ? "" : undefined} data-lost={lost ? "" : undefined}>
      <Picture stream={person.stream} label={person.name} sink={sink} onBlocked={onBlocked} />
      {isDark && <span className="tile-face">{initials(person.name)}</span>}
      {(lost || said.saving || isSaving || quality === "connecting") && (
        <p className="tile-says">{lost ? texts.lost : quality === "connecting" ? texts.connecting_to : texts.sound_only}</p>
      )}
      <figcaption className="tile-name">
        {said.muted && (
          <>
            <Icon name="mic-off" size={16} />
            <span className="visually-hidden">{texts.is_muted}</span>
          </>
        )}
        {person.name}
        <span className={`quality quality--${lost ? "lost" : quality}`}>
          <Icon name="signal" size={16} />
          <span className="visually-hidden">{texts[`quality_${lost ? "lost" : quality}`]}</span>
        </span>
      </figcaption>
    </figure>
  );
}

function Side({ title, texts, onClose, children }) {
  const heading = useRef(null);
  useEffect(() => heading.current.focus(), []);
  return (
    <section className="call-side" aria-label={title} onKeyDown={(event) => event.key === "Escape" && onClose()}>
      <div className="call-side-header">
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" className="icon-button" aria-label={texts.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </section>
  );
}

function Chat({ state, engine, texts, onClose }) {
  const [text, setText] = useState("");
  const end = useRef(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [state.words.length]);
  const send = (event) => {
    event.preventDefault();
    if (!text.trim()) return;
    engine.write(text.trim());
    setText("");
  };
  return (
    <Side title={texts.chat} {...{ texts, onClose }}>
      <p className="call-side-text">{texts.chat_kept}</p>
      <div className="words-box" role="log" aria-label={texts.chat} tabIndex={0}>
        <ol className="words">
          {state.words.map((word) => (
            <li key={word.id} className={word.mine ? "word word--mine" : "word"}>
              <span className="word-who">{word.mine ? texts.you : word.name}</span>
              <span className="word-text">{word.text}</span>
            </li>
          ))}
        </ol>
        <span ref={end} />
      </div>
      <form className="words-form" onSubmit={send}>
        <label className="visually-hidden" htmlFor="call-words">
          {texts.write}
        </label>
        <input id="call-words" className="input" autoComplete="off" maxLength={2000} placeholder={texts.write} value={text} disabled={!state.people.length} onChange={(event) => setText(event.target.value)} />
        <button type="submit" className="icon-button" aria-label={texts.send} disabled={!state.people.length}>
          <Icon name="send" />
        </button>
      </form>
    </Side>
  );
}

function People({ state, engine, texts, isHost, onClose }) {
  const { people, door, session } = state;
  const acts = (person, ...names) => (
    <span className="attendee-acts">
      {names.map((name) => (
        <button key={name} type="button" className="button button--secondary" aria-label={`${texts[name]}: ${person.name}`} onClick={() => engine[{ admit: "admit", hold: "hold", send_back: "sendBack" }[name]](person.id)}>
          {texts[name]}
        </button>
      ))}
    </span>
  );
  const lists = [
    [texts.in_call, people, (person) => isHost && person.part !== "host" && acts(person, "hold", "send_back")],
    [texts.who_waits, door.filter((person) => person.place === "waiting"), (person) => acts(person, "admit", "hold")],
    [texts.who_is_held, door.filter((person) => person.place === "held"), (person) => acts(person, "admit")],
  ];
  return (
    <Side title={texts.people} {...{ texts, onClose }}>
      {lists.map(([title, found, act], index) => (
        <div key={title} className="call-side-part" hidden={index > 0 && !found.length}>
          <h3>{title}</h3>
          <ul>
            {index === 0 && (
              <li>
                <span className="attendee">
                  <span className="attendee-name">{session.name || texts.you}</span>
                  <span className="attendee-known">{session.name ? texts.you : ""}</span>
                </span>
              </li>
            )}
            {found.map((person) => (
              <li key={person.id}>
                <Who {...{ person, texts }} />
                {act(person)}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {isHost && <p className="call-side-text">{texts.hold_hint}</p>}
    </Side>
  );
}
