/** Shows what is kept outside of the screens. */

import { useEffect, useState } from "preact/hooks";

/** Calls a listener at each change. `subscribe` returns a function that ends that. */
export interface Store {
  subscribe(listener: () => void): () => void;
}

/** Renders a component again when a store has changed. */
export function useStore(store: Store): void {
  const [, setRound] = useState(0);
  useEffect(() => {
    const renderAgain = () => setRound((number) => number + 1);
    // It may have changed between the rendering and now.
    renderAgain();
    return store.subscribe(renderAgain);
  }, [store]);
}
