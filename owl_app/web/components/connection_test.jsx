// A test of everything a call needs: microphone, camera, the line to the server, and the relay.
import { useEffect, useRef, useState } from "react";
import { Icon } from "./call_icons.jsx";
import { Meter, Picture } from "./call_lobby.jsx";
import { listen, Media } from "./call_media.jsx";

const LISTEN_MS = 4000;
const AUDIBLE = 0.12;
const PINGS = 10;
const PACKETS = 60;
const SLOW_MS = 600;
const LOSSY = 0.08;
const PATIENCE_MS = 12000;
const STEPS = ["microphone", "camera", "line", "relay"];

const inTime = (work, milliseconds = PATIENCE_MS) => Promise.race([work, new Promise((_, fail) => setTimeout(() => fail(new Error("late")), milliseconds))]);
const middle = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];

function loudest(track) {
  return new Promise((done) => {
    let most = 0;
    const stop = listen(track, (level) => (most = Math.max(most, level)));
    setTimeout(() => {
      stop();
      done(most);
    }, LISTEN_MS);
  });
}

// The socket of the test: what it says first, and how long an answer takes.
async function tryLine() {
  const address = new URL("/calls/test", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const socket = new WebSocket(address);
  const next = () =>
    new Promise((done, fail) => {
      socket.onmessage = ({ data }) => done(JSON.parse(data));
      socket.onclose = socket.onerror = () => fail(new Error("closed"));
    });
  const first = await inTime(next());
  if (first.type !== "test") throw new Error("refused");
  const delays = [];
  for (let count = 0; count < PINGS; count += 1) {
    const begun = performance.now();
    const answer = inTime(next());
    socket.send(JSON.stringify({ type: "ping" }));
    await answer;
    delays.push(performance.now() - begun);
  }
  socket.onclose = socket.onerror = null;
  socket.close();
  return { ice: first.ice, delay: middle(delays) };
}

// Two ends in this page that may reach each other through the relay alone.
async function tryRelay(ice) {
  const [one, other] = [0, 1].map(() => new RTCPeerConnection({ iceServers: ice, iceTransportPolicy: "relay" }));
  try {
    one.onicecandidate = ({ candidate }) => candidate && other.addIceCandidate(candidate).catch(() => {});
    other.onicecandidate = ({ candidate }) => candidate && one.addIceCandidate(candidate).catch(() => {});
    const channel = one.createDataChannel("test", { ordered: false, maxRetransmits: 0 });
    other.ondatachannel = ({ channel: echo }) => (echo.onmessage = ({ data }) => echo.send(data));
    await one.setLocalDescription();
    await other.setRemoteDescription(one.localDescription);
    await other.setLocalDescription();
    await one.setRemoteDescription(other.localDescription);
    await inTime(new Promise((done) => (channel.onopen = done)));
    const sent = new Map();
    const delays = [];
    channel.onmessage = ({ data }) => delays.push(performance.now() - sent.get(data));
    for (let count = 0; count < PACKETS; count += 1) {
      sent.set(String(count), performance.now());
      channel.send(String(count));
      await new Promise((done) => setTimeout(done, 20));
    }
    const end = performance.now() + 2000;
    while (delays.length < PACKETS && performance.now() < end) await new Promise((done) => setTimeout(done, 50));
    if (!delays.length) throw new Error("nothing came back");
    return { delay: middle(delays), lost: 1 - delays.length / PACKETS };
  } finally {
    one.close();
    other.close();
  }
}

async function test(media, show) {
  const why = [];
  const found = (step, ...codes) => {
    why.push(...codes);
    show(step, codes[0] ?? "good");
  };
  show("microphone", "running");
  show("camera", "running");
  await media.start();
  const { problems, tracks } = media;
  found("camera", ...(problems.video ? [`camera_${problems.video}`] : []));
  if (problems.audio) found("microphone", `microphone_${problems.audio}`);
  else found("microphone", ...((await loudest(tracks.audio)) > AUDIBLE ? [] : ["microphone_silent"]));
  show("line", "running");
  let line = null;
  try {
    line = await tryLine();
    found("line", ...(line.delay > SLOW_MS ? ["line_slow"] : []));
  } catch {
    found("line", "line_failed");
  }
  if (!line?.ice.length) {
    show("relay", "skipped");
    return why;
  }
  show("relay", "running");
  try {
    const relay = await tryRelay(line.ice);
    found("relay", ...(relay.delay > SLOW_MS ? ["relay_slow"] : []), ...(relay.lost > LOSSY ? ["relay_lossy"] : []));
  } catch {
    found("relay", "relay_failed");
  }
  return why;
}

export function ConnectionTest({ texts, onDone }) {
  const media = useRef(null);
  const [steps, setSteps] = useState({});
  const [isRunning, setIsRunning] = useState(false);
  const [why, setWhy] = useState(null);
  const [, changed] = useState(0);
  const heading = useRef(null);
  useEffect(() => () => media.current?.stop(), []);
  useEffect(() => {
    if (why) heading.current?.focus();
  }, [why]);
  const start = async () => {
    setWhy(null);
    setSteps({});
    setIsRunning(true);
    media.current?.stop();
    media.current = new Media(() => changed((count) => count + 1));
    const codes = await test(media.current, (step, state) => setSteps((before) => ({ ...before, [step]: state })));
    media.current.stop();
    setIsRunning(false);
    setWhy(codes);
    onDone?.({ why: codes });
  };
  const tracks = media.current?.tracks ?? {};
  return (
    <div className="connection-test">
      {isRunning && (
        <div className="connection-test-look">
          <div className="preview">{tracks.video ? <Picture track={tracks.video} muted mirrored label={texts.yourself} /> : <p className="preview-empty">{texts.starting}</p>}</div>
          <p>{texts.speak}</p>
          <Meter track={tracks.audio} label={texts.level_hint} />
        </div>
      )}
      {why && (
        <div className={`notice notice--${verdictTone(why, texts)}`}>
          <Icon name={why.length ? "alert" : "check"} />
          <div className="call-problem">
            <h2 ref={heading} tabIndex={-1} className="connection-test-title">
              {why.length ? (why.some((code) => texts.failing.split(" ").includes(code)) ? texts.failed : texts.poor) : texts.good}
            </h2>
            {why.map((code) => (
              <p key={code}>{texts[`why_${code}`]}</p>
            ))}
            <p>{texts.told}</p>
          </div>
        </div>
      )}
      <ol className="connection-steps" aria-live="polite">
        {STEPS.map((step) => (
          <li key={step} data-state={tone(steps[step])}>
            <span className="connection-step-mark">
              <Icon name={{ good: "check", bad: "alert" }[tone(steps[step])] ?? "clock"} size={18} />
            </span>
            <span>{texts[step]}</span>
            <span className="connection-step-says">{steps[step] ? (texts[steps[step]] ?? texts.not_good) : texts.pending}</span>
          </li>
        ))}
      </ol>
      <button type="button" className="button button--primary" disabled={isRunning} onClick={start}>
        {why ? texts.again : texts.start}
      </button>
    </div>
  );
}

const tone = (state) => ({ undefined: "pending", running: "pending", skipped: "pending", good: "good" })[state] ?? "bad";

function verdictTone(why, texts) {
  if (!why.length) return "success";
  return why.some((code) => texts.failing.split(" ").includes(code)) ? "danger" : "warning";
}
