// The days of the calendar, drawn by FullCalendar. All times are the practice's clocks, worked out by the server and
// handed over as if they were UTC: the zone data of an old device would be wrong.
import { useEffect, useMemo } from "react";
import { useNavigate } from "react-router";
import FullCalendar, { useCalendarController } from "@fullcalendar/react";
import dayGridPlugin from "@fullcalendar/react/daygrid";
import interactionPlugin from "@fullcalendar/react/interaction";
import listPlugin from "@fullcalendar/react/list";
import timeGridPlugin from "@fullcalendar/react/timegrid";
import "@fullcalendar/react/skeleton.css";

const PLUGINS = [dayGridPlugin, interactionPlugin, listPlugin, timeGridPlugin];
const NAMES = { week: "timeGridWeek", day: "timeGridDay", month: "dayGridMonth", list: "listWeek" };
const MINUTE = 60000;
const STEP = 15; // minutes: what is dragged moves by as much

const when = (text) => ({ day: text.slice(0, 10), start: text.slice(11, 16) });

const isTwelve = (tag) => new Intl.DateTimeFormat(tag, { hour: "numeric" }).resolvedOptions().hour12;
const startOf = (time) => time.split(" – ")[0];

// In a month there is room for the hour alone; who listens hears all of it.
function Session({ event, timeText, isMirror, isShort, view }) {
  const { time, note, said, marked } = event.extendedProps;
  const isList = view.type === NAMES.list;
  const isDay = view.type === NAMES.day;
  const isMonth = view.type === NAMES.month;
  const written = isMirror ? timeText : isList || isDay ? time : startOf(time);
  return (
    <>
      {isMonth ? (
        <span className="session-time">
          <span aria-hidden="true">{/[\d:.]*\d/.exec(time)?.[0]}</span>
          <span className="visually-hidden">{written}</span>
        </span>
      ) : (
        <span className="session-time">{written}</span>
      )}
      <span className="calendar-words">
        <span className="session-title">{event.title}</span>
        {said && (isList || isDay || marked) && <span className="session-said">{said}</span>}
        {isMonth || (isShort && !isList) ? null : <span className="calendar-note">{note}</span>}
      </span>
    </>
  );
}

// Half an hour before the first session of the days begins, or the usual morning.
function morning(entries) {
  const first = entries.map((entry) => entry.start.slice(11, 16)).sort()[0] ?? "08:00";
  const minutes = Math.max(0, Number(first.slice(0, 2)) * 60 + Number(first.slice(3)) - 30);
  return { minutes };
}

const sessionClass = ({ event, isMirror, isDragging, view }) =>
  [
    "session",
    `session--${event.extendedProps.colour}`,
    event.extendedProps.cancelled && "session--cancelled",
    event.extendedProps.movable && view.type !== NAMES.list && "session--movable",
    (isMirror || isDragging) && "session--moving",
  ]
    .filter(Boolean)
    .join(" ");

const dayClass = ({ isToday, isOther }) => `calendar-cell${isToday ? " calendar-cell--today" : ""}${isOther ? " calendar-cell--other" : ""}`;
const todayClass = (name) => ({ isToday }) => (isToday ? `${name} ${name}--today` : name);

const LOOK = {
  viewClass: "calendar-view",
  eventClass: sessionClass,
  listItemEventBeforeClass: "session-dot",
  columnEventClass: "session--column",
  columnEventInnerClass: ({ isShort }) => (isShort ? "session-inner session-inner--short" : "session-inner"),
  columnEventAfterClass: ({ isEndResizable }) => (isEndResizable ? "session-edge" : ""),
  rowEventClass: "session--row",
  listItemEventInnerClass: "session-inner session-inner--line",
  tableHeaderClass: "calendar-head",
  dayHeaderClass: todayClass("calendar-day"),
  dayHeaderInnerClass: "calendar-day-words",
  dayHeaderRowClass: "calendar-row",
  dayHeaderDividerClass: "calendar-divider",
  dayRowClass: "calendar-row",
  dayCellClass: dayClass,
  dayCellTopClass: "calendar-number",
  dayLaneClass: dayClass,
  dayLaneInnerClass: "calendar-lane",
  slotLaneClass: ({ time }) => ["calendar-slot", "", "calendar-slot calendar-slot--minor", ""][(time.milliseconds / MINUTE / STEP) % 4],
  slotHeaderClass: "calendar-hour",
  slotHeaderInnerClass: "calendar-hour-words",
  slotHeaderDividerClass: "calendar-hour-edge",
  nowIndicatorLineClass: "calendar-now",
  nowIndicatorHeaderClass: "calendar-now-mark",
  highlightClass: "calendar-range",
  moreLinkClass: "calendar-more",
  popoverClass: "calendar-popover",
  popoverCloseClass: "calendar-popover-close",
  listDayClass: "calendar-list-day",
  listDayHeaderClass: todayClass("calendar-list-head"),
  noEventsClass: "calendar-nothing",
  navLinkClass: "calendar-to-day",
  fillerClass: "calendar-filler",
};

