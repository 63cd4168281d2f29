// A list whose search, filters, order and page stand in the address, and the rows that are ticked in it.
import { createContext, memo, useContext, useEffect, useId, useMemo, useRef, useSyncExternalStore } from "react";
import { useNavigate } from "react-router";
import { addressWith, useAsk, useAsked } from "./address.jsx";
import { openDialog } from "./dialogs.jsx";

const Ticks = createContext(null);
const Ask = createContext(() => {});
const NOBODY = new Set();

// The ticked ids, outside of React's state: a tick draws its own row and the edit bar anew, and nothing else.
function makeTicks() {
  const listeners = new Set();
  let chosen = NOBODY;
  let last = null;
  const put = (next) => {
    chosen = next;
    listeners.forEach((listener) => listener());
  };
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    chosen: () => chosen,
    clear: () => put(NOBODY),
    set: (ids, on) => {
      const next = new Set(chosen);
      ids.forEach((id) => (on ? next.add(id) : next.delete(id)));
      put(next);
    },
    // With the shift key, every row from the one ticked before to this one.
    tick(box, on, whole) {
      const boxes = [...box.closest("table").querySelectorAll("input[data-tick]")];
      const from = whole ? boxes.findIndex((each) => each.dataset.tick === last) : -1;
      const to = boxes.indexOf(box);
      last = box.dataset.tick;
      const range = from < 0 ? [box] : boxes.slice(Math.min(from, to), Math.max(from, to) + 1);
      this.set(range.map((each) => each.dataset.tick), on);
    },
  };
}

export function GridScope({ onAsk, children }) {
  const ticks = useMemo(makeTicks, []);
  const ask = useAsk(onAsk);
  return (
    <Ask.Provider value={ask}>
      <Ticks.Provider value={ticks}>{children}</Ticks.Provider>
    </Ask.Provider>
  );
}

const isPlain = (event) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

// A link within the list: a plain click asks for it here, everything else is the browser's.
function Asking({ to, fromTop, children, ...rest }) {
  const ask = useContext(Ask);
  const click = (event) => {
    if (!isPlain(event)) return;
    event.preventDefault();
    ask(to);
    if (fromTop) window.scrollTo(0, 0);
  };
  return (
    <a href={to} onClick={click} {...rest}>
      {children}
    </a>
  );
}

function useChosen(select) {
  const ticks = useContext(Ticks);
  return useSyncExternalStore(ticks.subscribe, () => select(ticks.chosen()), () => select(NOBODY));
}

// Whatever changes, the list begins again at the first page.
const address = (changes) => addressWith({ page: "", ...changes });

export function GridSearch({ label, placeholder, wait = 200, children }) {
  const id = useId();
  const ask = useContext(Ask);
  const input = useRef(null);
  const timer = useRef(0);
  const asked = useAsked().get("q") ?? "";
  const latest = useRef(asked);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (asked === latest.current) return;
    latest.current = asked;
    input.current.value = asked;
  }, [asked]);
  const search = (event) => {
    const { value } = event.target;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      latest.current = value.trim();
      ask(address({ q: latest.current }), true);
    }, wait);
  };
  return (
    <div className="input-wrap input-wrap--leading grid-search">
      {children}
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <input ref={input} id={id} type="search" className="input" placeholder={placeholder} defaultValue={asked} maxLength={300} autoComplete="off" spellCheck={false} onChange={search} />
    </div>
  );
}

