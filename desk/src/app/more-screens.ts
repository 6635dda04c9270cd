/** The smaller screens in one chunk: the parts that they share would be a dozen of files, each with a request. */

export { FrontScreen } from "../front/front.tsx";
export { Pictures } from "../pictures/screen.tsx";
export { RatesScreen } from "../rates/rates.tsx";
export { RevisionsScreen } from "../revisions/revisions-screen.tsx";
export { StaffScreen } from "../people/staff.tsx";
export { TermsScreen } from "../terms/terms.tsx";
export { WorkScreen } from "../work/work.tsx";
