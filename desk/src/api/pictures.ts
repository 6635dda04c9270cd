/** Requests about pictures. */

import type { Client } from "./client.ts";
import type { FileRequest, NewPicture, Page, Picture, PictureChanges, PictureStatus } from "./types.ts";

const PATH = "/v1/editorial/media";
const PAGE = 24;

/** Pictures of one status with their uses, the latest change first. `q` is a part of the file's name. */
export function listPictures(client: Client, query: { status: PictureStatus; q?: string }, cursor?: string, signal?: AbortSignal): Promise<Page<Picture>> {
  return client.get(PATH, { ...query, uses: true, limit: PAGE, cursor }, signal);
}

/** A picture with its uses. */
export function readPicture(client: Client, id: string, signal?: AbortSignal): Promise<Picture> {
  return client.get(`${PATH}/${id}`, {}, signal);
}

/** Announce a new picture. The answer to the first request with a key is also that of its repetitions. */
export async function announcePicture(client: Client, file: FileRequest, idempotencyKey: string): Promise<NewPicture> {
  return (await client.send<NewPicture>("POST", PATH, { body: file, idempotencyKey })).body;
}

/** Announce another file for a picture: also after a refusal, or if the form has expired. */
export async function replacePicture(client: Client, { id, version }: { id: string; version: number }, file: FileRequest, idempotencyKey: string): Promise<NewPicture> {
  return (await client.send<NewPicture>("POST", `${PATH}/${id}/replace`, { body: file, ifMatch: version, idempotencyKey })).body;
}

export async function changePicture(client: Client, { id, version }: { id: string; version: number }, changes: PictureChanges): Promise<Picture> {
  return (await client.send<Picture>("PATCH", `${PATH}/${id}`, { body: changes, ifMatch: version })).body;
}

export async function deletePicture(client: Client, { id, version }: { id: string; version: number }): Promise<void> {
  await client.send("DELETE", `${PATH}/${id}`, { ifMatch: version });
}
