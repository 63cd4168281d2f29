// Light, dark, or as the device says.
import { Children, useContext, useId } from "react";
import { ColorModeContext } from "$/utils/context-registry";

const MODES = ["light", "dark", "system"];

export function ThemeToggle({ label, names, children }) {
  const { rawColorMode, setColorMode } = useContext(ColorModeContext);
  const group = useId();
  return (
    <fieldset className="segmented">
      <legend className="visually-hidden">{label}</legend>
      {MODES.map((mode, index) => (
        <label key={mode} title={names[index]}>
          <input type="radio" className="visually-hidden" name={group} value={mode} aria-label={names[index]} checked={rawColorMode === mode} onChange={() => setColorMode(mode)} />
          {Children.toArray(children)[index]}
        </label>
      ))}
    </fieldset>
  );
}
