/* Numbers, times and elements as the page writes them.  Nothing of a result gets into the page but as text. */
"use strict";
var report = window.report || {};

/* Results without times count frames instead: report.counting is set while such a one is shown. */
report.counting = false;

/** seconds as 1:02.35; whole: as 1:02 */
report.time = function (seconds, digits) {
    if (!isFinite(seconds))
        return "";
    if (report.counting)
        return report.number(seconds, seconds % 1 ? 1 : 0);
    const places = digits === undefined ? 2 : digits, unit = Math.pow(10, places);
    let rest = Math.round(Math.abs(seconds) * unit);
    const minute = 60 * unit, minutes = Math.floor(rest / minute);
    rest -= minutes * minute;
    const shown = (rest / unit).toFixed(places).padStart(places ? places + 3 : 2, "0");
    const hours = Math.floor(minutes / 60);
    return (seconds < 0 ? "-" : "") + (hours ? hours + ":" + String(minutes % 60).padStart(2, "0") : minutes) + ":" + shown;
};

report.number = function (value, digits) {
    return isFinite(value) ? value.toFixed(digits === undefined ? 2 : digits).replace("-", "\u2212") : "\u2013";
};

/** what the data block says, or NaN for null */
report.known = value => typeof value === "number" ? value : NaN;

report.count = function (value) {
    return Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, "\u202f");
};

report.percent = function (part, whole) {
    if (!(whole > 0))
        return "\u2013";
    const share = 100 * part / whole;
    // neither 100 nor 0 where some are missing or there
    const shown = share === 100 || share === 0 ? share.toFixed(0) : Math.min(99.9, Math.max(0.1, share)).toFixed(1);
    return shown + " %";
};

/* with a capital at its beginning, unless that is a name */
report.sentence = function (text) {
    return /^[a-z][a-z-]*(?=[ ,]|$)/.test(text) ? text[0].toUpperCase() + text.slice(1) : text;
};

/** el("button", { class: "x", text: "...", "aria-label": "...", click: function }, [children]): an element */
report.el = function (tag, settings, children) {
    const element = document.createElement(tag);
    report.set(element, settings);
    for (const child of children || [])
        if (child)
            element.append(child);
    return element;
};

report.svg = function (tag, settings, children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    report.set(element, settings);
    for (const child of children || [])
        if (child)
            element.append(child);
    return element;
};

report.set = function (element, settings) {
    for (const [name, value] of Object.entries(settings || {})) {
        if (value === null || value === undefined || value === false)
            continue;
        if (typeof value === "function")
            element.addEventListener(name, value);
        else if (name === "text")
            element.textContent = value;
        else if (name === "class")
            element.setAttribute("class", value);
        else
            element.setAttribute(name, value === true ? "" : value);
    }
};

const ICONS = {
    play: "M5 3.5v9l7.5-4.5z",
    pause: "M4.5 3.5h2.5v9H4.5zM9 3.5h2.5v9H9z",
    back: "M10.5 3.5v9L4.5 8z",
    forward: "M5.5 3.5v9l6-4.5z",
    earlier: "M12.5 3.5v9L7 8zM3.5 3.5h1.8v9H3.5z",
    later: "M3.5 3.5v9L9 8zM10.7 3.5h1.8v9h-1.8z",
    plus: "M7.2 3h1.6v4.2H13v1.6H8.8V13H7.2V8.8H3V7.2h4.2z",
    minus: "M3 7.2h10v1.6H3z",
    warning: "M8 1.5 15.2 14H.8zM7.2 6v4h1.6V6zm0 5v1.6h1.6V11z"
};

report.icon = function (name) {
    return report.svg("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true", focusable: "false" },
        [report.svg("path", { d: ICONS[name], "fill-rule": "evenodd" })]);
};

/** the text as a file of that name, as if it had been downloaded */
report.save = function (name, type, text) {
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = report.el("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
};

/** a result's file name without its ending, with nothing a file name may not have */
report.stem = function (name) {
    return name.replace(/\.[^.]*$/, "").replace(/[\u0000-\u001f<>:"/\\|?*]/g, "_") || "report";
};

/** said to screen readers */
report.say = function (text) {
    document.getElementById("said").textContent = text;
};
