// Plays a SCORM package: the runtime lives in this window, the package in the frame below finds it here.
(function () {
  "use strict";
  var facts = document.body.dataset;
  var notice = document.getElementById("not-saved");

  // What the lesson is told of its commits is shown to the person too: lessons rarely say it.
  function watch(api) {
    ["LMSCommit", "LMSFinish", "Commit", "Terminate"].forEach(function (name) {
      var own = api[name];
      if (typeof own !== "function") { return; }
      api[name] = function () {
        var answer = own.apply(api, arguments);
        notice.hidden = String(answer) === "true";
        return answer;
      };
    });
  }

  function start(begun) {
    var Runtime = facts.standard === "2004" ? window.Scorm2004API : window.Scorm12API;
    var api = new Runtime({
      lmsCommitUrl: facts.commit,
      autocommit: true,
      autocommitSeconds: 20,
      includeCommitSequence: true,
      // A commit answers only when the portal has stored it, so that a lesson is never told "saved" too early.
      useAsynchronousCommits: false,
      requestHandler: function (commit) {
        commit.launch = begun.launch;
        return commit;
      },
      // Lessons from common tools send more than the standards ask for; what they meant is kept.
      strict_errors: false,
      logLevel: 5,
    });
    api.loadFromJSON(begun.cmi, "cmi");
    window[facts.standard === "2004" ? "API_1484_11" : "API"] = api;
    watch(api);
    document.getElementById("lesson").src = facts.entry;
  }

  fetch(facts.launch, { method: "POST" })
    .then(function (answer) {
      if (!answer.ok) { throw new Error("not launched"); }
      return answer.json();
    })
    .then(start)
    .catch(function () { notice.hidden = false; });
})();
