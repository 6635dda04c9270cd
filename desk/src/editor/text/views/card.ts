/** A block with fields of its own. Its fields change attributes of its node. */

import type { Node } from "prosemirror-model";
import { NodeSelection, TextSelection } from "prosemirror-state";
import type { EditorView, NodeView, ViewMutationRecord } from "prosemirror-view";
import { t, type TextName } from "../../../texts/texts.ts";
import { schema } from "../schema/schema.ts";
import { build } from "./dom.ts";

type Field = HTMLInputElement | HTMLTextAreaElement;

export abstract class Card implements NodeView {
  abstract readonly dom: HTMLElement;
  private readonly fields = new Map<string, Field>();

  constructor(
    protected node: Node,
    protected readonly view: EditorView,
    private readonly getPos: () => number | undefined,
  ) {}

  /** Shows the attributes of the node. */
  protected abstract show(): void;

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    const isChanged = !node.sameMarkup(this.node);
    this.node = node;
    if (isChanged) this.showAll();
    return true;
  }

  selectNode(): void {
    this.dom.classList.add("selected");
  }

  deselectNode(): void {
    this.dom.classList.remove("selected");
  }

  /** What happens in a field is not for the editor. */
  stopEvent(event: Event): boolean {
    return event.target instanceof Element && event.target.closest("input, textarea, button, a") !== null;
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== "selection" || this.hasFocusedField();
  }

  protected showAll(): void {
    for (const [name, field] of this.fields) {
      const value = String(this.node.attrs[name] ?? "");
      // A field that has the value keeps its cursor.
      if (field.value !== value) field.value = value;
      field.readOnly = !this.view.editable;
    }
    this.show();
  }

  /** A field that changes an attribute. */
  protected buildField<T extends Field>(field: T, attribute: string): T {
    this.fields.set(attribute, field);
    field.addEventListener("input", () => this.set(attribute, field.value));
    field.addEventListener("keydown", (event) => {
      if (event instanceof KeyboardEvent) this.handleKey(event, field);
    });
    return field;
  }

  protected buildRemoval(label: TextName): HTMLElement {
    const button = build("button", { type: "button", class: "remove", "aria-label": t(label), title: t(label) }, "×");
    button.addEventListener("click", () => this.remove());
    return button;
  }

  private set(attribute: string, value: string): void {
    const pos = this.getPos();
    if (pos !== undefined && this.view.editable) this.view.dispatch(this.view.state.tr.setNodeAttribute(pos, attribute, value));
  }

  private remove(): void {
    const pos = this.getPos();
    if (pos === undefined || !this.view.editable) return;
    const tr = this.view.state.tr.delete(pos, pos + this.node.nodeSize);
    if (!tr.doc.childCount) tr.insert(0, schema.node("paragraph"));
    this.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(pos, tr.doc.content.size)))).scrollIntoView());
    this.view.focus();
  }

  /** Escape leaves a field, and Enter one of a single line. */
  private handleKey(event: KeyboardEvent, field: Field): void {
    const leaves = event.key === "Escape" || (event.key === "Enter" && field instanceof HTMLInputElement && !event.isComposing);
    const pos = this.getPos();
    if (!leaves || pos === undefined) return;
    event.preventDefault();
    this.view.dispatch(this.view.state.tr.setSelection(NodeSelection.create(this.view.state.doc, pos)));
    this.view.focus();
  }

  private hasFocusedField(): boolean {
    return [...this.fields.values()].some((field) => field === document.activeElement);
  }
}
