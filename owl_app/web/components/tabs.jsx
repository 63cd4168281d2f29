// Tabs within one page.
import { Children, useLayoutEffect, useRef, useState } from "react";
import { useLocation } from "react-router";
import { Tabs as Base } from "@base-ui/react/tabs";

// The panel that holds what the address points at.
function useNamedPanel(root, open) {
  const { hash, key } = useLocation();
  useLayoutEffect(() => {
    const part = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
    const panel = part && root.current.contains(part) ? part.closest("[data-panel]") : null;
    if (panel) open(Number(panel.dataset.panel));
  }, [hash, key]);
}

export function Tabs({ label, names, children }) {
  const root = useRef(null);
  const [shown, setShown] = useState(0);
  useNamedPanel(root, setShown);
  return (
    <Base.Root ref={root} value={shown} onValueChange={setShown}>
      <Base.List className="tabs" aria-label={label}>
        {names.map((name, index) => (
          <Base.Tab key={index} value={index} className="tab">
            {name}
          </Base.Tab>
        ))}
      </Base.List>
      {Children.toArray(children).map((panel, index) => (
        <Base.Panel key={index} value={index} keepMounted className="tab-panel" data-panel={index}>
          {panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
