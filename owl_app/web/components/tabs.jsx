// Tabs within one page.
import { Children } from "react";
import { Tabs as Base } from "@base-ui/react/tabs";

export function Tabs({ label, names, children }) {
  return (
    <Base.Root defaultValue={0}>
      <Base.List className="tabs" aria-label={label}>
        {names.map((name, index) => (
          <Base.Tab key={index} value={index} className="tab">
            {name}
          </Base.Tab>
        ))}
      </Base.List>
      {Children.toArray(children).map((panel, index) => (
        <Base.Panel key={index} value={index} keepMounted className="tab-panel">
          {panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
