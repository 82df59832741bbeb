/* Left against right.  Both are the person's own; the right side stands at the left, as one sees it face to face. */
"use strict";
var report = window.report || {};

report.sides = function (host, head, view) {
    const person = view.person;
    const sided = person.sided;
    if (!person.sides && !sided.length)
        return false;
    if (person.sides)
        report.sidesTable(host, head, view);
    if (sided.length)
        report.sidesCurve(host, view, sided);
    return true;
};

report.sidesTable = function (host, head, view) {
    const person = view.person, body = report.el("tbody");
    const words = ["Action unit", "Right", "Left", "Stronger side", "Asymmetry"];
    const table = report.el("table", { class: "sides" }, [
        report.el("caption", { class: "unseen", text: "Mean or peak intensity of each side, and their asymmetry" }),
        report.el("thead", {}, [report.el("tr", {}, words.map((text, i) => report.el("th", { scope: "col", class: ["", "of-right", "of-left", "of-asymmetry", "numeric"][i], text })))]), body]);
    let peaks = false;
    const draw = () => {
        body.textContent = "";
        for (const side of person.sides)
            body.append(report.sidesRow(side, peaks, person.high, (person.units.find(u => u.id === side.unit) || { label: "" }).label));
    };
    const choice = report.choice("Compare", ["Means", "Peaks"], 0, index => { peaks = index === 1; draw(); });
    head.append(choice);
    host.append(report.el("p", { class: "hint", text:
        "Sides are the person\u2019s own; the right one stands at the left, as face to face. Asymmetry = 100 (right \u2212 left) / (the greater): " +
        "0 is alike, \u2212100 only the left side moves, +100 only the right. None where neither side\u2019s peak reaches 0.5." }),
    report.el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Table of both sides" }, [table]));
    draw();
};

/** asymmetry of the data block (left less right, of the greater) as docs/mirror.md writes it: percent, above 0: the right is stronger */
report.percentAsymmetry = asymmetry => typeof asymmetry === "number" ? -100 * asymmetry || 0 : NaN;

report.signed = (value, digits) => isNaN(value) ? "\u2013" : (value > 0 ? "+" : "") + report.number(value, digits);

/* below that many percent both sides are called alike */
const ALIKE = 5;

report.asymmetryWords = function (percent) {
    if (isNaN(percent))
        return "did not move";
    return Math.abs(percent) < ALIKE ? "alike" : (percent > 0 ? "left " : "right ") + Math.abs(percent).toFixed(0) + " % weaker";
};

report.sidesRow = function (side, peaks, high, label) {
    const left = peaks ? side.left_peak : side.left, right = peaks ? side.right_peak : side.right;
    const asymmetry = report.percentAsymmetry(peaks ? side.asymmetry_peak : side.asymmetry);
    const bar = (kind, value) => {
        const fill = report.el("i", { class: kind });
        fill.style.width = 100 * Math.max(0, Math.min(1, (value || 0) / high)) + "%";
        return report.el("td", { class: "of-" + kind }, [report.el("div", { class: "pair" }, kind === "right"
            ? [report.el("span", { text: report.number(value) }), report.el("span", { class: "track" }, [fill])]
            : [report.el("span", { class: "track" }, [fill]), report.el("span", { text: report.number(value) })])]);
    };
    // the bar goes to where the stronger side stands: the right one's at the left
    const fill = report.el("i", { class: asymmetry > 0 ? "right" : "left" }), part = isNaN(asymmetry) ? 0 : Math.min(100, Math.abs(asymmetry)) / 2;
    fill.style.left = (asymmetry > 0 ? 50 - part : 50) + "%";
    fill.style.width = part + "%";
    return report.el("tr", {}, [
        report.el("th", { scope: "row" }, [report.el("b", { text: side.unit }), report.el("span", { class: "name", text: label })]),
        bar("right", right), bar("left", left),
        report.el("td", { class: "of-asymmetry" }, [report.el("div", { class: "pair" }, [report.el("span", { class: "track centre" }, [fill]),
            report.el("span", { class: "words", text: report.asymmetryWords(asymmetry) })])]),
        report.el("td", { class: "numeric", text: isNaN(asymmetry) ? "\u2013" : report.signed(asymmetry, 0) + " %" })]);
};

report.sidesCurve = function (host, view, sided) {
    const series = () => [
        { column: view.side.right, name: "right", colour: look => look.right, dash: [6, 3] },
        { column: view.side.left, name: "left", colour: look => look.left }];
    const box = report.el("div");
    const key = report.el("p", { class: "key" }, ["right", "left"].map(kind => report.el("span", { class: kind, text: kind === "right" ? "Right side" : "Left side" })));
    const chooser = report.el("select", { "aria-label": "Action unit of both sides", change: () =>
        view.compareSides(sided.find(u => u.id === chooser.value)) }, sided.map(u => report.el("option", { value: u.id, text: u.id + " " + u.label, selected: u === view.side })));
    host.append(report.el("div", { class: "row above" }, [chooser, key]), box);
    const high = view.person.high;
    const chart = new report.Chart(box, { view, series: series(), low: 0, high: high * 1.02, digits: 2, height: 170,
        label: "Intensity of the left and the right side over time",
        valueTicks: () => Array.from({ length: Math.floor(high) + 1 }, (_, v) => ({ v, label: String(v) })) });
    view.on("side", () => {
        chooser.value = view.side.id;
        chart.replace(series());
    });
};

/** buttons of which one is pressed */
report.choice = function (label, words, chosen, tell) {
    const buttons = words.map((text, index) => report.el("button", { class: "small", text, "aria-pressed": String(index === chosen), click: () => {
        buttons.forEach((b, i) => b.setAttribute("aria-pressed", String(i === index)));
        tell(index);
    } }));
    return report.el("div", { class: "choice", role: "group", "aria-label": label }, buttons);
};
