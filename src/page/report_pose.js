/* How the head is turned, where it is, and where the eyes look. */
"use strict";
var report = window.report || {};

const DEGREES = radians => radians * 180 / Math.PI;

/* Signs as docs/columns.md has them, said so that nobody has to look them up. */
const POSE_CHARTS = [
    { title: "Head rotation", unit: "degrees", digits: 1, columns: [["pose_Rx", "Pitch"], ["pose_Ry", "Yaw"], ["pose_Rz", "Roll"]], convert: () => DEGREES,
        says: "Yaw above 0 turns the face to the picture\u2019s left." },
    { title: "Gaze", unit: "degrees", digits: 1, columns: [["gaze_angle_x", "Sideways"], ["gaze_angle_y", "Up and down"]], convert: () => DEGREES,
        says: "Above 0: to the picture\u2019s right, and down." },
    { title: "Head position", unit: "mm from its mean", digits: 0, columns: [["pose_Tx", "Right"], ["pose_Ty", "Down"], ["pose_Tz", "Away"]],
        convert: column => { const mean = column.statistics().mean; return value => value - mean; },
        says: "Above 0: to the picture\u2019s right, down, and away from the camera." }
];

report.pose = function (host, view) {
    const person = view.person;
    let any = false;
    for (const wanted of POSE_CHARTS) {
        const series = wanted.columns.map(([name, label], slot) => {
            const column = person.column(name);
            return column && column.statistics().count ? { column, name: label, colour: look => look.series[slot], dash: slot === 2 ? report.DASHES[4] : null,
                convert: wanted.convert(column) } : null;
        }).filter(Boolean);
        if (!series.length)
            continue;
        any = true;
        let low = Infinity, high = -Infinity;
        for (const s of series) {
            const extent = s.column.extent(0, person.rows, [0, 0]);
            low = Math.min(low, s.convert(extent[0]));
            high = Math.max(high, s.convert(extent[1]));
        }
        const room = Math.max(wanted.digits ? 2 : 5, 0.08 * (high - low));
        const key = report.el("p", { class: "key" }, series.map(s => report.el("span", { class: "series-" + wanted.columns.findIndex(c => c[1] === s.name), text: s.name })));
        const box = report.el("div");
        host.append(report.el("div", { class: "pose" }, [report.el("div", { class: "row" }, [
            report.el("h3", {}, [report.el("span", { text: wanted.title }), report.el("small", { text: wanted.unit })]), key]), box,
        report.el("p", { class: "hint", text: wanted.says })]));
        new report.Chart(box, { view, series, low: low - room, high: high + room, digits: wanted.digits, height: 150,
            label: wanted.title + " in " + wanted.unit + " over time" });
    }
    return any;
};
