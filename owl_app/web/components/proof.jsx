// Work done while somebody types: the answer to the server's challenge stands in a hidden field once it is found.
import { useEffect, useRef } from "react";
import { solveChallenge } from "altcha-lib/v1";

async function solve(source, signal) {
  const response = await fetch(source, { signal });
  if (!response.ok) return "";
  const { algorithm, challenge, maxnumber, salt, signature } = await response.json();
  const { promise, controller } = solveChallenge(challenge, salt, algorithm, maxnumber);
  signal.addEventListener("abort", () => controller.abort());
  const found = await promise;
  return found ? btoa(JSON.stringify({ algorithm, challenge, number: found.number, salt, signature })) : "";
}

export function ProofOfWork({ name, source }) {
  const field = useRef(null);
  useEffect(() => {
    const { form } = field.current;
    const leaving = new AbortController();
    const { signal } = leaving;
    let isFound = false;
    const found = solve(source, signal)
      .catch(() => "")
      .then((proof) => {
        if (signal.aborted) return;
        field.current.value = proof;
        isFound = true;
      });
    // Whoever is faster than the work waits for the rest of it.
    const wait = (event) => {
      if (isFound) return;
      event.preventDefault();
      event.stopPropagation();
      const { submitter } = event;
      found.then(() => signal.aborted || form.requestSubmit(submitter));
    };
    form.addEventListener("submit", wait, { capture: true, signal });
    return () => leaving.abort();
  }, [source]);
  return <input ref={field} type="hidden" name={name} defaultValue="" />;
}
