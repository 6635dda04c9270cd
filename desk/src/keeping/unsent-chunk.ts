/** What the shelf and the sign-out do about texts that the server lacks, in a chunk behind the frame. */

export { sendUnsent } from "./outbox.ts";
export { ArticleRequests } from "./requests.ts";
export { buildFile } from "./unsent-file.ts";
