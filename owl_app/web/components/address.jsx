// What stands in the address after the question mark, and asking for something else without drawing the page anew.
import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { useLocation } from "react-router";

const hearing = new Set();
const heard = () => hearing.forEach((listener) => listener());

function hear(listener) {
  hearing.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    hearing.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

export function useAsked() {
  const search = useSyncExternalStore(hear, () => window.location.search, () => "");
  return useMemo(() => new URLSearchParams(search), [search]);
}

// `onAsk` loads what the address asks for. Going through the router would draw the whole page anew instead.
export function useAsk(onAsk) {
  const { search } = useLocation();
  const latest = useRef(onAsk);
  latest.current = onAsk;
  useEffect(heard, [search]);
  // Going back to an address that the router itself never left moves nothing in it, so nothing would be loaded.
  useEffect(() => {
    const { pathname } = window.location;
    const goBack = () => window.location.pathname === pathname && latest.current();
    window.addEventListener("popstate", goBack);
    return () => window.removeEventListener("popstate", goBack);
  }, []);
  return useMemo(
    () => (address, replace) => {
      const { history } = window;
      const state = { ...history.state, idx: (history.state?.idx ?? 0) + (replace ? 0 : 1) };
      history[replace ? "replaceState" : "pushState"](state, "", address);
      heard();
      latest.current();
    },
    [],
  );
}

// The address with something changed; an empty value is left out.
export function addressWith(changes) {
  const { pathname, search } = typeof window === "undefined" ? { pathname: "", search: "" } : window.location;
  const next = new URLSearchParams(search);
  Object.entries(changes).forEach(([name, value]) => (value ? next.set(name, value) : next.delete(name)));
  const query = next.toString();
  return query ? `${pathname}?${query}` : pathname;
}
