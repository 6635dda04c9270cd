/** The focal point of a picture: dragged, or moved with arrow keys. */

import { useRef } from "preact/hooks";
import type { Focus, Picture } from "../api/types.ts";
import { t } from "../texts/texts.ts";
import { chooseSource } from "./images.ts";

/** CSS pixels of the field. */
const WIDTH = 332;
/** Shares of the width and height by which a key moves the point; with Shift, the larger one. */
const STEP = 0.01;
const LARGE_STEP = 0.1;

const DIRECTIONS: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Where a key moves the point; null for keys that do not. Home centres it. */
export function moveFocusPoint({ x, y }: Focus, key: string, isLarge: boolean): Focus | null {
  if (key === "Home") return { x: 0.5, y: 0.5 };
  const direction = DIRECTIONS[key];
  if (!direction) return null;
  const step = isLarge ? LARGE_STEP : STEP;
  return { x: limit(x + step * direction.x), y: limit(y + step * direction.y) };
}

/** Within the picture, in tenths of a percent. */
function limit(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 1_000) / 1_000;
}

interface Properties {
  image: NonNullable<Picture["image"]>;
  /** What the picture shows, for those who do not see it. */
  alt: string;
  focus: Focus;
  onFocus: (focus: Focus) => void;
  isReadOnly?: boolean;
}

export function FocusField({ image, alt, focus, onFocus, isReadOnly = false }: Properties) {
  const area = useRef<HTMLDivElement>(null);
  const isDragging = useRef(false);
  const place = ({ clientX, clientY }: MouseEvent) => {
    const box = area.current?.getBoundingClientRect();
    if (box) onFocus({ x: limit((clientX - box.left) / box.width), y: limit((clientY - box.top) / box.height) });
  };
  const picture = <img src={chooseSource(image, WIDTH)} width={image.width} height={image.height} alt={alt} draggable={false} />;
  if (isReadOnly) return <div class="focus-field">{picture}</div>;
  return (
    // A click anywhere places the point; keys move it at its handle.
    <div class="focus-field" ref={area} onClick={place}>
      {picture}
      <FocusHandle
        focus={focus}
        onFocus={onFocus}
        onDrag={(event, phase) => {
          if (phase === "move" && isDragging.current) place(event);
          else isDragging.current = phase === "begin";
        }}
      />
    </div>
  );
}

interface HandleProperties {
  focus: Focus;
  onFocus: (focus: Focus) => void;
  onDrag: (event: PointerEvent, phase: "begin" | "move" | "end") => void;
}

function FocusHandle({ focus, onFocus, onDrag }: HandleProperties) {
  const [left, top] = [Math.round(focus.x * 100), Math.round(focus.y * 100)];
  const press = (event: KeyboardEvent) => {
    const moved = moveFocusPoint(focus, event.key, event.shiftKey);
    if (!moved) return;
    event.preventDefault();
    onFocus(moved);
  };
  const begin = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    onDrag(event, "begin");
  };
  return (
    <div
      class="focus-handle"
      role="slider"
      tabIndex={0}
      aria-label={t("pictures.focus")}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={left}
      aria-valuetext={t("pictures.focusAt", { left, top })}
      style={{ left: `${focus.x * 100}%`, top: `${focus.y * 100}%` }}
      onKeyDown={press}
      onClick={(event) => event.stopPropagation()}
      onPointerDown={begin}
      onPointerMove={(event) => onDrag(event, "move")}
      onPointerUp={(event) => onDrag(event, "end")}
      onPointerCancel={(event) => onDrag(event, "end")}
    />
  );
}
