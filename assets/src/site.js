// What every page has: search boxes that suggest, and the mark by which styles may hide what only
// helps without scripts.
import { mountAll } from "./fetching.js";
import { mount } from "./search.js";

document.documentElement.classList.add("scripted");
mountAll("data-suggest", mount);
