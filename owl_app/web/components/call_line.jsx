// The line to the server: it comes to the door, hears what happens, and comes back by itself when it breaks.
const PING_MS = 10000;
const SILENT_MS = 22000;
const PAUSES_MS = [200, 600, 1500, 3000, 5000];
const PASS_MS = 290000;
const REFUSED = 4403;
const ELSEWHERE = 4409;

export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What brings somebody back into a call after a reload lies in this tab alone.
function kept(path) {
  try {
    const found = JSON.parse(sessionStorage.getItem(`owl:call:${path}`));
    return found && Date.now() - found.at < PASS_MS ? found : null;
  } catch {
    return null;
  }
}

export class Line {
  constructor(path, hear) {
    this.path = path;
    this.tab = newId();
    this.hear = hear;
    this.name = "";
    this.tries = 0;
    this.isOver = false;
    this.isOpen = false;
    this.goOn = () => this.again();
    window.addEventListener("online", this.goOn);
  }

  // Where this tab was a moment ago, if it was in the call.
  get returning() {
    return kept(this.path);
  }

  open() {
    if (this.isOver) return;
    clearTimeout(this.pause);
    const address = new URL(this.path, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.onmessage = ({ data }) => socket === this.socket && this.heard(JSON.parse(data));
    socket.onclose = ({ code }) => socket === this.socket && this.closed(code);
    this.listenFor(SILENT_MS);
  }

  enter(name) {
    this.name = name;
    this.say({ type: "enter", name, tab: this.tab, pass: kept(this.path)?.pass ?? "" });
  }

  say(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  // Gone for good: the place is given up.
  leave() {
    this.say({ type: "leave" });
    this.forget();
    this.close();
  }

  // Not in the call any more: whoever comes again knocks again.
  forget() {
    sessionStorage.removeItem(`owl:call:${this.path}`);
  }

  close() {
    this.isOver = true;
    clearTimeout(this.pause);
    clearTimeout(this.patience);
    clearInterval(this.pulse);
    window.removeEventListener("online", this.goOn);
    this.socket?.close();
  }

  again() {
    if (this.isOver || this.socket?.readyState === WebSocket.OPEN) return;
    this.tries = 0;
    this.socket && (this.socket.onclose = null);
    this.socket?.close();
    this.open();
  }

  heard(message) {
    this.listenFor(SILENT_MS);
    if (message.type === "welcome") {
      this.tries = 0;
      this.isOpen = true;
      clearInterval(this.pulse);
      this.pulse = setInterval(() => this.say({ type: "ping" }), PING_MS);
      if (this.name) this.enter(this.name);
    }
    if (message.pass) this.keep(message.pass);
    if (message.type === "refused") this.isOver = message.why !== "crowded";
    this.hear(message);
  }

  keep(pass) {
    try {
      sessionStorage.setItem(`owl:call:${this.path}`, JSON.stringify({ pass, name: this.name, at: Date.now() }));
    } catch {
      // A browser that keeps nothing: after a reload one knocks again.
    }
  }

  closed(code) {
    this.isOpen = false;
    clearInterval(this.pulse);
    clearTimeout(this.patience);
    if (code === ELSEWHERE) {
      this.isOver = true;
      this.hear({ type: "elsewhere" });
    }
    if (this.isOver || code === REFUSED) return;
    this.hear({ type: "offline" });
    const pause = PAUSES_MS[Math.min(this.tries, PAUSES_MS.length - 1)];
    this.tries += 1;
    this.pause = setTimeout(() => this.open(), pause * (0.7 + Math.random() * 0.6));
  }

  // A line that says nothing for long is broken, whatever the browser believes.
  listenFor(milliseconds) {
    clearTimeout(this.patience);
    this.patience = setTimeout(() => {
      const silent = this.socket;
      silent.onclose = null;
      silent.close();
      this.closed(1006);
    }, milliseconds);
  }
}
