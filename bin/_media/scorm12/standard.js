/* What SCORM 1.2 calls the things that the lesson tells. */
"use strict";

const STANDARD = {
  api: "API",
  calls: {
    initialise: "LMSInitialize",
    get: "LMSGetValue",
    set: "LMSSetValue",
    commit: "LMSCommit",
    finish: "LMSFinish",
    error: "LMSGetLastError",
  },
  bookmark: "cmi.core.lesson_location",
  suspended: "cmi.suspend_data",

  score(percent) {
    return [["cmi.core.score.min", 0], ["cmi.core.score.max", 100], ["cmi.core.score.raw", percent]];
  },
  /* One word for both: whoever passed or failed has also completed. */
  status(done, passed) {
    return [["cmi.core.lesson_status", done ? (passed ? "passed" : "failed") : "incomplete"], ["cmi.core.exit", "suspend"]];
  },
  /* HHHH:MM:SS.SS */
  time(counted) {
    const seconds = Math.floor(counted * 100) / 100;
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60].map((part) => String(part).padStart(2, "0"));
    return [["cmi.core.session_time", `${parts.join(":")}:${(seconds % 60).toFixed(2).padStart(5, "0")}`]];
  },
};
