/* Events as text: a table for spreadsheets, and tiers for ELAN. */
"use strict";
var report = window.report || {};

/** each event as what stands in the tables: times in seconds of the file, frames as in the result */
report.eventCells = function (person, event) {
    const timed = person.timeColumn.unit === "s"; // else times count frames
    const time = row => timed ? person.timeColumn.text(row) : "", frame = row => person.frame.text(row);
    return [person.label, event.unit, event.label, event.side, time(event.onset), time(event.apex), time(event.offset),
        timed ? (person.time[event.offset] - person.time[event.onset]).toFixed(person.timeColumn.decimals) : "",
        frame(event.onset), frame(event.apex), frame(event.offset), report.plain(event.intensity), report.plain(event.mean),
        event.begins === false ? "0" : "1", event.ends === false ? "0" : "1", report.plain(event.left), report.plain(event.right),
        report.plain(report.percentAsymmetry(event.asymmetry))];
};

report.EVENT_HEADS = ["person", "unit", "name", "side", "onset_s", "apex_s", "offset_s", "duration_s", "onset_frame", "apex_frame", "offset_frame",
    "intensity", "mean", "onset_seen", "offset_seen", "left_mean", "right_mean", "asymmetry_percent"];

report.plain = value => typeof value === "number" && isFinite(value) ? String(Number(value.toFixed(4))) : "";

report.table = function (persons, separator, quote) {
    const cell = text => quote && /[",\r\n]/.test(text) ? "\"" + text.replace(/"/g, "\"\"") + "\"" : quote ? text : text.replace(/[\t\r\n]+/g, " ");
    const lines = [report.EVENT_HEADS];
    for (const person of persons)
        for (const event of person.events)
            lines.push(report.eventCells(person, event).map(cell));
    return lines.map(line => line.join(separator) + "\n").join("");
};

report.xml = function (text) {
    // characters XML 1.0 does not know are left out
    return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "").replace(/&/g, "&amp;").replace(/</g, "&lt;")
        .replace(/>/g, "&gt;").replace(/"/g, "&quot;");
};

/** An EAF 3.0 document: a tier for each person and action unit (and side), an annotation for each event.  Times are whole
 *  milliseconds, from the onset to the end of the last frame, since ELAN's annotations last at least one. */
report.elan = function (result, persons, date) {
    const slots = [], tiers = new Map();
    let annotations = 0;
    const slot = milliseconds => {
        slots.push(milliseconds);
        return "ts" + slots.length;
    };
    const number = event => parseInt(event.unit.slice(2), 10);
    for (const person of persons)
        for (const event of person.events.slice().sort((a, b) => number(a) - number(b) || a.onset - b.onset)) {
            const id = person.label + " " + event.unit + (event.side === "both" ? "" : " " + event.side);
            if (!tiers.has(id))
                tiers.set(id, { person, end: -1, lines: [] });
            const tier = tiers.get(id);
            // annotations of a tier do not overlap
            const begin = Math.max(tier.end, Math.round(1000 * person.time[event.onset]));
            tier.end = Math.max(begin + 1, Math.round(1000 * (person.time[event.offset] + person.frameTime(event.offset))));
            const value = [event.unit, report.plain(event.intensity)].filter(Boolean).join(" ") + " apex " + person.timeColumn.text(event.apex) + " s";
            tier.lines.push("        <ANNOTATION>\n            <ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a" + ++annotations + "\" TIME_SLOT_REF1=\"" +
                slot(begin) + "\" TIME_SLOT_REF2=\"" + slot(tier.end) + "\">\n                <ANNOTATION_VALUE>" + report.xml(value) +
                "</ANNOTATION_VALUE>\n            </ALIGNABLE_ANNOTATION>\n        </ANNOTATION>\n");
        }
    const media = result.data.input && result.data.input.name;
    const kind = media ? { mp4: "video/mp4", m4v: "video/mp4", mov: "video/quicktime", mpg: "video/mpeg", mpeg: "video/mpeg" }[
        media.replace(/^.*\./, "").toLowerCase()] || "video/*" : "";
    const order = slots.map((value, i) => [value, i + 1]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" +
        "<ANNOTATION_DOCUMENT AUTHOR=\"facsimile\" DATE=\"" + date + "\" FORMAT=\"3.0\" VERSION=\"3.0\" " +
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"http://www.mpi.nl/tools/elan/EAFv3.0.xsd\">\n" +
        "    <HEADER MEDIA_FILE=\"\" TIME_UNITS=\"milliseconds\">\n" +
        (media ? "        <MEDIA_DESCRIPTOR MEDIA_URL=\"" + report.xml(encodeURI("./" + media).replace(/[#?]/g, encodeURIComponent)) +
            "\" MIME_TYPE=\"" + kind + "\" RELATIVE_MEDIA_URL=\"" + report.xml(encodeURI("./" + media).replace(/[#?]/g, encodeURIComponent)) + "\"/>\n" : "") +
        "        <PROPERTY NAME=\"lastUsedAnnotationId\">" + annotations + "</PROPERTY>\n    </HEADER>\n    <TIME_ORDER>\n" +
        order.map(([value, id]) => "        <TIME_SLOT TIME_SLOT_ID=\"ts" + id + "\" TIME_VALUE=\"" + value + "\"/>\n").join("") + "    </TIME_ORDER>\n" +
        Array.from(tiers, ([id, tier]) => "    <TIER LINGUISTIC_TYPE_REF=\"action-unit\" PARTICIPANT=\"" + report.xml(tier.person.label) + "\" TIER_ID=\"" +
            report.xml(id) + "\">\n" + tier.lines.join("") + "    </TIER>\n").join("") +
        "    <LINGUISTIC_TYPE GRAPHIC_REFERENCES=\"false\" LINGUISTIC_TYPE_ID=\"action-unit\" TIME_ALIGNABLE=\"true\"/>\n" +
        [["Time_Subdivision", "Time subdivision of parent annotation's time interval, no time gaps allowed within this interval"],
            ["Symbolic_Subdivision", "Symbolic subdivision of a parent annotation. Annotations refering to the same parent are ordered"],
            ["Symbolic_Association", "1-1 association with a parent annotation"],
            ["Included_In", "Time alignable annotations within the parent annotation's time interval, gaps are allowed"]].map(([name, text]) =>
            "    <CONSTRAINT DESCRIPTION=\"" + text + "\" STEREOTYPE=\"" + name + "\"/>\n").join("") +
        "</ANNOTATION_DOCUMENT>\n";
};
