/* Who, when, how well: the head of the page; and at its end what every column means and where the numbers come from. */
"use strict";
var report = window.report || {};

report.figure = (term, value, more) => report.el("div", {}, [report.el("dt", { text: term }), report.el("dd", {}, [report.el("span", { text: value }),
    more ? report.el("small", { text: more }) : null])]);

report.eventCount = function (person) {
    const count = (person.wholeEvents.length || person.events.length);
    return count ? report.count(count) + (count === 1 ? " event" : " events") + (person.wholeEvents.length ? "" : " of one side") : "no events";
};

/* the summary of a result, and of that person of it */
report.summary = function (host, person) {
    const data = person.result.data, input = data.input, confidence = person.confidence && person.confidence.statistics();
    const duration = input && input.duration > 0 ? input.duration : person.time[person.rows - 1] - person.time[0];
    const several = person.result.persons.length > 1;
    const list = report.el("dl", { class: "figures" }, [
        report.counting ? report.figure("Rows", report.count(person.rows)) : report.figure("Duration", report.time(duration, duration < 10 ? 2 : 0), input && input.frames ? report.count(input.frames) + " frames in the video" : null),
        report.figure("Face found", report.percent(data.valid, data.frames), report.count(data.valid) + " of " + report.count(data.frames) + " frames"),
        several ? report.figure(person.label, report.percent(person.valid, data.frames), report.count(person.valid) + (person.valid === 1 ? " frame, of " : " frames, of ") + person.result.persons.length + " persons") : null,
        confidence && confidence.count ? report.figure("Confidence", report.number(typeof person.data.confidence === "number" ? person.data.confidence : confidence.mean), "mean, 0 to 1") : null,
        report.figure("Action units", String(person.units.length), report.eventCount(person)),
        report.figure("Pipeline", data.pipeline || "not known", data.versions && data.versions.length ? data.versions[0].join(" ") : null)
    ]);
    host.append(list);
    if (data.warnings && data.warnings.length)
        host.append(report.warnings(data.warnings));
};

report.warnings = texts => report.el("div", { class: "warnings", role: "note", "aria-label": "Warnings" }, texts.map(text =>
    report.el("p", {}, [report.icon("warning"), report.el("span", { text: report.sentence(text) })])));

report.dictionary = function (host, entries) {
    const find = report.el("input", { type: "search", placeholder: "Find a column", "aria-label": "Find a column", input: () => {
        const words = find.value.toLowerCase();
        for (const row of body.children)
            row.hidden = !row.textContent.toLowerCase().includes(words);
    } });
    const body = report.el("tbody", {}, entries.map(entry => report.el("tr", {}, [report.el("th", { scope: "row" }, [report.el("code", { text: entry.name })]),
        report.el("td", { text: report.sentence(entry.meaning || "") }), report.el("td", { text: entry.unit || "" }), report.el("td", { text: entry.range || "" })])));
    host.append(find, report.el("div", { class: "scroll tall", tabindex: "0", role: "group", "aria-label": "Table of columns" }, [
        report.el("table", { class: "dictionary" }, [report.el("caption", { class: "unseen", text: "What each column means" }), report.el("thead", {}, [
            report.el("tr", {}, ["Column", "Meaning", "Unit", "Range"].map(text => report.el("th", { scope: "col", text })))]), body])]));
};

report.about = function (host, data) {
    const rows = [["Report", data.made.program + ", " + data.made.time.replace("T", " ").replace("Z", " UTC")]];
    data.results.forEach((result, index) => {
        const many = data.results.length > 1 ? report.visitName(result, index) + ": " : "";
        rows.push([many + "Results", result.name + (result.date ? ", " + result.date : "")]);
        if (result.input)
            rows.push([many + "Input", result.input.name + (result.input.width ? ", " + result.input.width + " \u00d7 " + result.input.height : "")]);
        for (const [name, version] of result.versions || [])
            rows.push([many + report.sentence(name), version]);
    });
    host.append(report.el("dl", { class: "about" }, rows.flatMap(([term, text]) => [report.el("dt", { text: term }), report.el("dd", { text })])),
        report.el("p", { class: "hint", text: "For research. Not a medical device; its numbers are no diagnosis. This file holds all it shows and asks no network for anything." }));
};

/* keys, shown by ? */
report.KEYS = [["Space", "play, pause"], ["\u2190 \u2192", "a frame back, on"], ["Shift \u2190 \u2192", "a second back, on"], ["Home End", "first frame, last frame"],
    ["[ ]", "event before, next event"], ["+ \u2212 0", "closer, farther, whole recording"], [", .", "move the shown part"], ["?", "these keys"]];

report.keysDialog = function () {
    const dialog = report.el("dialog", { "aria-label": "Keys" }, [report.el("h2", { text: "Keys" }), report.el("dl", { class: "keys" },
        report.KEYS.flatMap(([key, text]) => [report.el("dt", {}, key.split(" ").map(k => report.el("kbd", { text: k }))), report.el("dd", { text })])),
    report.el("form", { method: "dialog" }, [report.el("button", { class: "small", text: "Close" })])]);
    // a page's form may not be sent (Content-Security-Policy), and this one need not be
    dialog.querySelector("button").addEventListener("click", event => { event.preventDefault(); dialog.close(); });
    document.body.append(dialog);
    return dialog;
};
