/** The dialog before a publication: what kind of change, when, who is told, and what readers will see. */

import { useRef, useState } from "preact/hooks";
import { useDesk } from "../../app/context.ts";
import { t, type TextName } from "../../texts/texts.ts";
import { formatWhen, joinMoment } from "../../time.ts";
import { ActionDialog } from "../../ui/action-dialog.tsx";
import { CheckField, TextArea } from "../../ui/field.tsx";
import { MomentField } from "../../ui/moment-field.tsx";
import { useAction } from "../../ui/use-action.ts";
import { useEditing } from "../editing.ts";
import { ChecksList, listChecks } from "./checks.tsx";
import { beginChoice, findErrors, type ChoiceError, type PublishChoice } from "./publish-choice.ts";
import { PublicationPreview } from "./publication-preview.tsx";

interface Properties {
  /** `plan`: nothing comes out now, whatever is chosen. */
  mode: "publish" | "plan";
  /** Publishes or plans; resolves with an error to be shown, or null. One key for one dialog. */
  onConfirm: (choice: PublishChoice, key: string) => Promise<unknown>;
  onClose: () => void;
}

export function PublishDialog({ mode, onConfirm, onClose }: Properties) {
  const { article, draft } = useEditing();
  const [choice, setChoice] = useState(() => beginChoice(article, draft, new Date()));
  const [errors, setErrors] = useState<ChoiceError[]>([]);
  const key = useRef(crypto.randomUUID());
  const isUpdate = article?.published_version != null;
  const { site, me } = useDesk();
  const checks = listChecks(draft, article, site, me.id);
  const isPlan = mode === "plan";
  const comesOut = choice.isPlanned || !isPlan;
  const isBlocked = comesOut && checks.some((check) => check.kind === "missing");

  const set = (changes: Partial<PublishChoice>) => {
    setChoice({ ...choice, ...changes });
    setErrors([]);
    // Another choice is another request.
    key.current = crypto.randomUUID();
  };
  const action = useAction(async () => {
    const found = findErrors(choice, new Date());
    setErrors(found);
    return found.length || isBlocked ? null : onConfirm(choice, key.current);
  });
  const title = t(isPlan ? "publish.plan" : isUpdate ? "publish.titleChanges" : "publish.title");
  return (
    <ActionDialog
      size="wide"
      title={title}
      note={<span lang={draft.lang}>{shorten(draft.title ?? "")}</span>}
      action={action}
      confirm={isPlan ? t("publish.savePlan") : describeConfirm(choice, isUpdate)}
      isBlocked={isBlocked}
      onClose={onClose}
    >
      <div class="publish" onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && void action.run()}>
        <div class="publish-choices">
          {isUpdate && comesOut && <ChangeChoice choice={choice} set={set} errors={errors} />}
          <TimeChoice choice={choice} set={set} errors={errors} isPlan={isPlan} />
          {comesOut && (
            <fieldset class="choices">
              <legend>{t("publish.tell")}</legend>
              <CheckField label={t("publish.alert")} hint={t("publish.alertHint")} isChecked={choice.alert} onValue={(alert) => set({ alert })} />
            </fieldset>
          )}
          <ChecksList checks={checks} />
        </div>
        <PublicationPreview draft={draft} />
      </div>
    </ActionDialog>
  );
}

interface Part {
  choice: PublishChoice;
  set: (changes: Partial<PublishChoice>) => void;
  errors: ChoiceError[];
}

const CHANGES = ["update", "minor", "correction"] as const;

function ChangeChoice({ choice, set, errors }: Part) {
  return (
    <fieldset class="choices">
      <legend>{t("publish.kind")}</legend>
      {CHANGES.map((change) => (
        <label key={change} class="radio">
          <input type="radio" name="publish-change" checked={choice.change === change} onChange={() => set({ change })} />
          <span>
            <b>{t(`publish.${change}` as TextName)}</b> <span class="quiet">{t(`publish.${change}Hint` as TextName)}</span>
          </span>
        </label>
      ))}
      {choice.change === "correction" && (
        <TextArea label={t("publish.correctionText")} value={choice.correction} maxLength={1000} error={errors.includes("correction") ? t("publish.correctionMissing") : undefined} onValue={(correction) => set({ correction })} />
      )}
    </fieldset>
  );
}

function TimeChoice({ choice, set, errors, isPlan }: Part & { isPlan: boolean }) {
  const wrong = (name: ChoiceError) => (errors.includes(name) ? t("publish.past") : undefined);
  return (
    <fieldset class="choices">
      <legend>{t("publish.when")}</legend>
      {isPlan ? (
        <CheckField label={t("publish.comeOut")} isChecked={choice.isPlanned} onValue={(isPlanned) => set({ isPlanned })} />
      ) : (
        [false, true].map((isPlanned) => (
          <label key={String(isPlanned)} class="radio">
            <input type="radio" name="publish-time" checked={choice.isPlanned === isPlanned} onChange={() => set({ isPlanned })} />
            <b>{t(isPlanned ? "publish.atTime" : "publish.now")}</b>
          </label>
        ))
      )}
      {choice.isPlanned && <MomentField label={t("publish.atTime")} {...choice.publishAt} error={wrong("publishAt")} onValue={(publishAt) => set({ publishAt })} />}
      <CheckField label={t("publish.end")} isChecked={choice.hasEnd} onValue={(hasEnd) => set({ hasEnd })} />
      {choice.hasEnd && <MomentField label={t("publish.end")} {...choice.unpublishAt} error={errors.includes("unpublishAt") ? t(choice.isPlanned ? "publish.endEarly" : "publish.past") : undefined} onValue={(unpublishAt) => set({ unpublishAt })} />}
      {(choice.isPlanned || !isPlan) && <CheckField label={t("publish.breaking")} isChecked={choice.isBreaking} onValue={(isBreaking) => set({ isBreaking })} />}
      {choice.isBreaking && <MomentField label={t("publish.breaking")} {...choice.breakingUntil} error={wrong("breakingUntil")} onValue={(breakingUntil) => set({ breakingUntil })} />}
    </fieldset>
  );
}

/** The words on the button say what it does. */
function describeConfirm({ isPlanned, publishAt }: PublishChoice, isUpdate: boolean): string {
  const moment = isPlanned ? joinMoment(publishAt.day, publishAt.clock) : null;
  if (moment) return t("publish.schedule", { time: formatWhen(moment, { withClock: true }) });
  return t(isUpdate ? "publish.confirmChanges" : "publish.confirm");
}

function shorten(title: string): string {
  return title.length > 60 ? `${title.slice(0, 58)}…` : title;
}

