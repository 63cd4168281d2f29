// What this browser sends: camera, microphone and screen, what is wrong with them, and how loud somebody speaks.
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, facingMode: "user" };
const PROBLEMS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "in_use",
  AbortError: "in_use",
};

const constraints = (kind, device) => ({
  [kind]: { ...(kind === "audio" ? SOUND : PICTURE), ...(device ? { deviceId: { exact: device } } : {}) },
});

export class Media {
  constructor(changed) {
    this.changed = changed;
    this.tracks = { audio: null, video: null, screen: null };
    this.problems = { audio: "", video: "" };
    this.wanted = { audio: true, video: true };
    this.chosen = { audio: "", video: "", output: "" };
    this.devices = { audio: [], video: [], output: [] };
    this.isMuted = false;
    this.isStarting = false;
    this.listed = () => this.list();
  }

  get canShare() {
    return Boolean(navigator.mediaDevices?.getDisplayMedia);
  }

  // Both at once is one question to the person; when that fails, each by itself tells what is wrong with it.
  async start() {
    navigator.mediaDevices?.addEventListener("devicechange", this.listed);
    this.isStarting = true;
    this.changed();
    if (!navigator.mediaDevices?.getUserMedia) {
      this.problems = { audio: "unknown", video: "unknown" };
    } else {
      try {
        const both = { ...constraints("audio", this.chosen.audio), ...constraints("video", this.chosen.video) };
        const stream = await navigator.mediaDevices.getUserMedia(both);
        this.put("audio", stream.getAudioTracks()[0]);
        this.put("video", stream.getVideoTracks()[0]);
      } catch {
        await this.get("audio");
        await this.get("video");
      }
    }
    this.isStarting = false;
    await this.list();
  }

  async get(kind) {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(constraints(kind, this.chosen[kind]));
      this.put(kind, stream.getTracks()[0]);
    } catch (error) {
      if (this.chosen[kind]) {
        this.chosen[kind] = "";
        return this.get(kind);
      }
      this.drop(kind);
      this.problems[kind] = PROBLEMS[error.name] ?? "unknown";
    }
    return undefined;
  }

  put(kind, track) {
    this.drop(kind);
    this.tracks[kind] = track ?? null;
    this.problems[kind] = "";
    if (kind === "audio" && track) track.enabled = !this.isMuted;
    // A camera that is unplugged, or taken by another program.
    track?.addEventListener("ended", () => {
      if (this.tracks[kind] !== track) return;
      this.drop(kind);
      if (kind !== "screen") this.problems[kind] = "none";
      this.changed();
    });
    this.changed();
  }

  drop(kind) {
    this.tracks[kind]?.stop();
    this.tracks[kind] = null;
  }

  async choose(kind, device) {
    this.chosen[kind] = device;
    if (kind === "output") return this.changed();
    if (kind === "video" && !this.wanted.video) return this.changed();
    await this.get(kind);
    return this.changed();
  }

  async mute(isMuted) {
    this.isMuted = isMuted;
    if (!isMuted && !this.tracks.audio) await this.get("audio");
    if (this.tracks.audio) this.tracks.audio.enabled = !isMuted;
    this.changed();
  }

  // Off means off: the lamp beside the camera goes out.
  async film(isFilming) {
    this.wanted.video = isFilming;
    if (isFilming) await this.get("video");
    else this.drop("video");
    this.changed();
  }

  async share() {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false });
    const [track] = stream.getVideoTracks();
    track.contentHint = "detail";
    this.put("screen", track);
  }

  stopSharing() {
    this.drop("screen");
    this.changed();
  }

  async list() {
    const found = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    const of = (kind) => found.filter((each) => each.kind === kind && each.deviceId).map(({ deviceId, label }) => ({ id: deviceId, label }));
    this.devices = { audio: of("audioinput"), video: of("videoinput"), output: of("audiooutput") };
    this.changed();
  }

  stop() {
    navigator.mediaDevices?.removeEventListener("devicechange", this.listed);
    Object.keys(this.tracks).forEach((kind) => this.drop(kind));
  }
}

// Calls `show` with how loud a track is, from 0 to 1, until what it returns is called.
export function listen(track, show) {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let frame = 0;
  const look = () => {
    analyser.getFloatTimeDomainData(samples);
    const loudness = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    show(Math.min(1, Math.max(0, (20 * Math.log10(loudness + 1e-6) + 60) / 50)));
    frame = requestAnimationFrame(look);
  };
  look();
  context.resume().catch(() => {});
  return () => {
    cancelAnimationFrame(frame);
    source.disconnect();
    context.close();
  };
}
