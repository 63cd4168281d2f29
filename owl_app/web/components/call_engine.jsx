// A call as one thing: the line to the server, what this browser sends, and a connection to everybody in it.
import { Line } from "./call_line.jsx";
import { Media } from "./call_media.jsx";
import { Peer } from "./call_peer.jsx";

const MOST_WORDS = 200;
const RETRY_MS = 5000;
const RETURN_MS = 15000;

export class Engine {
  constructor(path) {
    this.listeners = new Set();
    this.phase = "connecting"; // lobby, door, held, call; refused, ended, left, elsewhere
    this.session = null;
    this.refusal = null;
    this.isOnline = false;
    this.door = [];
    this.words = [];
    this.notices = [];
    this.peers = new Map();
    this.ice = [];
    this.no = "";
    this.media = new Media(() => this.mediaChanged());
    this.path = path;
    this.connect();
    this.onNetwork = () => this.peers.forEach((peer) => peer.hurry());
    window.addEventListener("online", this.onNetwork);
    navigator.connection?.addEventListener?.("change", this.onNetwork);
    this.publish();
  }

  connect() {
    this.line = new Line(this.path, (message) => this.heard(message));
    this.line.open();
  }

  subscribe = (listener) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = () => this.current;

  publish() {
    const { phase, session, refusal, isOnline, door, words, notices, no, media } = this;
    this.current = {
      phase,
      session,
      refusal,
      isOnline,
      door,
      words,
      notices,
      no,
      media: { tracks: { ...media.tracks }, problems: { ...media.problems }, devices: media.devices, chosen: { ...media.chosen }, wanted: { ...media.wanted }, isMuted: media.isMuted, isStarting: media.isStarting, canShare: media.canShare },
      people: [...this.peers.values()].map((peer) => ({ ...peer.person, stream: peer.stream, screen: peer.screen, said: peer.said, quality: peer.quality, isSaving: peer.isSaving })),
    };
    this.listeners.forEach((listener) => listener());
  }

  heard(message) {
    const act = { welcome: this.welcomed, room: this.saw, signal: this.signalled, refused: this.refused, out: this.putOut, no: this.denied, pong: this.kept }[message.type];
    if (message.type === "offline") this.isOnline = false;
    if (message.type === "elsewhere") this.end("elsewhere");
    act?.call(this, message);
    this.publish();
  }

  welcomed(session) {
    this.isOnline = true;
    this.session = { ...session, skew: session.now - Date.now() };
    this.returned = { until: Date.now() + RETURN_MS, seen: new Set() };
    clearTimeout(this.opening);
    if (this.phase === "connecting" || this.phase === "refused") this.open(session);
  }

  // Whoever was in the call a moment ago goes straight back, past the lobby, and presses nothing.
  open(session) {
    const before = this.line.returning;
    if (before?.name) {
      this.media.start();
      this.enter(before.name);
    } else if (session.over) {
      this.refused({ why: "too_late", at: session.closes, now: session.now });
    } else {
      this.phase = "lobby";
    }
  }

  // Before it is time this page waits, and tries by itself.
  refused({ why, at, now }) {
    this.refusal = { why, at, skew: now - Date.now() };
    this.line.forget();
    this.line.close();
    this.end("refused");
    if (why !== "too_early" && why !== "crowded") return;
    const wait = why === "crowded" ? RETRY_MS : Math.max(500, at - now + 300);
    clearTimeout(this.opening);
    this.opening = setTimeout(() => this.connect(), Math.min(wait, 60000));
  }

  saw({ place, people, door, ice }) {
    this.isOnline = true;
    this.no = "";
    if (ice) this.ice = ice;
    const before = this.door;
    this.door = door;
    this.phase = { admitted: "call", waiting: "door", held: "held" }[place];
    if (this.phase !== "call") this.line.forget();
    for (const person of door) {
      if (person.place === "waiting" && !before.some((other) => other.id === person.id)) this.onKnock?.(person);
    }
    this.meet(people);
  }

