/* What SCORM 2004 calls the things that the lesson tells. */
"use strict";

const STANDARD = {
  api: "API_1484_11",
  calls: {
    initialise: "Initialize",
    get: "GetValue",
    set: "SetValue",
    commit: "Commit",
    finish: "Terminate",
    error: "GetLastError",
  },
  bookmark: "cmi.location",
  suspended: "cmi.suspend_data",

  score(percent) {
    return [
      ["cmi.score.min", 0],
      ["cmi.score.max", 100],
      ["cmi.score.raw", percent],
      ["cmi.score.scaled", percent / 100],
    ];
  },
  /* Until the end nothing is said about success: who has not answered has not failed. */
  status(done, passed) {
    return [
      ["cmi.completion_status", done ? "completed" : "incomplete"],
      ["cmi.success_status", done ? (passed ? "passed" : "failed") : "unknown"],
      ["cmi.exit", "suspend"],
    ];
  },
  /* PT1H2M3.45S */
  time(counted) {
    const seconds = Math.floor(counted * 100) / 100;
    const parts = `PT${Math.floor(seconds / 3600)}H${Math.floor(seconds / 60) % 60}M`;
    return [["cmi.session_time", `${parts}${(seconds % 60).toFixed(2)}S`]];
  },
};
