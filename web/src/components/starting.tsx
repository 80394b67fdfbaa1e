/** What `page.html` shows until the app runs, for the moment until it is known who is signed in. */
export function Starting() {
  return (
    <div className="starting" aria-hidden="true">
      <div className="starting-rooms">
        <i />
        <b />
        <b />
        <b />
        <b />
      </div>
      <div className="starting-log">
        <i />
        <b />
        <b />
        <b />
        <b />
      </div>
    </div>
  );
}
