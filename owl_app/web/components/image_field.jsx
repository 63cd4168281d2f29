// A picture to send: looked at here first, in its size and on light and dark paper, before it goes anywhere.
import { useEffect, useRef, useState } from "react";
import { Frame, useField } from "./fields.jsx";

function read(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => resolve("");
    reader.readAsDataURL(file);
  });
}

export function ImageField({ name, label, hint, current, alt, accept, maxBytes, tooLarge, nothing }) {
  const [chosen, setChosen] = useState("");
  const [problem, setProblem] = useState("");
  const field = useField({ name, error: problem, hint });
  const input = useRef(null);

  useEffect(() => {
    const forget = () => {
      setChosen("");
      setProblem("");
    };
    const form = input.current.form;
    form?.addEventListener("reset", forget);
    return () => form?.removeEventListener("reset", forget);
  }, []);

  const choose = async (event) => {
    const file = event.target.files[0];
    const heavy = Boolean(file) && file.size > maxBytes;
    if (heavy) event.target.value = "";
    setProblem(heavy ? tooLarge : "");
    const picture = file && !heavy && accept.split(",").includes(file.type) ? await read(file) : "";
    if (!file || heavy || input.current?.files[0] === file) setChosen(picture);
  };

  const picture = chosen || current;
  return (
    <Frame
      {...{ field, name, label, hint }}
      below={
        <div className="image-samples">
          {picture ? (
            ["light", "dark"].map((mode) => (
              <span key={mode} className={`image-sample image-sample--${mode}`}>
                <img src={picture} alt={mode === "light" ? alt : ""} data-kept={chosen ? undefined : true} />
              </span>
            ))
          ) : (
            <span className="image-sample image-sample--none">{nothing}</span>
          )}
        </div>
      }
    >
      <input ref={input} type="file" className="input" accept={accept} data-too-large={tooLarge} {...field.input} onChange={choose} />
    </Frame>
  );
}
