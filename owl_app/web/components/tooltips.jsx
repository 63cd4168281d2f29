// A few words on hover and on focus; never the only place where something is said.
import { Tooltip as Base } from "@base-ui/react/tooltip";

export function Tooltip({ text, children }) {
  return (
    <Base.Root>
      <Base.Trigger delay={350} render={<span className="tooltip-anchor" />}>
        {children}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="popup-positioner" sideOffset={6} collisionPadding={12}>
          <Base.Popup className="tooltip">{text}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
