// What stands in the page's place when rendering failed.
export function Crash({ texts }) {
  const language = typeof location === "undefined" ? "" : location.pathname.split("/")[1];
  const { title, text, reload } = texts[language] ?? texts[""];
  return (
    <main className="public">
      <div className="public-main">
        <div className="public-card" role="alert">
          <h1 className="public-title">{title}</h1>
          <p className="public-text">{text}</p>
          <button type="button" className="button button--primary" onClick={() => window.location.reload()}>
            {reload}
          </button>
        </div>
      </div>
    </main>
  );
}
