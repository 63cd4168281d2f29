// One connection to one other person: it is agreed on without a master (perfect negotiation), and mends itself.
const FIRST_MEND_MS = { caller: 800, called: 2500 };
const MEND_AGAIN_MS = [3000, 4000, 6000];
const UNHEARD_MS = 5000;
const WATCH_EVERY_MS = 2000;
const ORDER = ["audio", "video", "screen"];
const RATES = { 1: 1500000, 2: 900000, 3: 500000 };
const POOR_LOOKS = 4;
const GOOD_LOOKS = 8;

// Sound, camera and screen have a place of their own from the beginning, so that nothing that is switched on or off
// later has to be agreed on again. Of two, the one with the smaller id makes the places.
export class Peer {
  constructor({ me, person, ice, send, changed, hear }) {
    this.person = person;
    this.isCaller = me < person.id;
    this.send = send;
    this.changed = changed;
    this.hear = hear;
    this.stream = new MediaStream();
    this.screen = new MediaStream();
    this.said = { muted: false, filming: true, sharing: false, saving: false };
    this.quality = "connecting";
    this.mine = {};
    this.isSaving = false;
    this.looks = { poor: 0, good: 0 };
    this.isOffering = false;
    this.ignores = false;
    this.early = [];
    this.mends = 0;
    this.connection = new RTCPeerConnection({ iceServers: ice, bundlePolicy: "max-bundle" });
    this.watch();
    this.channel = this.connection.createDataChannel("words", { negotiated: true, id: 0 });
    this.channel.onopen = () => this.tell();
    this.channel.onmessage = ({ data }) => this.hears(data);
    this.looking = setInterval(() => this.look(), WATCH_EVERY_MS);
    if (this.isCaller) {
      this.places = ORDER.map((kind) => this.connection.addTransceiver(kind === "audio" ? "audio" : "video", { direction: "sendrecv" }));
      this.mendIn(UNHEARD_MS);
    }
  }

  watch() {
    const { connection } = this;
    connection.onnegotiationneeded = () => this.isCaller && this.offer();
    connection.onicecandidate = ({ candidate }) => this.send({ candidate: candidate ? address(candidate) : { candidate: "" } });
    connection.ontrack = ({ track, transceiver }) => this.arrived(track, transceiver);
    connection.onconnectionstatechange = () => this.follow();
    connection.oniceconnectionstatechange = () => this.follow();
  }

  // Begins the connection, or mends it.
  async offer(options = {}) {
    if (this.connection.signalingState === "closed") return;
    try {
      this.isOffering = true;
      const offer = await this.connection.createOffer(options);
      if (!["stable", "have-local-offer"].includes(this.connection.signalingState)) return;
      await this.connection.setLocalDescription(offer);
      this.send({ description: words(this.connection.localDescription) });
    } catch {
      // Closed meanwhile, or the other was faster.
    } finally {
      this.isOffering = false;
    }
  }

  async take({ description, candidate }) {
    const { connection } = this;
    try {
      if (description) {
        const collides = description.type === "offer" && (this.isOffering || connection.signalingState !== "stable");
        this.ignores = this.isCaller && collides;
        if (this.ignores || (description.type === "answer" && connection.signalingState !== "have-local-offer")) return;
        await connection.setRemoteDescription(description);
        for (const waiting of this.early.splice(0)) await connection.addIceCandidate(waiting);
        if (description.type === "offer") {
          this.takePlaces();
          await connection.setLocalDescription();
          this.send({ description: words(connection.localDescription) });
        }
      } else if (candidate) {
        if (!connection.remoteDescription) this.early.push(candidate);
        else await connection.addIceCandidate(candidate);
      }
    } catch (error) {
      if (!this.ignores && connection.signalingState !== "closed") this.failed = error;
    }
  }

  takePlaces() {
    if (this.places) return;
    this.places = this.connection.getTransceivers().slice(0, ORDER.length);
    this.places.forEach((place) => (place.direction = "sendrecv"));
    this.put(this.mine);
  }

  // What this browser sends at the moment.
  put(tracks) {
    this.mine = { ...tracks };
    ORDER.forEach((kind, index) => {
      const sender = this.places?.[index]?.sender;
      const track = tracks[kind] ?? null;
      if (sender && sender.track !== track) sender.replaceTrack(track).catch(() => {});
    });
  }

  arrived(track, transceiver) {
    const index = (this.places ?? this.connection.getTransceivers()).indexOf(transceiver);
    const stream = ORDER[index] === "screen" ? this.screen : this.stream;
    stream.getTracks().filter((other) => other.kind === track.kind).forEach((other) => stream.removeTrack(other));
    stream.addTrack(track);
    this.changed();
  }

