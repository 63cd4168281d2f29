// The drawings of a call, in the line weight of the others.
const SHAPES = {
  mic: "M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3ZM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3",
  "mic-off": "M9 9v2.5a3 3 0 0 0 4.6 2.5M15 11.2V6.5a3 3 0 0 0-5.8-1M5.5 11.5a6.5 6.5 0 0 0 10.3 5.3M18 14a6.4 6.4 0 0 0 .5-2.5M12 18v3M4 4l16 16",
  camera: "M3.5 6.5h11v11h-11zM14.5 10.5l6-3v9l-6-3",
  "camera-off": "M9 6.5h5.5V12M14.5 15.5v2h-11v-11H5M14.5 10.5l6-3v9l-3-1.5M4 4l16 16",
  share: "M4 5h16v11H4zM9 20h6M12 16v4M12 13V8.2m-2.4 2L12 7.8l2.4 2.4",
  chat: "M4 5h16v11.5H11L6.5 20v-3.5H4zM8 9.5h8M8 12.5h5",
  people: "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 19.5c.5-3.3 3.2-5.2 6.5-5.2s6 1.9 6.5 5.2M15.5 4.8a3.3 3.3 0 0 1 0 6.5M18.3 14.9c1.7.8 2.9 2.4 3.2 4.6",
  leave: "M3.2 14.6c-.6-2.9 3.4-5.6 8.8-5.6s9.4 2.7 8.8 5.6l-.3 1.4c-.1.6-.7.9-1.3.8l-2.9-.7a1.2 1.2 0 0 1-.9-1.1l-.1-1.9a11.5 11.5 0 0 0-6.6 0L8.6 15a1.2 1.2 0 0 1-.9 1.1l-2.9.7c-.6.1-1.2-.2-1.3-.8Z",
  pip: "M3.5 5h17v14h-17zM12.5 12h5.5v4.5h-5.5z",
  settings: "M4 7.5h9M17.5 7.5H20M4 16.5h2.5M11 16.5h9M15.2 5.2a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6ZM8.8 14.2a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6Z",
  phone: "M5 4h4l1.5 5L8 10.5a11.5 11.5 0 0 0 5.5 5.5l1.5-2.5 5 1.5v4c0 .6-.4 1-1 1C11.3 20 4 12.7 4 5c0-.6.4-1 1-1Z",
  close: "m6 6 12 12M18 6 6 18",
  send: "m4 12 16-7-5.5 15-3.2-6.3Z",
  alert: "M12 4 2.8 19.5h18.4L12 4ZM12 10v4.2M12 16.9v.1",
  check: "m5 12.5 4.5 4.5L19 7.5",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7.5V12l3 2",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  signal: "M5 19v-3M10 19v-7M15 19V9M20 19V5",
};

export function Icon({ name, size = 20 }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