export function GridFilter({ name, label, options }) {
  const id = useId();
  const ask = useContext(Ask);
  const asked = useAsked().get(name) ?? "";
  return (
    <div className="grid-filter">
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <select id={id} className="input" value={asked} onChange={(event) => ask(address({ [name]: event.target.value }))}>
        {(options ?? []).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

// A heading that sorts: first upward, then downward. Without a sort in the address the list has its own order.
function SortHeading({ label, name, own, className }) {
  const sort = useAsked().get("sort") ?? (own ? name : "");
  const upward = sort === name;
  const downward = sort === `-${name}`;
  const next = upward ? `-${name}` : name;
  return (
    <th scope="col" role="columnheader" className={className} aria-sort={upward ? "ascending" : downward ? "descending" : undefined}>
      <Asking to={address({ sort: own && next === name ? "" : next })} className="sort-link">
        <span>{label}</span>
        <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
          <path d={downward ? "M3 5l3 3 3-3" : "M3 7.5l3-3 3 3"} />
        </svg>
      </Asking>
    </th>
  );
}

export function GridPager({ hasMore, label, previous, next, pageText, firstText }) {
  const page = Math.max(1, Number.parseInt(useAsked().get("page") ?? "1", 10) || 1);
  if (page === 1 && !hasMore) return null;
  const step = (to, text, possible) =>
    possible ? (
      <Asking to={address({ page: to > 1 ? String(to) : "" })} fromTop className="button button--secondary">
        {text}
      </Asking>
    ) : (
      <span className="button button--secondary" aria-disabled="true">
        {text}
      </span>
    );
  return (
    <nav className="pager" aria-label={label}>
      {step(page - 1, previous, page > 1)}
      <span>{pageText.replace("#", page)}</span>
      {step(page + 1, next, hasMore)}
    </nav>
  );
}

function RowTick({ row, on, label }) {
  const ticks = useContext(Ticks);
  return (
    <label className="tick">
      <input
        type="checkbox"
        data-tick={row}
        checked={on}
        aria-label={label}
        onChange={() => {}}
        onClick={(event) => ticks.tick(event.currentTarget, !on, event.shiftKey)}
      />
    </label>
  );
}

// Plain elements in places that stay: other rows change texts, and nothing is taken down and put up again.
export function GridTable({ rows, columns, caption, hrefStart, hrefEnd = "", tickField, allLabel, children }) {
  const declared = useStable(columns);
  const navigate = useNavigate();
  if (!rows?.length) return children;
  // One listener for all rows: fifty links that each know the router cost more than the rest of their rows.
  const follow = (event) => {
    const link = event.target.closest("a.row-link");
    if (!link || !isPlain(event)) return;
    event.preventDefault();
    navigate(link.getAttribute("href"));
  };
  return (
    <table className="grid-table" role="table" onClick={follow} style={{ "--columns": `${tickField ? "1.5rem " : ""}${declared.map((column) => column.share).join(" ")}` }}>
      <caption className="visually-hidden">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {tickField && (
            <th scope="col" role="columnheader" className="tick-cell">
              <TickAll rows={rows} label={allLabel} />
            </th>
          )}
          {declared.map((column) =>
            column.sort ? (
              <SortHeading key={column.label} label={column.label} name={column.sort} own={column.own_order} className={column.look} />
            ) : (
              <th key={column.label} scope="col" role="columnheader" className={column.look}>
                {column.label}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row, place) => (
          <Row key={place} {...{ row, hrefStart, hrefEnd, tickField }} columns={declared} />
        ))}
      </tbody>
    </table>
  );
}

// The value that was there before, while the new one says the same.
function useStable(value) {
  const kept = useRef(value);
  if (JSON.stringify(kept.current) !== JSON.stringify(value)) kept.current = value;
  return kept.current;
}

const saysTheSame = (before, after) =>
  before.columns === after.columns &&
  Object.keys(after.row).every((field) => before.row[field] === after.row[field]);

const Row = memo(function Row({ row, columns, hrefStart, hrefEnd, tickField }) {
  const [first, ...others] = columns;
  const chosen = useChosen((ids) => ids.has(row.id));
  return (
    <tr role="row" className={chosen ? "chosen" : hrefStart && "linked"}>
      {tickField && (
        <td role="cell" className="tick-cell">
          <RowTick row={row.id} on={chosen} label={row[tickField]} />
        </td>
      )}
      <td role="cell" className={first.look}>
        <Cell row={row} column={first} href={hrefStart && `${hrefStart}${row.id}${hrefEnd}`} />
      </td>
      {others.map((column) => (
        <td key={column.label} role="cell" className={column.look} data-label={column.label}>
          <Cell row={row} column={column} />
        </td>
      ))}
    </tr>
  );
}, saysTheSame);

function Cell({ row, column, href }) {
  const said = row[column.field];
  if (column.badges) {
    const [text, tone] = column.badges[said] ?? [];
    return text ? <span className={`badge badge--${tone}`}>{text}</span> : <span className="quiet">—</span>;
  }
  const value = href ? (
    <a href={href} className="row-link">
      {said}
    </a>
  ) : (
    said
  );
  const note = column.note && row[column.note];
  const shown = note ? (
    <span className="cell-words">
      <span>{value}</span>
      <span className="cell-note">{note}</span>
    </span>
  ) : (
    value
  );
  if (!column.initials) return shown;
  return (
    <span className="name-cell">
      <span className="avatar" data-initials={initials(said)} aria-hidden="true" />
      {shown}
    </span>
  );
}

// The first letters of the first and the last word.
function initials(name) {
  const words = name.split(" ").filter(Boolean);
  return [words[0], words.length > 1 && words.at(-1)].map((word) => (word ? [...word][0] : "")).join("").toUpperCase();
}

function TickAll({ rows, label }) {
  const ticks = useContext(Ticks);
  const box = useRef(null);
  const ids = (rows ?? []).map((row) => row.id);
  const count = useChosen((chosen) => ids.filter((id) => chosen.has(id)).length);
  const all = ids.length > 0 && count === ids.length;
  useEffect(() => {
    box.current.indeterminate = count > 0 && !all;
  });
  return (
    <label className="tick">
      <input ref={box} type="checkbox" checked={all} aria-label={label} onChange={() => ticks.set(ids, !all)} />
    </label>
  );
}

// The green bar: how many rows are ticked, on this page and on others, and what can be done with them.
export function EditBar({ label, countText, clearLabel, allLabel, clearOn, rows, children }) {
  const ticks = useContext(Ticks);
  const count = useChosen((chosen) => chosen.size);
  const here = useChosen((chosen) => (rows ?? []).every((row) => chosen.has(row.id)));
  const last = useRef(clearOn);
  useEffect(() => {
    if (clearOn > last.current) ticks.clear();
    last.current = clearOn;
  }, [clearOn]);
  return (
    <div className="edit-bar" role="region" aria-label={label} data-open={count > 0 || undefined} inert={count === 0}>
      <span className="edit-bar-count" role="status">
        {count > 0 ? countText.replace("#", count) : ""}
      </span>
      <div className="edit-bar-acts">
        {children}
        {!here && (
          <button type="button" className="button" onClick={() => ticks.set((rows ?? []).map((row) => row.id), true)}>
            {allLabel}
          </button>
        )}
        <button type="button" className="button" onClick={ticks.clear}>
          {clearLabel}
        </button>
      </div>
    </div>
  );
}

// Sends the ticked ids along with a form.
export function ChosenRows() {
  const chosen = useChosen((ids) => ids);
  return <input type="hidden" name="chosen" value={[...chosen].join(" ")} readOnly />;
}

// Something that is done with one row in a dialog of its own.
export function ChosenAct({ label, window: name, onlyOne, onChoose }) {
  const one = useChosen((ids) => (ids.size === 1 ? [...ids][0] : ""));
  const choose = (event) => {
    onChoose(one);
    openDialog(name, event.currentTarget);
  };
  return (
    <button type="button" className="button button--secondary" disabled={!one} title={one ? undefined : onlyOne} onClick={choose}>
      {label}
    </button>
  );
}
