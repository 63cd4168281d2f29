// A time as the clock of this device says it, where that differs from the practice's.
import { useEffect, useState } from "react";

// Milliseconds that the clocks of a place are ahead of UTC at a moment.
function ahead(moment, zone) {
  const parts = new Intl.DateTimeFormat("en-US-u-hc-h23", {
    timeZone: zone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(moment);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute) - Math.floor(moment / 60000) * 60000;
}

function differs(starts, zone, own) {
  const moment = new Date(starts);
  return !Number.isNaN(moment.getTime()) && ahead(moment, zone) !== ahead(moment, own);
}

// Nothing is drawn by the server, which does not know the device's zone.
export function OwnClock({ starts, ends, zone, locale, text }) {
  const [when, setWhen] = useState("");
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!starts || !zone || !own || !differs(starts, zone, own)) {
      setWhen("");
      return;
    }
    const look = { dateStyle: "full", timeStyle: "short", timeZone: own };
    const format = new Intl.DateTimeFormat(locale.replace("_", "-"), look);
    const place = own.split("/").pop().replaceAll("_", " ");
    setWhen(`${format.formatRange(new Date(starts), new Date(ends || starts))} (${place})`);
  }, [starts, ends, zone, locale]);
  return when ? <span className="own-clock">{text.replace("#", when)}</span> : null;
}

// The text with the time of a moment on the clock of this device in place of its `#`; another text where that differs
// from the clock of `zone`.
export function OwnTime({ moment, zone, locale, text, elsewhere }) {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime()) || !zone) return null;
  const time = new Intl.DateTimeFormat(locale.replace("_", "-"), { timeStyle: "short" }).format(at);
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (own && differs(moment, zone, own) ? elsewhere : text).replace("#", time.replace("\u202f", " "));
}
