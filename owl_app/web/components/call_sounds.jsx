// Short sounds, made on the spot; a browser that wants a click first stays silent.
let context;

function tone(at, frequency, seconds) {
  const source = context.createOscillator();
  const volume = context.createGain();
  source.type = "sine";
  source.frequency.value = frequency;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.16, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, at + seconds);
  source.connect(volume).connect(context.destination);
  source.start(at);
  source.stop(at + seconds);
}

// Somebody is at the door: two soft notes.
export async function knock() {
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") {
      const woken = context.resume();
      await Promise.race([woken, new Promise((done) => setTimeout(done, 150))]);
    }
    if (context.state !== "running") return false;
    tone(context.currentTime, 659.25, 0.5);
    tone(context.currentTime + 0.16, 880, 0.7);
    return true;
  } catch {
    return false;
  }
}