  follow() {
    const state = this.connection.connectionState;
    if (state === "connected") {
      clearTimeout(this.mending);
      this.mending = 0;
      this.mends = 0;
      if (this.quality === "connecting" || this.quality === "lost") this.quality = "good";
    } else if (["disconnected", "failed"].includes(state)) {
      this.quality = "lost";
      if (!this.mending) this.mendIn(state === "failed" ? 0 : FIRST_MEND_MS[this.isCaller ? "caller" : "called"]);
    }
    this.changed();
  }

  mendIn(milliseconds) {
    clearTimeout(this.mending);
    this.mending = setTimeout(() => this.mend(), milliseconds);
  }

  // Tried again until it holds: the network may be away for longer than one try.
  mend() {
    this.mending = 0;
    if (["connected", "closed"].includes(this.connection.connectionState)) return;
    this.offer({ iceRestart: true });
    this.mendIn(MEND_AGAIN_MS[Math.min(this.mends, MEND_AGAIN_MS.length - 1)]);
    this.mends += 1;
  }

  // The network changed, or the other is back on the line: do not wait for the timer.
  hurry() {
    if (!this.places && !this.isCaller) return;
    if (["connected", "closed"].includes(this.connection.connectionState) && this.connection.signalingState === "stable") return;
    this.mend();
  }

  moved(ice) {
    this.connection.setConfiguration({ ...this.connection.getConfiguration(), iceServers: ice });
  }

  tell(said = this.mySaid) {
    this.mySaid = said;
    if (said && this.channel.readyState === "open") this.channel.send(JSON.stringify({ said: { ...said, saving: this.isSaving } }));
  }

  write(text) {
    if (this.channel.readyState === "open") this.channel.send(JSON.stringify({ text }));
  }

  hears(data) {
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      return;
    }
    if (typeof message?.text === "string") this.hear(message.text.slice(0, 2000));
    if (message?.said && typeof message.said === "object") {
      const { muted, filming, sharing, saving } = message.said;
      this.said = { muted: Boolean(muted), filming: Boolean(filming), sharing: Boolean(sharing), saving: Boolean(saving) };
      this.changed();
    }
  }

  share(others) {
    this.others = others;
    this.limit();
  }

  // With each more who looks on there is less for one; on a poor line there is sound alone.
  limit() {
    const sender = this.places?.[1]?.sender;
    const parameters = sender?.getParameters();
    if (!parameters?.encodings?.length) return;
    const [encoding] = parameters.encodings;
    const rate = RATES[this.others] ?? RATES[3];
    if (encoding.active === !this.isSaving && encoding.maxBitrate === rate) return;
    encoding.active = !this.isSaving;
    encoding.maxBitrate = rate;
    sender.setParameters(parameters).catch(() => {});
  }

  async look() {
    if (this.connection.connectionState !== "connected") return;
    const found = await measure(this.connection, this.before ?? {});
    this.before = found.totals;
    const quality = found.isPoor ? "poor" : found.isFair ? "fair" : "good";
    this.looks.poor = found.isPoor ? this.looks.poor + 1 : 0;
    this.looks.good = found.isPoor ? 0 : this.looks.good + 1;
    const saves = this.isSaving ? this.looks.good < GOOD_LOOKS : this.looks.poor >= POOR_LOOKS;
    if (saves !== this.isSaving) {
      this.isSaving = saves;
      this.looks = { poor: 0, good: 0 };
      this.tell();
    }
    this.limit();
    if (quality === this.quality && this.wasSaving === this.isSaving) return;
    this.quality = quality;
    this.wasSaving = this.isSaving;
    this.changed();
  }

  close() {
    clearTimeout(this.mending);
    clearInterval(this.looking);
    this.connection.close();
  }
}

const words = ({ type, sdp }) => ({ type, sdp });
const address = ({ candidate, sdpMid, sdpMLineIndex, usernameFragment }) => ({ candidate, sdpMid, sdpMLineIndex, usernameFragment });

// How the line is, from what came and what was lost since the last look.
async function measure(connection, before) {
  let delay = 0;
  let lostThere = 0;
  let outgoing = Infinity;
  const totals = { received: 0, lost: 0 };
  (await connection.getStats()).forEach((report) => {
    if (report.type === "candidate-pair" && report.nominated && report.state === "succeeded") {
      delay = Math.max(delay, report.currentRoundTripTime ?? 0);
      outgoing = report.availableOutgoingBitrate ?? outgoing;
    }
    if (report.type === "inbound-rtp") {
      totals.received += report.packetsReceived ?? 0;
      totals.lost += Math.max(0, report.packetsLost ?? 0);
    }
    if (report.type === "remote-inbound-rtp") lostThere = Math.max(lostThere, report.fractionLost ?? 0);
  });
  const received = totals.received - (before.received ?? totals.received);
  const lost = totals.lost - (before.lost ?? totals.lost);
  const share = Math.max(lostThere, received + lost > 20 ? lost / (received + lost) : 0);
  return {
    totals,
    isPoor: share > 0.12 || delay > 0.9 || outgoing < 90000,
    isFair: share > 0.03 || delay > 0.35 || outgoing < 250000,
  };
}
