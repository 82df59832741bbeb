/* Several results side by side: of each visit the mean, the peak, how often present, the asymmetry. */
"use strict";
var report = window.report || {};

/* what is compared: [word, value of a unit of a person (NaN: none), least, greatest, digits] */
report.measures = function (high) {
    const side = (person, unit) => (person.sides || []).find(s => s.unit === unit.id);
    return [
        ["Mean", (p, u) => u.intensity ? u.intensity.statistics().mean : NaN, 0, high, v => report.number(v)],
        ["Peak", (p, u) => u.intensity ? u.intensity.statistics().peak : NaN, 0, high, v => report.number(v)],
        ["Present", (p, u) => u.presence ? 100 * u.presence.statistics().mean : NaN, 0, 100, v => report.number(v, 0) + (isNaN(v) ? "" : " %")],
        ["Left", (p, u) => side(p, u) ? side(p, u).left : NaN, 0, high, v => report.number(v)],
        ["Right", (p, u) => side(p, u) ? side(p, u).right : NaN, 0, high, v => report.number(v)],
        ["Asymmetry", (p, u) => side(p, u) ? report.percentAsymmetry(side(p, u).asymmetry) : NaN, -100, 100,
            v => report.signed(v, 0) + (isNaN(v) ? "" : " %")]
    ];
};

report.visits = function (host, head, results) {
    const visits = results.map((result, index) => ({ result, index, person: result.mainPerson() })).filter(v => v.person);
    const high = Math.max(...visits.map(v => v.person.high));
    const units = new Map();
    for (const visit of visits)
        for (const unit of visit.person.units)
            units.set(unit.id, unit.label);
    const order = Array.from(units.keys()).sort((a, b) => parseInt(a.slice(2), 10) - parseInt(b.slice(2), 10));
    const value = (visit, measure, id) => {
        const unit = visit.person.units.find(u => u.id === id);
        return unit ? measure[1](visit.person, unit) : NaN;
    };
    const measures = report.measures(high).filter(m => visits.some(v => order.some(id => !isNaN(value(v, m, id)))));
    if (!measures.length)
        return;
    const table = report.el("table", { class: "visits" });
    const draw = index => {
        const measure = measures[index];
        table.textContent = "";
        table.append(report.el("caption", { class: "unseen", text: measure[0] + " of each action unit in each visit" }), report.el("thead", {}, [
            report.el("tr", {}, [report.el("th", { scope: "col", text: "Action unit" }), report.el("th", { scope: "col", text: "Course" }),
                ...visits.map(v => report.el("th", { scope: "col", title: v.result.name }, [report.el("span", { class: "visit-name", text: report.visitName(v.result, v.index) }),
                    report.el("small", { text: v.result.data.date || v.result.name })])),
                report.el("th", { scope: "col", class: "numeric", text: "First to last" })])]));
        const values = order.map(id => visits.map(v => value(v, measure, id)));
        const most = values.flat().reduce((m, v) => Math.abs(v) > m ? Math.abs(v) : m, 1e-9);
        table.append(report.el("tbody", {}, order.map((id, i) => report.visitRow(id, units.get(id), values[i], measure, most))));
    };
    head.append(report.choice("Compare", measures.map(m => m[0]), 0, draw));
    if (new Set(visits.map(v => v.result.data.pipeline || "")).size > 1)
        host.append(report.warnings(["These visits were not all measured by the same pipeline, or it is not known of all: their numbers are on different scales. Compare what one pipeline made."]));
    host.append(report.el("p", { class: "hint", text: "Of each visit the person who is seen in most frames." }), report.el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Table of visits" }, [table]));
    draw(0);
};

report.visitName = (result, index) => "Visit " + (index + 1);

report.visitRow = function (id, label, values, measure, most) {
    const [, , low, high, text] = measure, part = v => Math.max(0, Math.min(1, (v - low) / (high - low)));
    const cells = values.map(v => {
        const fill = report.el("i", { class: low < 0 ? v > 0 ? "right" : "left" : "" }), zero = part(0);
        fill.style.left = 100 * Math.min(zero, part(v || 0)) + "%";
        fill.style.width = 100 * Math.abs(part(v || 0) - zero) + "%";
        return report.el("td", {}, [report.el("div", { class: "pair" }, [report.el("span", { class: low < 0 ? "track centre" : "track" }, [fill]), report.el("span", { text: text(v) })])]);
    });
    const known = values.map((v, i) => [i, v]).filter(pair => !isNaN(pair[1]));
    const change = known.length > 1 ? known[known.length - 1][1] - known[0][1] : NaN;
    return report.el("tr", {}, [report.el("th", { scope: "row" }, [report.el("b", { text: id }), report.el("span", { class: "name", text: label })]),
        report.el("td", { class: "course" }, [report.course(known, values.length, v => low < 0 ? 0.5 + v / most / 2 : v / most)]), ...cells,
        report.el("td", { class: "numeric", text: (change > 0 && low === 0 ? "+" : "") + text(change) })]);
};

/* a line through the visits, from 0 to the greatest value of the table */
report.course = function (known, count, part) {
    const x = i => 5 + (count > 1 ? i / (count - 1) : 0.5) * 70, y = v => 25 - 20 * part(v);
    return report.svg("svg", { viewBox: "0 0 80 30", class: "course-line", "aria-hidden": "true" }, [
        report.svg("polyline", { points: known.map(([i, v]) => x(i) + "," + y(v)).join(" "), class: "line" }),
        ...known.map(([i, v]) => report.svg("circle", { cx: x(i), cy: y(v), r: 2.6, class: "dot" }))]);
};
