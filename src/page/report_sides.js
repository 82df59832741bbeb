/* Left against right.  Both are the person's own; the right side stands at the left, as one sees it face to face. */
"use strict";
var report = window.report || {};

report.sides = function (host, view) {
    const person = view.person;
    const sided = person.units.filter(u => u.left && u.right);
    if (!person.sides && !sided.length)
        return false;
    if (person.sides)
        report.sidesTable(host, view, sided);
    if (sided.length)
        report.sidesCurve(host, view, sided);
    return true;
};

report.sidesTable = function (host, view, sided) {
    const person = view.person, body = report.el("tbody");
    const head = ["Action unit", "Right", "Left", "Asymmetry"];
    const table = report.el("table", { class: "sides" }, [
        report.el("caption", { class: "unseen", text: "Mean or peak intensity of each side, and their asymmetry" }),
        report.el("thead", {}, [report.el("tr", {}, head.map((text, i) => report.el("th", { scope: "col", class: ["", "of-right", "of-left", "of-asymmetry"][i], text })))]), body]);
    let peaks = false;
    const draw = () => {
        body.textContent = "";
        for (const side of person.sides)
            body.append(report.sidesRow(side, peaks, person.high, (person.units.find(u => u.id === side.unit) || { label: "" }).label));
    };
    const choice = report.choice("Compare", ["Means", "Peaks"], 0, index => { peaks = index === 1; draw(); });
    host.append(report.el("div", { class: "row" }, [report.el("p", { class: "hint", text:
        "Sides are the person\u2019s own; the right one stands at the left, as face to face. Asymmetry = (left \u2212 right) / (left + right): " +
        "0 is alike, +1 only the left side moves, \u22121 only the right." }), choice]),
    report.el("div", { class: "scroll" }, [table]));
    draw();
};

report.asymmetry = function (left, right) {
    return left + right > 0.05 ? (left - right) / (left + right) : 0;
};

report.sidesRow = function (side, peaks, high, label) {
    const left = peaks ? side.left_peak : side.left, right = peaks ? side.right_peak : side.right;
    const asymmetry = peaks ? report.asymmetry(left, right) : side.asymmetry;
    const bar = (kind, value) => {
        const fill = report.el("i", { class: kind });
        fill.style.width = 100 * Math.max(0, Math.min(1, (value || 0) / high)) + "%";
        return report.el("td", { class: "of-" + kind }, [report.el("div", { class: "pair" }, kind === "right"
            ? [report.el("span", { text: report.number(value) }), report.el("span", { class: "track" }, [fill])]
            : [report.el("span", { class: "track" }, [fill]), report.el("span", { text: report.number(value) })])]);
    };
    const fill = report.el("i", { class: asymmetry < 0 ? "right" : "left" });
    fill.style.left = 50 + Math.min(0, 50 * asymmetry) + "%";
    fill.style.width = Math.abs(50 * asymmetry) + "%";
    const sign = asymmetry > 0 ? "+" : "";
    return report.el("tr", {}, [
        report.el("th", { scope: "row" }, [report.el("b", { text: side.unit }), report.el("span", { class: "name", text: label })]),
        bar("right", right), bar("left", left),
        report.el("td", { class: "of-asymmetry" }, [report.el("div", { class: "pair" }, [report.el("span", { class: "track centre" }, [fill]),
            report.el("span", { text: sign + report.number(asymmetry) })])])]);
};

report.sidesCurve = function (host, view, sided) {
    let unit = sided.slice().sort((a, b) => Math.max(b.left.statistics().deviation, b.right.statistics().deviation) -
        Math.max(a.left.statistics().deviation, a.right.statistics().deviation))[0];
    const series = () => [
        { column: unit.right, name: "right", colour: look => look.right, dash: [6, 3] },
        { column: unit.left, name: "left", colour: look => look.left }];
    const box = report.el("div");
    const key = report.el("p", { class: "key" }, ["right", "left"].map(kind => report.el("span", { class: kind, text: kind === "right" ? "Right side" : "Left side" })));
    const chooser = report.el("select", { "aria-label": "Action unit of both sides", change: () => {
        unit = sided.find(u => u.id === chooser.value);
        chart.replace(series());
    } }, sided.map(u => report.el("option", { value: u.id, text: u.id + " " + u.label, selected: u === unit })));
    host.append(report.el("div", { class: "row above" }, [chooser, key]), box);
    const high = view.person.high;
    const chart = new report.Chart(box, { view, series: series(), low: 0, high: high * 1.02, digits: 2, height: 170,
        label: "Intensity of the left and the right side over time",
        valueTicks: () => Array.from({ length: Math.floor(high) + 1 }, (_, v) => ({ v, label: String(v) })) });
};

/** buttons of which one is pressed */
report.choice = function (label, words, chosen, tell) {
    const buttons = words.map((text, index) => report.el("button", { class: "small", text, "aria-pressed": String(index === chosen), click: () => {
        buttons.forEach((b, i) => b.setAttribute("aria-pressed", String(i === index)));
        tell(index);
    } }));
    return report.el("div", { class: "choice", role: "group", "aria-label": label }, buttons);
};
