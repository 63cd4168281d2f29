// The calendar: what of it is seen stands in the address; its days are drawn by a part that only this page loads.
import { Suspense, lazy, useEffect, useId, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { addressWith, useAsk, useAsked } from "./address.jsx";
import { putDraft } from "./booking.jsx";
import { onDialogLeft, openDialog } from "./dialogs.jsx";

const load = () => import("./calendar_days.jsx");
const Days = lazy(load);
if (typeof window !== "undefined") load();

const VIEWS = ["week", "day", "month", "list"];
const PHONE = "(max-width: 47.99rem)";

function useIsPhone() {
  return useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(PHONE);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => window.matchMedia(PHONE).matches,
    () => false,
  );
}

// What the practice's clocks say: what the server said last, and the time since then.
function useNow(clock) {
  const said = useRef({ clock: "", at: 0 });
  if (said.current.clock !== clock) said.current = { clock, at: performance.now() };
  return useMemo(() => () => new Date(Date.parse(`${said.current.clock}Z`) + performance.now() - said.current.at), []);
}

const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text ?? "") && !Number.isNaN(Date.parse(text));
const day = (date) => date.toISOString().slice(0, 10);

// The day that stands as far from this one as the view is long.
function stepped(date, view, steps) {
  const next = new Date(`${date}T00:00Z`);
  if (view === "month") next.setUTCMonth(next.getUTCMonth() + steps, 1);
  else next.setUTCDate(next.getUTCDate() + steps * (view === "day" ? 1 : 7));
  return day(next);
}

// On a phone the year goes without saying while it is this one.
function title(date, view, tag, firstDay, short, today) {
  const shown = new Date(`${date}T00:00Z`);
  const year = short && date.slice(0, 4) === today.slice(0, 4) ? undefined : "numeric";
  const format = (look) => new Intl.DateTimeFormat(tag, { ...look, year, timeZone: "UTC" });
  if (view === "month") return format({ month: "long" }).format(shown);
  const long = short ? "short" : "long";
  if (view === "day") return format({ weekday: long, day: "numeric", month: long }).format(shown);
  const first = new Date(shown);
  first.setUTCDate(first.getUTCDate() - ((first.getUTCDay() - firstDay + 7) % 7));
  const last = new Date(first);
  last.setUTCDate(last.getUTCDate() + 6);
  return format({ day: "numeric", month: "short" }).formatRange(first, last);
}

// Nothing is drawn by the server, which does not know the device's zone.
function OtherClock({ offsets, text }) {
  const [differs, setDiffers] = useState(false);
  useEffect(() => {
    setDiffers(offsets.some(([moment, ahead]) => -new Date(moment).getTimezoneOffset() !== ahead));
  }, [offsets]);
  return differs ? <p className="calendar-zone">{text}</p> : null;
}

function Chevron({ back }) {
  return (
    <svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={back ? "m14.5 6-6 6 6 6" : "m9.5 6 6 6-6 6"} />
    </svg>
  );
}

// A move that is under way: taken back when it is refused, or when whoever is asked about it goes away.
function useMoves({ answers, saves, questions, entries, moveWindow }) {
  const under = useRef(null);
  const before = useRef({ answers, saves, questions });
  const drop = () => {
    under.current?.revert();
    under.current = null;
  };
  useEffect(() => {
    if (before.current.entries !== undefined && before.current.entries !== entries) under.current = null;
    before.current.entries = entries;
  }, [entries]);
  useEffect(() => onDialogLeft(moveWindow, drop), [moveWindow]);
  useEffect(() => {
    const last = before.current;
    before.current = { ...last, answers, saves, questions };
    if (answers === last.answers || !under.current) return;
    if (saves > last.saves) {
      under.current = null;
    } else if (questions > last.questions) {
      under.current.asked = true;
      openDialog(moveWindow, document.activeElement);
    } else if (!under.current.asked) {
      drop();
    }
  }, [answers, saves, questions]);
  return (revert) => {
    under.current = { revert, asked: false };
  };
}

export function Calendar(props) {
  const { entries, therapist, therapists, clock, offsets, tagOfLanguage: tag, firstDay, texts, hrefStart, bookWindow, moveWindow } = props;
  const { onAsk, onMove, answers, saves, questions, askedFor, booked, children } = props;
  const id = useId();
  const isPhone = useIsPhone();
  const asked = useAsked();
  const ask = useAsk(onAsk);
  const now = useNow(clock);
  const today = day(now());
  const view = VIEWS.includes(asked.get("view")) ? asked.get("view") : isPhone ? "list" : "week";
  const date = isDay(asked.get("date")) ? asked.get("date") : today;
  const go = (changes) => ask(addressWith(changes));
  const goTo = (next) => go({ date: next === today ? "" : next });
  const begin = (draft) => {
    putDraft(draft);
    openDialog(bookWindow, document.activeElement);
  };
  const under = useMoves({ answers, saves, questions, entries, moveWindow });
  useEffect(() => {
    if (askedFor) begin({ day: date });
  }, [askedFor]);
  const count = useRef(booked);
  useEffect(() => {
    if (booked > count.current && asked.get("client")) ask(addressWith({ client: "" }), true);
    count.current = booked;
  }, [booked]);
  return (
    <section className="card card--flush calendar" aria-labelledby={`${id}title`}>
      <div className="calendar-bar">
        <div className="calendar-when">
          <h2 id={`${id}title`} className="calendar-title" aria-live="polite">
            {title(date, view, tag, firstDay, isPhone, today)}
          </h2>
          <div className="calendar-steps">
            <button type="button" className="button button--secondary" onClick={() => goTo(today)}>
              {texts.today}
            </button>
            <button type="button" className="icon-button" aria-label={texts.previous} onClick={() => goTo(stepped(date, view, -1))}>
              <Chevron back />
            </button>
            <button type="button" className="icon-button" aria-label={texts.next} onClick={() => goTo(stepped(date, view, 1))}>
              <Chevron />
            </button>
          </div>
        </div>
        <div className="calendar-what">
          {therapists.length > 0 && (
            <select className="input" aria-label={texts.therapist} value={therapist} onChange={(event) => go({ therapist: event.target.value })}>
              <option value="all">{texts.all}</option>
              {therapists.map(([value, name]) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          )}
          <div className="segmented segmented--words" role="radiogroup" aria-label={texts.view}>
            {VIEWS.map((each) => (
              <label key={each}>
                <input type="radio" className="visually-hidden" name={`${id}view`} checked={each === view} onChange={() => go({ view: each })} />
                {texts[each]}
              </label>
            ))}
          </div>
        </div>
        <OtherClock offsets={offsets} text={texts.zone} />
      </div>
      <Suspense fallback={children}>
        <Days
          {...{ entries, view, date, now, tag, firstDay, texts, hrefStart, isPhone, begin }}
          onMove={(move, revert) => {
            under(revert);
            onMove(move);
          }}
          onDay={(next) => go({ view: "day", date: next })}
        />
      </Suspense>
    </section>
  );
}
