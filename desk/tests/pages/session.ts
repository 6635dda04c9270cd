/** The sign-in without the screens: `window.session` is for a test. */

import type { Index } from "../../src/api/types.ts";
import { Session } from "../../src/sign-in/session.ts";

const index: Index = await (await fetch("/v1")).json();
const session = new Session(index.desk_sign_in);
/** In attributes: the policy of the page forbids what a test needs to wait for anything else. */
const shown = document.documentElement.dataset;
session.onSignedIn = () => (shown.signedIn = "");
session.onSignedOut = (why) => (shown.ended = why);
Object.assign(window, { session });
shown.state = await session.resume().then((me) => String(me !== null), String);
