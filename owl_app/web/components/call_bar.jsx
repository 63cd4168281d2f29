// The bar of a call: microphone, camera, screen, chat, people, devices, and the way out.
import { useEffect, useRef, useState } from "react";
import { Dialog } from "@base-ui/react/dialog";
import { Icon } from "./call_icons.jsx";
import { ByPhone, Devices, Problems, Toggle } from "./call_lobby.jsx";

export function Bar({ state, engine, texts, side, setSide, unread, stage, isHost, waiting }) {
  const { media, people } = state;
  const box = useRef(null);
  const isSharing = Boolean(media.tracks.screen);
  const open = (name) => setSide(side === name ? "" : name);
  return (
    <div ref={box} className="call-bar" role="toolbar" aria-label={texts.controls}>
      <Toggle on={!media.isMuted && Boolean(media.tracks.audio)} icon="mic" texts={[texts.mute, texts.unmute]} shown={texts.microphone_short} onToggle={() => engine.media.mute(!media.isMuted && Boolean(media.tracks.audio))} />
      <Toggle on={Boolean(media.tracks.video)} icon="camera" texts={[texts.stop_camera, texts.start_camera]} shown={texts.camera_short} onToggle={() => engine.media.film(!media.tracks.video)} />
      {media.canShare && (
        <Button icon="share" text={isSharing ? texts.stop_share : texts.share} shown={texts.share_short} pressed={isSharing} onClick={() => (isSharing ? engine.media.stopSharing() : engine.media.share().catch(() => {}))} />
      )}
      <Button icon="chat" text={texts.chat} shown={texts.chat} count={unread} countText={texts.unread} expanded={side === "chat"} onClick={() => open("chat")} />
      <Button icon="people" text={texts.people} shown={texts.people} count={isHost ? waiting.length : 0} countText={texts.who_waits} expanded={side === "people"} onClick={() => open("people")} />
      <InPicture {...{ stage, texts }} isPossible={people.length > 0} />
      <Settings {...{ state, engine, texts, box }} />
      {isHost ? <HostLeave {...{ engine, texts, box }} /> : <Leave onClick={engine.leave} text={texts.leave} />}
    </div>
  );
}

function Button({ icon, text, shown, pressed, expanded, count, countText, onClick, ...rest }) {
  const look = pressed || expanded ? "call-button call-button--on" : `call-button call-button--${icon}`;
  return (
    <button {...rest} type="button" className={look} aria-label={count ? `${text}, ${countText}: ${count}` : text} title={text} aria-pressed={pressed} aria-expanded={expanded} onClick={onClick}>
      <Icon name={icon} size={22} />
      {count > 0 && (
        <span className="nav-count" aria-hidden="true">
          {count}
        </span>
      )}
      <span className="call-button-text">{shown}</span>
    </button>
  );
}

// The other's picture in a small window above everything else.
function InPicture({ stage, texts, isPossible }) {
  const [isThere, setIsThere] = useState(false);
  useEffect(() => setIsThere(Boolean(document.pictureInPictureEnabled)), []);
  if (!isThere || !isPossible) return null;
  const toggle = async () => {
    if (document.pictureInPictureElement) return document.exitPictureInPicture();
    const video = stage.current.querySelector(".tile--screen video, .tile:not(.tile--own) video");
    return video?.requestPictureInPicture().catch(() => {});
  };
  return <Button icon="pip" text={texts.pip} shown={texts.pip_short} onClick={toggle} />;
}

function Settings({ state, engine, texts, box }) {
  return (
    <Window box={box} title={texts.settings} texts={texts} trigger={<Button icon="settings" text={texts.settings} shown={texts.settings_short} />}>
      <Problems media={state.media} engine={engine} texts={texts} />
      <Devices media={state.media} engine={engine} texts={texts} />
      <ByPhone session={state.session} texts={texts} />
    </Window>
  );
}

function Leave({ onClick, text }) {
  return (
    <button type="button" className="call-button call-button--leave" onClick={onClick}>
      <Icon name="leave" size={22} />
      <span className="call-button-text">{text}</span>
    </button>
  );
}

function HostLeave({ engine, texts, box }) {
  return (
    <Window
      box={box}
      title={texts.leave_title}
      texts={texts}
      trigger={
        <button type="button" className="call-button call-button--leave">
          <Icon name="leave" size={22} />
          <span className="call-button-text">{texts.leave}</span>
        </button>
      }
    >
      <p className="dialog-text">{texts.leave_text}</p>
      <div className="dialog-actions">
        <button type="button" className="button button--secondary" onClick={engine.leave}>
          {texts.leave_alone}
        </button>
        <button type="button" className="button button--danger" onClick={engine.endForAll}>
          {texts.end_for_all}
        </button>
      </div>
    </Window>
  );
}

function Window({ box, title, texts, trigger, children }) {
  return (
    <Dialog.Root>
      <Dialog.Trigger render={trigger} />
      <Dialog.Portal container={box}>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <div className="dialog-header">
            <Dialog.Title className="dialog-title">{title}</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label={texts.close}>
              <Icon name="close" />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
