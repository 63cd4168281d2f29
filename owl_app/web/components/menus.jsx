// Menus: one popup of actions, links, native POSTs and the choice of light or dark. It opens inside its landmark.
import { Children, createContext, useContext, useRef } from "react";
import { Link } from "react-router";
import { Menu as Base } from "@base-ui/react/menu";
import { ColorModeContext } from "$/utils/context-registry";
import { openDialog } from "./dialogs.jsx";

const OpenerContext = createContext(null);

export function Menu({ label, triggerClass, children }) {
  const [face, ...items] = Children.toArray(children);
  const landmark = useRef(null);
  const opener = useRef(null);
  return (
    <Base.Root>
      <Base.Trigger ref={opener} className={triggerClass} aria-label={label || undefined}>
        {face}
      </Base.Trigger>
      <span ref={landmark} className="contents" />
      <Base.Portal container={landmark}>
        <Base.Positioner className="popup-positioner" positionMethod="fixed" sideOffset={6} align="end" collisionPadding={12}>
          <Base.Popup className="popup">
            <OpenerContext.Provider value={opener}>{items}</OpenerContext.Provider>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({ href, post, opens, tone, onClick, children }) {
  const opener = useContext(OpenerContext);
  const className = tone === "danger" ? "menu-item menu-item--danger" : "menu-item";
  if (href) {
    return (
      <Base.LinkItem className={className} closeOnClick render={<Link to={href} />}>
        {children}
      </Base.LinkItem>
    );
  }
  if (post) {
    return (
      <form method="post" action={post}>
        <Base.Item className={className} nativeButton closeOnClick={false} render={<button type="submit" />}>
          {children}
        </Base.Item>
      </form>
    );
  }
  return (
    <Base.Item
      className={className}
      onClick={(event) => {
        if (opens) openDialog(opens, opener.current);
        onClick?.(event);
      }}
    >
      {children}
    </Base.Item>
  );
}

export function MenuLine() {
  return <Base.Separator className="menu-line" />;
}

const MODES = ["light", "dark", "system"];

export function ThemeMenu({ label, names }) {
  const { rawColorMode, setColorMode } = useContext(ColorModeContext);
  return (
    <Base.Group>
      <Base.GroupLabel className="menu-label">{label}</Base.GroupLabel>
      <Base.RadioGroup value={rawColorMode} onValueChange={setColorMode}>
        {MODES.map((mode, index) => (
          <Base.RadioItem key={mode} value={mode} className="menu-item" closeOnClick={false}>
            <ModeIcon mode={mode} />
            {names[index]}
            <Base.RadioItemIndicator className="menu-check">
              <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2.25" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
                <path d="m5 12.5 4.5 4.5L19 7.5" />
              </svg>
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}

const MODE_SHAPES = {
  light: "M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z",
  dark: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
  system: "M4 5h16v11H4zM9 20h6M12 16v4",
};

function ModeIcon({ mode }) {
  return (
    <svg className="icon" width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={MODE_SHAPES[mode]} />
    </svg>
  );
}
