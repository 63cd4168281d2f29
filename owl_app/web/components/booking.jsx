// The fields of the booking window that a browser must do something for.
import { useContext, useEffect, useId, useRef, useState } from "react";
import { Combobox } from "@base-ui/react/combobox";
import { Frame, useField } from "./fields.jsx";
import { FormContext } from "./forms.jsx";

let draft = {};

// What the next form with `Drafted` in it begins with, by the names of its fields.
export function putDraft(values) {
  draft = values;
}

const put = (field, value) => {
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
};

// Writes the draft into the form's fields when the form appears; `otherwise` where there is no draft.
export function Drafted({ otherwise }) {
  const anchor = useRef(null);
  useEffect(() => {
    const { form } = anchor.current;
    for (const [name, value] of Object.entries({ ...otherwise, ...draft })) {
      if (form.elements[name]) put(form.elements[name], value);
    }
    draft = {};
  }, []);
  return <input ref={anchor} type="hidden" disabled />;
}

// What fits to the choice in the field `of`: a field whose value does not fit takes the first that does, unless
// somebody typed it.
export function Fitting({ of, values }) {
  const anchor = useRef(null);
  const known = useRef(values);
  known.current = values;
  useEffect(() => {
    const { form } = anchor.current;
    const mine = {};
    const fit = () => {
      for (const [name, fits] of Object.entries(known.current[form.elements[of]?.value] ?? {})) {
        const field = form.elements[name];
        const isOurs = field.value === "" || field.tagName === "SELECT" || field.value === mine[name];
        if (!isOurs || fits.includes(field.value)) continue;
        [mine[name]] = fits;
        field.value = mine[name];
      }
    };
    const changed = (event) => event.target.name === of && fit();
    form.addEventListener("change", changed);
    fit();
    return () => form.removeEventListener("change", changed);
  }, [of]);
  return <input ref={anchor} type="hidden" disabled />;
}

const byName = (person) => person.name;
const isSame = (one, other) => one.id === other.id;

// Several people out of a search: the chosen ones stand in the field, their ids are sent with spaces between. The first
// one brings the own therapist along, until somebody chooses another.
export function PeopleField({ name, label, hint, chosen, found, searched, onSearch, texts, wait = 200 }) {
  const id = useId();
  const field = useField({ name, hint });
  const { errors } = useContext(FormContext);
  const box = useRef(null);
  const landmark = useRef(null);
  const send = useRef(null);
  const timer = useRef(0);
  const [people, setPeople] = useState(chosen ?? []);
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const hasTherapist = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);
  const bring = (person) => {
    const therapist = send.current.form.elements.therapist_id;
    if (hasTherapist.current || !person || !therapist) return;
    if ([...therapist.options].some((option) => option.value === person.therapist_id)) therapist.value = person.therapist_id;
  };
  useEffect(() => {
    const { form } = send.current;
    const choose = ({ target }) => {
      if (target.name === "therapist_id") hasTherapist.current = true;
    };
    form.addEventListener("change", choose);
    bring(people[0]);
    return () => form.removeEventListener("change", choose);
  }, []);
  const type = (text) => {
    setTyped(text);
    clearTimeout(timer.current);
    setOpen(text.trim() !== "");
    if (text.trim()) timer.current = setTimeout(() => onSearch(text), wait);
  };
  const choose = (next) => {
    if (!people.length) bring(next[0]);
    setPeople(next);
    setTyped("");
    setOpen(false);
  };
  const answered = typed.trim() !== "" && searched === typed;
  const isOpen = open && typed.trim() !== "";
  useEffect(() => {
    // Base UI says this in English, whatever the language of the page.
    const silent = [box, landmark].flatMap(({ current }) => [...current.querySelectorAll('[aria-label="Dismiss"]')]);
    silent.forEach((each) => each.setAttribute("aria-label", texts.dismiss));
  });
  const items = answered ? (found ?? []) : []; // who was found for other letters is never chosen by a quick Enter
  return (
    <Frame {...{ field, name, label, hint }}>
      <Combobox.Root
        multiple
        items={items}
        filter={null}
        value={people}
        onValueChange={choose}
        inputValue={typed}
        onInputValueChange={type}
        open={isOpen}
        onOpenChange={setOpen}
        itemToStringLabel={byName}
        isItemEqualToValue={isSame}
        autoHighlight
      >
        <div ref={box} className="input people" aria-invalid={errors[name] ? "true" : undefined}>
          <Combobox.Chips className="people-chips">
            {people.map((person) => (
              <Combobox.Chip key={person.id} className="people-chip" aria-label={person.name}>
                {person.name}
                <Combobox.ChipRemove className="people-remove" aria-label={texts.remove.replace("#", person.name)}>
                  <svg width="16" height="16" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" aria-hidden="true">
                    <path d="m6 6 12 12M18 6 6 18" />
                  </svg>
                </Combobox.ChipRemove>
              </Combobox.Chip>
            ))}
            <Combobox.Input {...field.input} name={undefined} aria-label={label} className="people-input" placeholder={people.length ? texts.another : texts.placeholder} autoComplete="off" spellCheck={false} />
          </Combobox.Chips>
        </div>
        <span ref={landmark} className="contents" />
        <Combobox.Portal container={landmark}>
          <Combobox.Positioner className="popup-positioner" anchor={box} positionMethod="fixed" sideOffset={4} align="start">
            <Combobox.Popup className="popup people-popup">
              <Combobox.Empty className="people-nothing">{answered ? texts.nobody : texts.searching}</Combobox.Empty>
              <Combobox.List aria-label={texts.found}>
                {(person) => (
                  <Combobox.Item key={person.id} value={person} className="menu-item people-item">
                    <span className="people-words">
                      <span>{person.name}</span>
                      {person.about && <span className="people-about">{person.about}</span>}
                    </span>
                    <Combobox.ItemIndicator className="menu-check">
                      <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2.25" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
                        <path d="m5 12.5 4.5 4.5L19 7.5" />
                      </svg>
                    </Combobox.ItemIndicator>
                  </Combobox.Item>
                )}
              </Combobox.List>
            </Combobox.Popup>
          </Combobox.Positioner>
        </Combobox.Portal>
      </Combobox.Root>
      <input ref={send} type="hidden" name={name} value={people.map((person) => person.id).join(" ")} readOnly id={`${id}ids`} />
    </Frame>
  );
}