  // Connections for those who are in the call, and for nobody else.
  meet(people) {
    this.people = people;
    for (const [id, peer] of this.peers) {
      const person = people.find((other) => other.id === id);
      if (!person && this.mayReturn(id)) continue;
      if (!person || person.tab !== peer.person.tab) {
        peer.close();
        this.peers.delete(id);
      }
    }
    for (const person of people) {
      this.returned.seen.add(person.id);
      const known = this.peers.get(person.id);
      if (known) {
        const isBack = known.person.away && !person.away;
        known.person = person;
        if (isBack) known.hurry();
      } else {
        this.peers.set(person.id, this.connectTo(person));
      }
    }
    this.peers.forEach((peer) => peer.share(this.peers.size));
  }

  // After a restart of the server everybody comes back one by one; until then sound and picture go on.
  mayReturn(id) {
    const left = this.returned.until - Date.now();
    if (left <= 0 || this.returned.seen.has(id)) return false;
    clearTimeout(this.awaiting);
    this.awaiting = setTimeout(() => {
      this.meet(this.people);
      this.publish();
    }, left + 50);
    return true;
  }

  connectTo(person) {
    const peer = new Peer({
      me: this.session.you,
      person,
      ice: this.ice,
      send: (content) => this.line.say({ type: "signal", to: person.id, tab: person.tab, ...content }),
      changed: () => this.publish(),
      hear: (text) => this.hearWords(peer.person.name, text),
    });
    peer.put(this.media.tracks);
    peer.tell(this.said());
    return peer;
  }

  signalled({ from, ...content }) {
    this.peers.get(from)?.take(content);
  }

  kept({ ice }) {
    this.isOnline = true;
    if (!ice) return;
    this.ice = ice;
    this.peers.forEach((peer) => peer.moved(ice));
  }

  denied({ why }) {
    this.no = why;
  }

  putOut() {
    this.end("ended");
  }

  enter(name) {
    this.line.enter(name);
  }

  admit = (id) => this.line.say({ type: "admit", id });
  sendBack = (id) => this.line.say({ type: "send_back", id });
  hold = (id) => this.line.say({ type: "hold", id });
  endForAll = () => {
    this.line.say({ type: "end" });
  };

  leave = () => {
    this.line.leave();
    this.end("left");
    this.publish();
  };

  // From the end of a call back to its door.
  comeBack = () => {
    this.phase = "connecting";
    this.media.start();
    this.connect();
    this.publish();
  };

  write(text) {
    this.peers.forEach((peer) => peer.write(text));
    this.keepWords({ mine: true, name: "", text });
  }

  hearWords(name, text) {
    this.keepWords({ mine: false, name, text });
    this.onWords?.();
  }

  keepWords(word) {
    this.counted = (this.counted ?? 0) + 1;
    this.words = [...this.words, { ...word, id: this.counted, at: Date.now() }].slice(-MOST_WORDS);
    this.publish();
  }

  said() {
    const { tracks, isMuted } = this.media;
    return { muted: isMuted || !tracks.audio, filming: Boolean(tracks.video), sharing: Boolean(tracks.screen) };
  }

  mediaChanged() {
    this.peers?.forEach((peer) => {
      peer.put(this.media.tracks);
      peer.tell(this.said());
    });
    if (this.listeners) this.publish();
  }

  end(phase) {
    clearTimeout(this.awaiting);
    this.phase = phase;
    this.words = [];
    this.door = [];
    this.peers.forEach((peer) => peer.close());
    this.peers.clear();
    if (phase === "ended") {
      this.line.forget();
      this.line.close();
    }
    if (phase !== "refused") this.media.stop();
    if (phase === "refused" && this.refusal.why !== "too_early") this.media.stop();
  }

  close() {
    clearTimeout(this.opening);
    clearTimeout(this.awaiting);
    window.removeEventListener("online", this.onNetwork);
    navigator.connection?.removeEventListener?.("change", this.onNetwork);
    this.line.close();
    this.peers.forEach((peer) => peer.close());
    this.peers.clear();
    this.media.stop();
  }
}