function Cross() {
  return (
    <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" aria-hidden="true">
      <path d="m6 6 12 12M18 6 6 18" />
    </svg>
  );
}

export default function Days({ entries, view, date, now, tag, firstDay, texts, hrefStart, isPhone, begin, onMove, onDay }) {
  const controller = useCalendarController();
  const navigate = useNavigate();
  useEffect(() => {
    if (controller.view?.type !== NAMES[view]) controller.changeView(NAMES[view]);
    controller.gotoDate(date);
  }, [view, date]);
  const events = useMemo(
    () =>
      entries.map((entry) => ({
        id: entry.id,
        title: entry.title,
        start: entry.start,
        end: entry.end,
        url: `${hrefStart}${entry.id}`,
        editable: entry.movable,
        extendedProps: entry,
      })),
    [entries, hrefStart],
  );
  const scrollTime = useMemo(() => morning(entries), []);
  const hour = useMemo(() => new Intl.DateTimeFormat(tag, { hour: "numeric", timeZone: "UTC", ...(isTwelve(tag) ? {} : { minute: "2-digit" }) }), [tag]);
  const moved = ({ event, revert }, changes = {}) => {
    const { id, version } = event.extendedProps;
    onMove({ appointment_id: event.id || id, version: String(version), ...when(event.startStr), ...changes }, revert);
  };
  const open = ({ event, jsEvent }) => {
    if (jsEvent.metaKey || jsEvent.ctrlKey || jsEvent.shiftKey || jsEvent.altKey) return;
    jsEvent.preventDefault();
    navigate(event.url);
  };
  const isTimed = view === "week" || view === "day";
  return (
    <div className="calendar-days" data-view={view}>
      <FullCalendar
        {...LOOK}
        controller={controller}
        plugins={PLUGINS}
        initialView={NAMES[view]}
        initialDate={date}
        headerToolbar={false}
        borderless
        timeZone="UTC"
        now={now}
        locale={tag}
        firstDay={firstDay}
        height={isTimed ? "100%" : "auto"}
        allDaySlot={false}
        nowIndicator
        scrollTime={scrollTime}
        scrollTimeReset={false}
        slotDuration={{ minutes: STEP }}
        slotHeaderInterval="01:00"
        slotMinHeight={15}
        slotHeaderContent={({ time }) => hour.format(new Date(time.milliseconds))}
        eventMinHeight={22}
        eventShortHeight={40}
        dayHeaderAlign={({ inPopover }) => (inPopover ? "start" : "center")}
        slotEventOverlap={false}
        dayMaxEvents={isPhone ? 2 : 4}
        fixedWeekCount
        events={events}
        eventContent={Session}
        eventClick={open}
        eventDrop={(info) => moved(info)}
        eventResize={(info) => moved(info, { minutes: String((info.event.end - info.event.start) / MINUTE) })}
        selectable
        selectMinDistance={6}
        selectMirror={false}
        select={({ startStr, start, end }) =>
          begin(isTimed ? { ...when(startStr), minutes: String((end - start) / MINUTE) } : { day: startStr.slice(0, 10) })
        }
        dateClick={({ dateStr }) => begin(isTimed ? when(dateStr) : { day: dateStr.slice(0, 10) })}
        navLinks
        navLinkDayClick={(chosen) => onDay(chosen.toISOString().slice(0, 10))}
        navLinkHint={(words) => texts.to_day.replace("#", words)}
        moreLinkText={(count) => texts.more.replace("#", count)}
        moreLinkHint={(count) => texts.more_hint.replace("#", count)}
        closeHint={texts.close}
        popoverCloseContent={Cross}
        eventsHint={texts.sessions}
        noEventsText={texts.nothing}
        timedText={texts.sessions}
        weekTextLong={texts.week}
        views={{ week: { dayHeaderFormat: { weekday: "short", day: "numeric" } } }}
      />
    </div>
  );
}
