/** An open article: text in the middle, the panel beside it, the bar above. */

import { useEffect, useRef, useState } from "preact/hooks";
import { useDesk } from "../app/context.ts";
import { formatPlace } from "../app/router.ts";
import { describeReason } from "../texts/reasons.ts";
import type { TextName } from "../texts/texts.ts";
import { t } from "../texts/texts.ts";
import { isLocalName } from "../keeping/copies.ts";
import type { Writing } from "../keeping/writing.ts";
import { usePictureSource } from "../pictures/source.tsx";
import { Button, ButtonLink, IconButton } from "../ui/button.tsx";
import { Bar } from "./bar.tsx";
import { Dialogs, type DialogName } from "./dialogs.tsx";
import { EditingContext, type Editing } from "./editing.ts";
import { lazy } from "../ui/lazy.tsx";
import { Heading } from "./heading.tsx";
import { Panel } from "./panel/panel.tsx";
import { findMainAction, mayWrite } from "./rights.ts";
import { Strips } from "./strips.tsx";
import type { TextEditor } from "./text/index.ts";
import { useArticle } from "./use-article.ts";
import { useCommands } from "./use-commands.ts";

interface Properties {
  writing: Writing;
  text: typeof import("./text-chunk.ts");
}

/** Shown in place of the text, which stays as it is until everything is decided. */
const Conflict = lazy(() => import("../conflict/open-conflict.tsx").then((module) => module.OpenConflict));

export function ArticleEditor({ writing, text }: Properties) {
  const { me } = useDesk();
  const place = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<TextEditor | null>(null);
  const opened = useArticle(writing, (html) => editor?.setHtml(html));
  const { article, draft, change, keeping } = opened;
  const latest = useRef(opened);
  latest.current = opened;
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const openDialog = (name: DialogName) => {
    opened.readBody();
    setDialog(name);
  };
  const [problem, setProblem] = useState<TextName | null>(null);
  const [isPanelOpen, setPanelOpen] = useState(false);
  const { pictures, chooser } = usePictureSource(draft.lang);
  const commands = useCommands(opened, () => setDialog(null));
  const isReadOnly = keeping.kind === "read only" || !mayWrite(article, me);
  const isChanged = keeping.kind !== "saved";
  const main = isReadOnly || keeping.conflict ? null : findMainAction(article, me, isChanged);

  useEffect(() => {
    if (!place.current) return;
    const created = new text.TextEditor({
      place: place.current,
      lang: draft.lang,
      // The text as it is now: the language may change while one writes.
      html: latest.current.keeper.draft.body ?? "",
      label: t("editor.text"),
      pictures,
      isReadOnly,
      onChange: () => latest.current.changeBody(() => created.getHtml()),
      onProblem: setProblem,
    });
    setEditor(created);
    return () => created.destroy();
  }, [writing, draft.lang]);
  useEffect(() => editor?.setReadOnly(isReadOnly), [editor, isReadOnly]);
  useEffect(() => {
    document.title = `${draft.title ?? t("shelf.untitled")} – ${t("app.name")}`;
  }, [draft.title]);

  const hasMain = useRef(main !== null);
  useEffect(() => {
    // The button that was pressed is gone with what it did.
    if (!main && hasMain.current && document.activeElement === document.body) document.getElementById("content")?.focus();
    hasMain.current = main !== null;
  }, [main]);

  const press = useRef<(event: KeyboardEvent) => void>(() => undefined);
  press.current = (event) => {
    if (event.key === "F6") {
      event.preventDefault();
      const isInPanel = document.activeElement?.closest(".panel") !== null;
      if (isInPanel) editor?.focus();
      else document.querySelector<HTMLElement>(".panel")?.focus();
    }
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.key === "s") {
      event.preventDefault();
      void commands.save();
    } else if (event.key === "Enter" && main && !dialog) {
      event.preventDefault();
      openDialog(main);
    }
  };
  // Wherever the focus is: after a click beside the text it is nowhere.
  useEffect(() => {
    const follow = (event: KeyboardEvent) => press.current(event);
    addEventListener("keydown", follow);
    return () => removeEventListener("keydown", follow);
  }, []);
  const editing: Editing = { article, isNew: isLocalName(opened.keeper.article), draft, change, errors: translate({ ...keeping.errors, ...commands.errors }), isReadOnly };
  const actions = (
    <>
      {article && (
        <Button icon="eye" onClick={() => commands.keepThen(() => openDialog("preview"))}>
          {t("editor.preview")}
        </Button>
      )}
      {article && <ButtonLink href={formatPlace("articles", [article.id, "revisions"])}>{t("editor.revisions")}</ButtonLink>}
      {!isReadOnly && !keeping.conflict && isChanged && <Button onClick={() => void commands.save()}>{t("editor.save")}</Button>}
    </>
  );
  return (
    <EditingContext.Provider value={editing}>
      <div class="editor">
        <header class="editor-head">
          <Bar keeping={keeping} isChanged={isChanged}>
            <IconButton class="panel-toggle" icon="more" label={t("editor.panel")} aria-expanded={isPanelOpen} onClick={() => setPanelOpen(!isPanelOpen)} />
            {actions}
            {main && (
              <Button kind="main" onClick={() => openDialog(main)}>
                <span class="wide-only">{t(`editor.${main}`)}</span>
                <span class="narrow-only">{t(main === "publishChanges" ? "editor.publish" : `editor.${main}`)}</span>
              </Button>
            )}
          </Bar>
          <Strips opened={opened} commands={commands} writing={writing} problem={problem} onProblemRead={() => setProblem(null)} />
        </header>
        {keeping.conflict && <Conflict joined={keeping.conflict} keeper={opened.keeper} onDone={commands.reload} />}
        <main id={keeping.conflict ? undefined : "content"} tabIndex={-1} hidden={keeping.conflict !== null} class={`editor-body${isPanelOpen ? " panel-open" : ""}`}>
          <h1 class="hidden">{draft.title ?? t("shelf.untitled")}</h1>
          <div class="editor-main">
            <div class="editor-column">
              <Heading onEnter={() => editor?.focus()} />
              {editor && <text.Toolbar editor={editor} />}
              <div ref={place} class="editor-text" />
              {editing.errors.body && <p class="error">{editing.errors.body}</p>}
            </div>
          </div>
          <Panel onAction={openDialog} isChanged={isChanged} actions={actions} />
        </main>
        {chooser}
        {dialog && <Dialogs name={dialog} commands={commands} onClose={() => setDialog(null)} />}
      </div>
    </EditingContext.Provider>
  );
}

function translate(errors: Editing["errors"]): Editing["errors"] {
  return Object.fromEntries(Object.entries(errors).map(([field, detail]) => [field, describeReason(detail)]));
}
