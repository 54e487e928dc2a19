import { Button } from "react-aria-components";
import { words } from "../words.js";
import { CulvertPicture } from "./culvert-picture.js";

/** What a new user sees: what this is for, and the one thing to do. */
export function EmptyState({ onNew }: { readonly onNew: () => void }) {
  return (
    <section className="empty" aria-labelledby="empty-title">
      <CulvertPicture />
      <h1 id="empty-title">{words.empty.title}</h1>
      <p>{words.empty.what}</p>
      <Button className="button button-primary button-large" onPress={onNew}>{words.app.newProfile}</Button>
    </section>
  );
}
