/* The table of events: onset, apex, offset, how strong; to jump to, to copy, to save. */
"use strict";
var report = window.report || {};

/* Rows at a time: thousands would make the page slow, and nobody reads them. */
const EVENTS_AT_ONCE = 100;

report.events = function (host, head, view) {
    const person = view.person, result = person.result;
    if (!person.units.length)
        return false;
    const sides = ["both", "right", "left"].filter(side => person.events.some(e => e.side === side));
    let unit = "", side = sides[0] || "both", sort = { key: 0, down: false }, shown = EVENTS_AT_ONCE;
    const units = Array.from(new Set(person.events.map(e => e.unit))).sort((a, b) => parseInt(a.slice(2), 10) - parseInt(b.slice(2), 10));
    const labels = new Map(person.events.map(e => [e.unit, e.label]));
    const filter = report.el("select", { "aria-label": "Show events of", change: () => { unit = filter.value; shown = EVENTS_AT_ONCE; draw(); } }, [
        report.el("option", { value: "", text: "All action units" }),
        ...units.map(id => report.el("option", { value: id, text: id + " " + labels.get(id) }))]);
    const words = { both: "Whole face", right: "Right side", left: "Left side" };
    const choice = sides.length > 1 ? report.choice("Events of", sides.map(s => words[s] + " " + report.count(person.events.filter(e => e.side === s).length)), 0, index => {
        side = sides[index];
        shown = EVENTS_AT_ONCE;
        draw();
    }) : null;
    const stem = report.stem(result.name);
    const buttons = report.el("div", { class: "buttons" }, [
        report.el("button", { class: "small", text: "Copy", "data-export": "copy", click: () => report.copy(report.table([person], "\t", false)) }),
        report.el("button", { class: "small", text: "Save CSV", "data-export": "csv", click: () => report.save(stem + "_events.csv", "text/csv", report.table(result.persons, ",", true)) }),
        report.counting ? null : report.el("button", { class: "small", text: "Save for ELAN", title: "Tiers for ELAN (.eaf)", "data-export": "eaf", click: () =>
            report.save(stem + ".eaf", "application/xml", report.elan(result, result.persons, report.made.time)) })]);
    const columns = [
        ["Onset", e => person.time[e.onset]], ["Apex", e => person.time[e.apex]], ["Offset", e => person.time[e.offset]],
        ["Action unit", e => parseInt(e.unit.slice(2), 10) + person.time[e.onset] * 1e-7], ["Sides", e => report.percentAsymmetry(e.asymmetry) || 0], ["Length", e => person.time[e.offset] - person.time[e.onset]],
        ["Peak", e => e.intensity === null ? -1 : e.intensity], ["Mean", e => e.mean === null ? -1 : e.mean]];
    const body = report.el("tbody"), heads = columns.map(([text], key) => report.el("th", { scope: "col", class: key > 4 ? "numeric" : null }, [
        report.el("button", { class: "sort", text, click: () => {
            sort = { key, down: sort.key === key ? !sort.down : key > 4 };
            draw();
        } })]));
    const more = report.el("button", { class: "small", click: () => { shown += 5 * EVENTS_AT_ONCE; draw(); } });
    const table = report.el("table", { class: "events" }, [report.el("caption", { class: "unseen", text: "Events of " + person.label }),
        report.el("thead", {}, [report.el("tr", {}, heads)]), body]);

    const row = event => {
        const at = (rowNumber, seen, sign) => report.el("td", { title: seen ? null : "goes on beyond what was measured" }, [
            report.el("span", { text: (seen ? "" : sign + "\u202f") + report.time(person.time[rowNumber]) }), report.el("small", { text: "frame " + person.frame.text(rowNumber) })]);
        const jump = report.el("button", { class: "jump", title: "Show its apex", click: () => view.goTo(event) },
            [report.el("b", { text: event.unit }), report.el("span", { class: "name", text: event.label })]);
        const line = report.el("tr", {}, [at(event.onset, event.begins !== false, "\u2264"), at(event.apex, true, ""), at(event.offset, event.ends !== false, "\u2265"), report.el("td", {}, [jump]),
            report.el("td", { class: "sides-said", text: event.side !== "both" ? event.side + " side" : event.asymmetry === undefined ? "" :
                report.asymmetryWords(report.percentAsymmetry(event.asymmetry)) }),
            report.el("td", { class: "numeric", text: report.number(person.time[event.offset] - person.time[event.onset], report.counting ? 0 : 2) + (report.counting ? " frames" : " s") }),
            report.el("td", { class: "numeric" }, [report.el("b", { text: report.number(report.known(event.intensity)) })]),
            report.el("td", { class: "numeric", text: report.number(report.known(event.mean)) })]);
        line.addEventListener("click", () => view.goTo(event));
        line.event = event;
        return line;
    };
    const mark = () => {
        for (const line of body.children)
            line.classList.toggle("now", line.event.onset <= view.row && view.row <= line.event.offset);
    };
    const draw = () => {
        const by = columns[sort.key][1], way = sort.down ? -1 : 1;
        const events = person.events.filter(e => e.side === side && (!unit || e.unit === unit)).sort((a, b) => {
            const x = by(a), y = by(b);
            return way * (x < y ? -1 : x > y ? 1 : a.onset - b.onset);
        });
        heads.forEach((head, key) => head.setAttribute("aria-sort", key !== sort.key ? "none" : sort.down ? "descending" : "ascending"));
        body.textContent = "";
        body.append(...events.slice(0, shown).map(row));
        more.hidden = events.length <= shown;
        more.textContent = "Show more (" + (events.length - shown) + " are not shown)";
        mark();
    };
    if (!person.events.length) {
        host.append(report.el("p", { class: "hint", text: "No action unit rose and fell clearly enough to be called an event." }));
        return true;
    }
    head.append(buttons);
    host.append(report.el("div", { class: "row" }, [filter, choice]), report.el("div", { class: "scroll tall", tabindex: "0", role: "group", "aria-label": "Table of events" }, [table]), more, report.el("p", { class: "hint",
        text: (report.counting ? "" : "Times are minutes and seconds from the start of the video. ") + "Copy takes all events of this person, of both sides too; the files have everybody\u2019s." }));
    view.on("row", mark);
    draw();
    return true;
};

/** to the clipboard; the way that works in a page that was opened from a disk is the second one */
report.copy = async function (text) {
    try {
        await navigator.clipboard.writeText(text);
    } catch (refused) {
        const area = report.el("textarea", { class: "unseen", "aria-hidden": "true" });
        area.value = text;
        document.body.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
    }
    report.say("Copied");
    report.toast("Copied");
};

report.toast = function (text) {
    const toast = document.getElementById("toast");
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(report.toastTimer);
    report.toastTimer = setTimeout(() => { toast.hidden = true; }, 1600);
};
