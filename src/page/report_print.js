/* The sheet that is printed: one page for each person, made when printing begins, of lines that stay sharp on paper. */
"use strict";
var report = window.report || {};

/* who is seen in fewer of the frames, or is not the main person of one of several visits, has no sheet */
const SHEET_EVENTS = 12, SHEET_PICTURES = 6, LEAST_SHARE = 0.01;

report.sheet = function (person, data) {
    const result = person.result.data, statistics = person.confidence && person.confidence.statistics();
    const line = [result.date, result.pipeline && "pipeline " + result.pipeline, result.versions && result.versions.length ? result.versions[0].join(" ") : null,
        "face found in " + report.percent(result.valid, result.frames) + " of " + report.count(result.frames) + " frames",
        statistics && statistics.count ? "confidence " + report.number(statistics.mean) : null].filter(Boolean).join(" \u00b7 ");
    const sheet = report.el("section", { class: "sheet" }, [
        report.el("header", {}, [report.el("div", {}, [report.el("h1", { text: data.title || result.name }),
            report.el("p", { text: person.result.persons.length > 1 || data.results.length > 1 ? person.label + ", " + result.name : result.name }), report.el("p", { text: line })]),
        report.el("div", { class: "faces" }, report.spread(person.pictures, SHEET_PICTURES).map(p => report.el("figure", {}, [
            report.el("img", { src: p.data, alt: "" }), report.el("figcaption", { text: report.time(person.time[p.row], 1) })])))])]);
    if (result.warnings && result.warnings.length)
        sheet.append(report.el("p", { class: "sheet-warning", text: "Note: " + result.warnings.slice(0, 3).join("; ") }));
    if (person.units.length)
        sheet.append(report.el("h2", { text: "Action units, intensity 0 to " + person.high + ", from " + report.time(person.time[0]) + " to " + report.time(person.time[person.rows - 1]) }), report.el("div", { class: "sheet-units" },
        person.measured.length ? person.measured.map(unit => report.sheetUnit(person, unit, [unit.intensity], ["trace"])) :
            person.sided.map(unit => report.sheetUnit(person, unit, [unit.right, unit.left], ["trace right", "trace left"]))));
    const foot = report.el("div", { class: "sheet-foot" });
    if (person.sides)
        foot.append(report.el("div", {}, [report.el("h2", { text: "Right and left, means (the person\u2019s own sides)" }), report.sheetSides(person)]));
    const events = person.wholeEvents.length ? person.wholeEvents : person.events;
    if (events.length)
        foot.append(report.el("div", {}, [report.el("h2", { text: events.length > SHEET_EVENTS ? "Strongest " + SHEET_EVENTS + " of " + events.length + " events" : "Events" }),
            report.sheetEvents(person, events)]));
    sheet.append(foot, report.el("footer", { text: data.made.program + " \u00b7 " + data.made.time.slice(0, 10) + " \u00b7 for research; not a medical device, no diagnosis" }));
    return sheet;
};

/** at most that many of the list, evenly */
report.spread = (list, count) => list.length <= count ? list : Array.from({ length: count }, (_, i) => list[Math.round(i * (list.length - 1) / (count - 1))]);

report.sheetUnit = function (person, unit, columns, kinds) {
    const width = 220, height = 34, from = person.time[0], to = Math.max(person.time[person.rows - 1], from + 0.001);
    const x = t => ((t - from) / (to - from) * width).toFixed(1), y = v => (height - 1 - v / person.high * (height - 3)).toFixed(1);
    const lines = columns.map((column, i) => {
        let path = "", down = false;
        for (const [time, v] of report.reduce(person, [{ column }], from, to, width)) {
            if (v !== null)
                path += (down ? "L" : "M") + x(time) + " " + y(v);
            down = v !== null;
        }
        return report.svg("path", { d: path || "M0 0", class: kinds[i] });
    });
    const bands = [];
    if (unit.presence)
        report.runs(person, unit.presence, from, to, width, (a, b) => bands.push(report.svg("rect", { x: x(a), y: 0, width: Math.max(0.5, x(b) - x(a)), height, class: "band" })));
    const both = name => columns.map(c => report.number(c.statistics()[name])).join(" | ");
    return report.el("div", { class: "sheet-unit" }, [
        report.el("p", {}, [report.el("b", { text: unit.id }), report.el("span", { text: " " + unit.label }), report.el("em", { text: "mean " + both("mean") + "  peak " + both("peak") })]),
        report.svg("svg", { viewBox: "0 0 " + width + " " + height, preserveAspectRatio: "none" }, [report.svg("path", { d: "M0 " + y(0) + "H" + width, class: "zero" }), ...bands, ...lines])]);
};

report.sheetSides = function (person) {
    return report.el("table", {}, [report.el("thead", {}, [report.el("tr", {}, ["Unit", "Right", "Left", "Stronger", ""].map(text => report.el("th", { text })))]),
        report.el("tbody", {}, person.sides.map(side => {
            const asymmetry = report.percentAsymmetry(side.asymmetry), part = isNaN(asymmetry) ? 0 : asymmetry / 2;
            return report.el("tr", {}, [report.el("th", { text: side.unit }), report.el("td", { text: report.number(side.right) }), report.el("td", { text: report.number(side.left) }),
                report.el("td", {}, [report.svg("svg", { viewBox: "-50 0 100 10", class: "asymmetry" }, [report.svg("path", { d: "M0 0V10", class: "zero" }),
                    report.svg("rect", { x: Math.min(0, -part), y: 2, width: Math.abs(part), height: 6, class: part > 0 ? "right" : "left" })])]),
                report.el("td", { text: report.asymmetryWords(asymmetry) })]);
        }))]);
};

report.sheetEvents = function (person, events) {
    const strongest = events.slice().sort((a, b) => b.intensity - a.intensity).slice(0, SHEET_EVENTS).sort((a, b) => a.onset - b.onset);
    return report.el("table", {}, [report.el("thead", {}, [report.el("tr", {}, ["Unit", "Onset", "Apex", "Offset", "Peak"].map(text => report.el("th", { text })))]),
        report.el("tbody", {}, strongest.map(e => report.el("tr", {}, [report.el("th", { text: e.unit + (e.side === "both" ? "" : " " + e.side) }),
            ...[e.onset, e.apex, e.offset].map(row => report.el("td", { text: report.time(person.time[row]) })), report.el("td", { text: report.number(report.known(e.intensity)) })])))]);
};

report.preparePrint = function (results, data) {
    const host = document.getElementById("sheets");
    const fill = () => {
        host.textContent = "";
        for (const result of results)
            for (const person of result.persons)
                if (person.units && (results.length > 1 || person.valid < LEAST_SHARE * result.data.valid ? person === result.mainPerson() : true))
                    host.append(report.sheet(person, data));
    };
    window.addEventListener("beforeprint", fill);
    window.addEventListener("afterprint", () => { host.textContent = ""; });
};
