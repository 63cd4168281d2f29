// Before the call: a name, a look at oneself, and devices that work, or how to mend them.
import { useEffect, useRef, useState } from "react";
import { fill, Icon } from "./call_icons.jsx";
import { listen } from "./call_media.jsx";

export function Picture({ stream, track, muted, mirrored, label, sink, onBlocked, className }) {
  const video = useRef(null);
  const own = useRef(null);
  useEffect(() => {
    if (stream) {
      video.current.srcObject = stream;
    } else {
      own.current ??= new MediaStream();
      own.current.getTracks().forEach((other) => own.current.removeTrack(other));
      if (track) own.current.addTrack(track);
      video.current.srcObject = own.current;
    }
    video.current.play().catch((error) => error.name === "NotAllowedError" && onBlocked?.());
  }, [stream, track]);
  useEffect(() => {
    if (sink) video.current.setSinkId?.(sink).catch(() => {});
  }, [sink]);
  return <video ref={video} autoPlay playsInline muted={muted} aria-label={label} className={[className ?? "picture", mirrored && "picture--mirrored"].filter(Boolean).join(" ")} />;
}

export function Meter({ track, label }) {
  const bar = useRef(null);
  useEffect(() => {
    if (!track) return undefined;
    try {
      return listen(track, (level) => bar.current?.style.setProperty("--level", level.toFixed(2)));
    } catch {
      return undefined;
    }
  }, [track]);
  return (
    <div className="meter" role="img" aria-label={label}>
      <span ref={bar} className="meter-level" />
    </div>
  );
}

export function Choice({ label, devices, value, onChoose, none }) {
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <select className="input" value={value} onChange={(event) => onChoose(event.target.value)} disabled={!devices.length}>
        {!devices.length && <option value="">{none}</option>}
        {devices.map(({ id, label: name }, index) => (
          <option key={id} value={id}>
            {name || `${label} ${index + 1}`}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Devices({ media, engine, texts }) {
  const { devices, chosen, tracks } = media;
  const current = (kind) => chosen[kind] || tracks[kind]?.getSettings().deviceId || devices[kind][0]?.id || "";
  return (
    <div className="call-devices">
      <Choice label={texts.camera} devices={devices.video} value={current("video")} none={texts.no_camera} onChoose={(id) => engine.media.choose("video", id)} />
      <Choice label={texts.microphone} devices={devices.audio} value={current("audio")} none={texts.no_microphone} onChoose={(id) => engine.media.choose("audio", id)} />
      {devices.output.length > 1 && <Choice label={texts.speaker} devices={devices.output} value={chosen.output || devices.output[0].id} none="" onChoose={(id) => engine.media.choose("output", id)} />}
      <div className="field">
        <span className="field-label">{texts.level}</span>
        <Meter track={tracks.audio} label={texts.level_hint} />
      </div>
    </div>
  );
}

// What is wrong, how it is mended, and that one may go on all the same.
export function Problems({ media, engine, texts }) {
  const { audio, video } = media.problems;
  if (!audio && !video) return null;
  const key = audio && video ? "both" : audio ? "microphone" : "camera";
  return (
    <div className="notice notice--warning" role="alert">
      <Icon name="alert" />
      <div className="call-problem">
        <p>
          <strong>{texts[`problem_${key}_${audio || video}`]}</strong>
        </p>
        <p>{texts[`mend_${audio || video}`]}</p>
        {!audio && <p>{texts.without_camera}</p>}
        <button type="button" className="button button--secondary" onClick={() => engine.media.start()}>
          {texts.try_again}
        </button>
      </div>
    </div>
  );
}

export function ByPhone({ session, texts }) {
  if (!session?.phone) return null;
  return (
    <p className="call-by-phone">
      <Icon name="phone" size={18} />
      <span>
        {texts.by_phone}{" "}
        <a className="link" href={`tel:${session.phone.replace(/[^+\d]/g, "")}`}>
          {session.phone}
        </a>
      </span>
    </p>
  );
}

export function OwnPicture({ state, engine, texts }) {
  const { tracks, wanted, isMuted, isStarting } = state.media;
  return (
    <div className="preview">
      {tracks.video ? <Picture track={tracks.video} muted mirrored label={texts.yourself} /> : <p className="preview-empty">{isStarting ? texts.starting : texts.camera_is_off}</p>}
      <div className="preview-controls">
        <Toggle on={!isMuted && Boolean(tracks.audio)} icon="mic" texts={[texts.mute, texts.unmute]} onToggle={() => engine.media.mute(!isMuted)} />
        <Toggle on={Boolean(tracks.video)} icon="camera" texts={[texts.stop_camera, texts.start_camera]} onToggle={() => engine.media.film(!(wanted.video && tracks.video))} />
      </div>
    </div>
  );
}

export function Toggle({ on, icon, texts, onToggle, shown }) {
  const text = on ? texts[0] : texts[1];
  return (
    <button type="button" className={on ? "call-button" : "call-button call-button--off"} aria-label={text} title={text} onClick={onToggle}>
      <Icon name={on ? icon : `${icon}-off`} size={22} />
      {shown && <span className="call-button-text">{shown}</span>}
    </button>
  );
}

export function Lobby({ state, engine, texts }) {
  const { session, media } = state;
  const [name, setName] = useState(session.name);
  const [isAsked, setIsAsked] = useState(false);
  const field = useRef(null);
  const isHost = session.part === "host";
  const isMissing = isAsked && !/[\p{L}\p{N}]/u.test(name);
  useEffect(() => {
    engine.media.start();
  }, []);
  const enter = (event) => {
    event.preventDefault();
    setIsAsked(true);
    if (/[\p{L}\p{N}]/u.test(name)) engine.enter(name);
    else field.current.focus();
  };
  return (
    <div className="lobby">
      <OwnPicture {...{ state, engine, texts }} />
      <form className="lobby-form" onSubmit={enter} noValidate>
        <div>
          <h1 className="public-title">{fill(texts.title, { name: session.title })}</h1>
          <p className="lobby-text">{isHost ? texts.host_lobby : texts.client_lobby}</p>
        </div>
        <Problems {...{ media, engine, texts }} />
        <div className="field">
          <label className="field-label" htmlFor="call-name">
            {texts.name}
          </label>
          <input id="call-name" ref={field} className="input" autoComplete="name" maxLength={60} value={name} aria-invalid={isMissing || undefined} aria-describedby={isMissing ? "call-name-error" : "call-name-hint"} onChange={(event) => setName(event.target.value)} />
          {isMissing ? (
            <p id="call-name-error" className="field-error" role="alert">
              {texts.name_missing}
            </p>
          ) : (
            <p id="call-name-hint" className="field-hint">
              {texts.name_hint}
            </p>
          )}
        </div>
        <Devices {...{ media, engine, texts }} />
        <button type="submit" className="button button--primary button--full">
          {isHost ? texts.start : texts.join}
        </button>
        <p className="lobby-private">
          <Icon name="lock" size={18} />
          <span>{texts.private}</span>
        </p>
        <ByPhone {...{ session, texts }} />
      </form>
    </div>
  );
}
