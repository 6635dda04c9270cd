/** Ways in which files come to the desk: a button, dropping, pasting. */

import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { ACCEPT } from "./file-check.ts";

type OnFiles = (files: File[]) => void;

interface ButtonProperties {
  onFiles: OnFiles;
  children: string;
  kind?: "main" | "plain";
  isSingle?: boolean;
  isSmall?: boolean;
}

/** Opens the choice of the device; on phones also its camera. */
export function FileButton({ onFiles, children, kind, isSingle, isSmall }: ButtonProperties) {
  const input = useRef<HTMLInputElement>(null);
  const take = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    onFiles([...(currentTarget.files ?? [])]);
    // The same file can be chosen again.
    currentTarget.value = "";
  };
  return (
    <>
      <Button kind={kind} isSmall={isSmall} icon="add" onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input ref={input} type="file" accept={ACCEPT} multiple={!isSingle} hidden onChange={take} />
    </>
  );
}

/** Takes files that are dropped anywhere, or pasted. Returns whether files are dragged over the page. */
export function useFiles(onFiles: OnFiles): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    const follow = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault(); // else the browser opens the file in place of the desk
      setOver(event.type === "dragover");
      if (event.type === "drop") latest.current([...event.dataTransfer.files]);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length || isWriting(event)) return;
      event.preventDefault();
      latest.current(files);
    };
    const abort = new AbortController();
    const { signal } = abort;
    document.addEventListener("dragover", follow, { signal });
    document.addEventListener("drop", follow, { signal });
    document.addEventListener("dragleave", leave, { signal });
    document.addEventListener("paste", paste, { signal });
    return () => abort.abort();
  }, []);
  return isOver;
}

/** Text that is copied from Word has a picture of itself beside it: in a field, the text is meant. */
function isWriting(event: ClipboardEvent): boolean {
  return event.target instanceof HTMLElement && event.target.matches("input, textarea") && event.clipboardData?.types.includes("text/plain") === true;
}
