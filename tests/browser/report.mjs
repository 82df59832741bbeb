/* report.mjs FOLDER [short]: the report's page in a browser, on what scripts/check_browser.sh has made in FOLDER: coded.html with its
 * coded.csv and a video whose frames say their number, and others. */
import fs from "node:fs";
import path from "node:path";
import { axeSource, check, equal, finish, ok, open, quiet, settle, start, stop, table } from "./harness.mjs";

const [folder, form] = process.argv.slice(2);
const file = name => path.join(folder, name);
const short = form === "short";
const long = short ? () => {} : check;
const NEAR = 0.0051; // two decimals of what is shown

const row = page => page.evaluate(() => report.app.view.row);
const values = page => page.evaluate(() => Object.fromEntries(Array.from(document.querySelectorAll(".readout li")).map(li =>
    [li.querySelector("b").textContent, Number(li.querySelector("output").textContent.replace("\u2212", "-"))])));

/* where the cursor of the first chart stands, as a time */
const cursorTime = page => page.evaluate(() => {
    const view = report.app.view, hands = document.querySelector("#traces .hands").getBoundingClientRect();
    const cursor = document.querySelector("#traces .hands .cursor").getBoundingClientRect();
    return view.from + (cursor.left + cursor.width / 2 - hands.left) / hands.width * (view.to - view.from);
});

async function sameAsTable(page, csv, at, what) {
    const shown = await values(page);
    equal(await row(page), at, what + ": row");
    for (const [unit, value] of Object.entries(shown))
        ok(Math.abs(value - Number(csv.column(unit + "_r")[at])) < NEAR, what + ": " + unit + " " + value + ", the table has " + csv.column(unit + "_r")[at]);
    ok(Object.keys(shown).length > 5, what + ": no action units");
    const time = Number(csv.column("timestamp")[at]), pixel = await page.evaluate(() =>
        (report.app.view.to - report.app.view.from) / document.querySelector("#traces .hands").clientWidth);
    ok(Math.abs(await cursorTime(page) - time) < 1.5 * pixel + 0.0005, what + ": the cursor of the curves is at " + await cursorTime(page) + ", not " + time);
    equal(await page.textContent(".clock span"), "frame " + csv.column("frame")[at], what + ": frame");
}

/* The number that the coded video shows in its upper rows: bit k is a square, white or black. */
async function codeOf(page) {
    await page.waitForFunction(() => {
        const v = document.querySelector("video"), view = report.app.view, ahead = v.currentTime - view.person.time[view.row];
        return !v.seeking && v.readyState >= 2 && ahead >= 0 && ahead < view.person.frameTime(view.row);
    });
    await settle(page);
    const picture = await page.locator("video").screenshot();
    const blank = await page.context().newPage();
    await blank.goto("about:blank");
    const code = await blank.evaluate(async data => {
        const image = new Image();
        image.src = "data:image/png;base64," + data;
        await image.decode();
        const canvas = document.createElement("canvas");
        canvas.width = image.width;
        canvas.height = image.height;
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0);
        let number = 0;
        for (let k = 0; k < 8; k++) {
            const x = Math.floor((k + 0.5) / 8 * image.width), y = Math.floor(image.height / 24);
            if (context.getImageData(x, y, 1, 1).data[0] > 128)
                number += 1 << k;
        }
        return number;
    }, picture.toString("base64"));
    await blank.close();
    return code;
}

/* the middle of what is drawn over the video, in its pixels; null: nothing */
const overlayMiddle = page => page.evaluate(() => {
    const canvas = document.querySelector(".stage .over"), size = report.pictureSize(report.app.view.person);
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let left = Infinity, right = -1, top = Infinity, bottom = -1;
    for (let i = 3; i < data.length; i += 4)
        if (data[i] > 60) {
            const x = (i >> 2) % canvas.width, y = Math.floor((i >> 2) / canvas.width);
            left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y);
        }
    return right < 0 ? null : { x: (left + right) / 2 * size[0] / canvas.width, y: (top + bottom) / 2 * size[1] / canvas.height };
});

function pointsMiddle(csv, at) {
    const side = axis => {
        const all = Array.from({ length: 68 }, (_, i) => Number(csv.column(axis + "_" + i)[at]));
        return (Math.min(...all) + Math.max(...all)) / 2;
    };
    return { x: side("x"), y: side("y") };
}

async function saved(page, kind) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-export=" + kind + "]")]);
    return { name: download.suggestedFilename(), text: fs.readFileSync(await download.path(), "utf8") };
}

await start();

await check("opens from a file, asks nothing of a network, breaks no rule of its policy", async () => {
    const page = await open(file("coded.html"));
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await settle(page);
    equal(await page.getAttribute("html", "data-ready"), "yes", "state");
    ok(await page.locator("#traces canvas").count() > 1, "no curves");
    await quiet(page);
});

await long("the harness notices a request and a broken policy", async () => {
    const page = await open(file("coded.html"));
    await page.evaluate(() => { new Image().src = "http://localhost:9/x.png"; const s = document.createElement("script"); s.textContent = "1"; document.body.append(s); });
    await settle(page);
    let noticed = false;
    try {
        await quiet(page);
    } catch (error) {
        noticed = /script-src/.test(error.message) && /img-src|request/.test(error.message);
        await page.context().close();
    }
    ok(noticed, "neither was noticed");
});

await check("curves, values, points and the video's frame are those of the table, by keys, scrubber, click and event", async () => {
    const csv = table(file("coded.csv")), page = await open(file("coded.html"));
    await page.waitForFunction(() => report.app.view.person.points);
    const place = async (at, what) => {
        await settle(page);
        await sameAsTable(page, csv, at, what);
        equal(await codeOf(page), Number(csv.column("frame")[at]) - 1 & 255, what + ": frame of the video");
        if (await page.locator(".checks label").count() > 1)
            await page.uncheck(".checks label:nth-child(2) input");
        const drawn = await overlayMiddle(page), points = pointsMiddle(csv, at);
        ok(drawn && Math.abs(drawn.x - points.x) < 1.5 && Math.abs(drawn.y - points.y) < 1.5, what + ": points drawn about " + JSON.stringify(drawn) + ", the table has " + JSON.stringify(points));
    };
    await place(0, "at first");
    for (let i = 0; i < 5; i++)
        await page.keyboard.press("ArrowRight");
    await place(5, "five frames on");
    await page.keyboard.press("Shift+ArrowRight");
    await place(30, "and a second");
    await page.keyboard.press("ArrowLeft");
    await place(29, "and one back");
    await page.keyboard.press("End");
    await place(csv.rows.length - 1, "the last");
    // where the head moves most: there the points of the next frame are somewhere else
    const moves = Array.from({ length: csv.rows.length - 1 }, (_, i) => Math.abs(pointsMiddle(csv, i + 1).x - pointsMiddle(csv, i).x));
    const moving = moves.indexOf(Math.max(...moves));
    ok(moves[moving] > 2.5, "the head stands still");
    await page.locator(".scrubber").fill(String(moving));
    await place(moving, "scrubbed");
    const hands = await page.locator("#traces .hands").boundingBox();
    await page.mouse.click(hands.x + hands.width * 0.25, hands.y + 40);
    await place(Math.round(0.25 * (csv.rows.length - 1)), "clicked");
    const apex = await page.evaluate(() => document.querySelectorAll(".events tbody tr")[3].event.apex);
    await page.locator(".events tbody tr").nth(3).click();
    await place(apex, "an event");
    await quiet(page);
});

await long("playing, the cursor goes along with the video", async () => {
    const page = await open(file("coded.html"));
    await page.waitForFunction(() => document.querySelector("video").readyState >= 2);
    await page.keyboard.press(" ");
    await page.waitForFunction(() => report.app.view.row > 20, null, { timeout: 20000 });
    await page.keyboard.press(" ");
    await page.waitForTimeout(300);
    equal(await codeOf(page), await row(page) & 255, "frame of the video when stopped");
    await quiet(page);
});

await check("a video beside the report; and none, and no other, when it is gone", async () => {
    const page = await open(file("linked.html"));
    await page.waitForFunction(() => document.querySelector("video").readyState >= 2);
    for (let i = 0; i < 3; i++)
        await page.keyboard.press("ArrowRight");
    await settle(page);
    equal(await codeOf(page), 3, "frame of the video");
    await quiet(page);
    const moved = file("moved");
    fs.mkdirSync(moved, { recursive: true });
    fs.copyFileSync(file("linked.html"), path.join(moved, "linked.html"));
    const alone = await open(path.join(moved, "linked.html"));
    await alone.waitForSelector(".player input[type=file]");
    ok(await overlayMiddle(alone), "no points without the video");
    await alone.context().close();
});

await long("zoom, pan and brush", async () => {
    const page = await open(file("coded.html"));
    const window_ = () => page.evaluate(() => [report.app.view.from, report.app.view.to, report.app.view.end]);
    const box = await page.locator("#traces .hands").boundingBox(), x = part => box.x + box.width * part, y = box.y + 30;
    await page.mouse.move(x(0.25), y);
    await page.mouse.down();
    await page.mouse.move(x(0.4), y);
    await page.mouse.move(x(0.5), y);
    await page.mouse.up();
    await settle(page);
    let [from, to, end] = await window_();
    ok(Math.abs(from - 0.25 * end) < 0.02 * end && Math.abs(to - 0.5 * end) < 0.02 * end, "brushed to " + from + " to " + to);
    await page.keyboard.down("Shift");
    await page.mouse.move(x(0.5), y);
    await page.mouse.down();
    await page.mouse.move(x(0.3), y, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up("Shift");
    await settle(page);
    const [from2, to2] = await window_();
    ok(Math.abs(to2 - from2 - (to - from)) < 1e-6 && Math.abs(from2 - from - 0.2 * (to - from)) < 0.02 * end, "moved to " + from2 + " to " + to2);
    const edge = await page.locator(".overview .edge.left").boundingBox();
    await page.mouse.move(edge.x + 5, edge.y + 20);
    await page.mouse.down();
    await page.mouse.move(edge.x - 60, edge.y + 20, { steps: 3 });
    await page.mouse.up();
    await settle(page);
    ok((await window_())[0] < from2 && Math.abs((await window_())[1] - to2) < 1e-6, "the edge of the shown part");
    await page.mouse.dblclick(x(0.5), y);
    await settle(page);
    [from, to, end] = await window_();
    ok(from === 0 && to === end, "the whole recording again");
    await page.locator(".overview .window").focus();
    await page.keyboard.press("+");
    await page.keyboard.press("ArrowRight");
    await settle(page);
    ok((await window_())[1] < end || (await window_())[0] > 0, "by keys");
    await quiet(page);
});

await long("choosing action units", async () => {
    const page = await open(file("coded.html"));
    const chosen = () => page.locator(".chip b").allTextContents();
    const before = await chosen();
    await page.locator(".tile", { hasText: "AU45" }).click();
    await settle(page);
    ok((await chosen()).includes("AU45") && (await chosen()).length === before.length + 1, "chosen: " + await chosen());
    equal(await page.locator(".tile", { hasText: "AU45" }).getAttribute("aria-pressed"), "true", "pressed");
    await page.locator(".chip", { hasText: "AU45" }).click();
    await settle(page);
    equal((await chosen()).join(), before.join(), "taken away");
    await quiet(page);
});

await check("events: the table, CSV and ELAN are those of the data", async () => {
    const page = await open(file("coded.html"));
    const data = await page.evaluate(() => JSON.parse(document.getElementById("data").textContent).results[0].persons[0]);
    const csv = table(file("coded.csv")), time = csv.column("timestamp"), frame = csv.column("frame");
    equal(await page.locator(".events tbody tr").count(), Math.min(100, data.events.filter(e => e.side === "both").length), "rows of the table");
    const csvFile = await saved(page, "csv");
    equal(csvFile.name, "coded_events.csv", "name");
    const lines = csvFile.text.trim().split("\n").map(line => line.split(","));
    equal(lines.length, data.events.length + 1, "lines");
    data.events.forEach((event, i) => {
        const line = Object.fromEntries(lines[0].map((name, k) => [name, lines[i + 1][k]]));
        equal([line.unit, line.side, line.onset_s, line.apex_s, line.offset_s, line.onset_frame, line.apex_frame, line.offset_frame].join(),
            [event.unit, event.side, time[event.onset], time[event.apex], time[event.offset], frame[event.onset], frame[event.apex], frame[event.offset]].join(), "event " + i);
        ok(Math.abs(Number(line.intensity) - event.intensity) < 1e-4, "intensity of event " + i);
        const strengths = csv.column(event.unit + { both: "", left: "L", right: "R" }[event.side] + "_r").slice(event.onset, event.offset + 1).map(Number);
        const most = Math.max(...strengths); // an apex is the middle of what reaches nine tenths (docs/algorithm/events.md)
        ok(Math.abs(Number(line.intensity) - most) < NEAR && strengths[event.apex - event.onset] > 0.89 * most, "apex of event " + i + " of " + event.unit);
    });
    const elan = await saved(page, "eaf");
    equal(elan.name, "coded.eaf", "name");
    const read = await page.evaluate(text => {
        const xml = new DOMParser().parseFromString(text, "application/xml");
        const slots = Object.fromEntries(Array.from(xml.querySelectorAll("TIME_SLOT")).map(s => [s.getAttribute("TIME_SLOT_ID"), Number(s.getAttribute("TIME_VALUE"))]));
        return { error: xml.querySelector("parsererror") ? xml.documentElement.textContent : "", format: xml.documentElement.getAttribute("FORMAT"),
            order: Array.from(xml.documentElement.children).map(e => e.tagName).filter((t, i, all) => t !== all[i - 1]).join(),
            tiers: Array.from(xml.querySelectorAll("TIER")).map(t => ({ id: t.getAttribute("TIER_ID"), kind: t.getAttribute("LINGUISTIC_TYPE_REF"),
                spans: Array.from(t.querySelectorAll("ALIGNABLE_ANNOTATION")).map(a => [slots[a.getAttribute("TIME_SLOT_REF1")], slots[a.getAttribute("TIME_SLOT_REF2")]]) })),
            values: Object.values(slots), ids: new Set(Array.from(xml.querySelectorAll("ALIGNABLE_ANNOTATION")).map(a => a.getAttribute("ANNOTATION_ID"))).size };
    }, elan.text);
    equal(read.error, "", "XML");
    equal(read.format, "3.0", "format");
    equal(read.order, "HEADER,TIME_ORDER,TIER,LINGUISTIC_TYPE,CONSTRAINT", "order of elements");
    equal(read.ids, data.events.length, "annotations");
    ok(read.values.every((v, i) => i === 0 || v >= read.values[i - 1]), "time slots in their order");
    for (const tier of read.tiers) {
        const own = data.events.filter(e => data.label + " " + e.unit + (e.side === "both" ? "" : " " + e.side) === tier.id).sort((a, b) => a.onset - b.onset);
        equal(tier.spans.map(s => s[0]).join(), own.map(e => Math.round(1000 * Number(time[e.onset]))).join(), "onsets of " + tier.id);
        tier.spans.forEach((s, i) => ok(s[1] >= Math.round(1000 * Number(time[own[i].offset])) && s[1] > s[0], "end of " + tier.id));
    }
    await quiet(page);
});

await long("persons have tabs, which keys move through; time stays", async () => {
    const page = await open(file("persons.html"));
    const tabs = page.locator("#persons [role=tab]");
    ok(await tabs.count() > 1, "no tabs");
    const first = await page.evaluate(() => report.app.view.person.label);
    await page.evaluate(() => report.app.view.setRow(40));
    await settle(page);
    const time = await page.evaluate(() => report.app.view.person.time[report.app.view.row]);
    await page.locator("#persons [aria-selected=true]").focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(name => report.app.view && report.app.view.person.label !== name, first);
    await settle(page);
    equal(await page.locator("#persons [aria-selected=true] span").textContent(), await page.evaluate(() => report.app.view.person.label), "chosen tab");
    const now = await page.evaluate(() => { const v = report.app.view; return [v.person.time[v.row], v.person.time[0], v.person.time[v.person.rows - 1]]; });
    ok(Math.abs(now[0] - Math.max(now[1], Math.min(now[2], time))) < 0.2, "time " + now[0] + " instead of " + time);
    await quiet(page);
});

await long("visits have tabs and a comparison", async () => {
    const page = await open(file("visits.html"));
    equal(await page.locator("#visits [role=tab]").count(), 3, "tabs");
    await page.locator("#visits [role=tab]").nth(2).click();
    await page.waitForSelector(".visits tbody tr");
    const csv = table(file("coded.csv")), numbers = csv.column("AU12_r").map(Number);
    const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
    const shown = await page.locator(".visits tbody tr", { hasText: "AU12" }).locator("td .pair span:last-child").first().textContent();
    ok(Math.abs(Number(shown) - mean) < NEAR, "mean of AU12 " + shown + ", the table's is " + mean);
    await page.locator("#visits [role=tab]").nth(1).click();
    await page.waitForSelector("#traces .overview");
    equal(await page.locator("#visits [aria-selected=true] span").textContent(), "Visit 2", "chosen tab");
    await quiet(page);
});

const textOnly = async (name, evil) => {
    const page = await open(file(name));
    ok((await page.textContent("main")).includes(evil) || (await page.textContent("#end")).includes(evil), "its name is not on the page");
    equal(await page.locator("img[src=x]").count(), 0, "pictures");
    ok((await page.title()) !== "owned", "its script ran");
    const elan = await saved(page, "eaf");
    equal(await page.evaluate(text => new DOMParser().parseFromString(text, "application/xml").querySelector("parsererror") === null, elan.text), true, "XML");
    await quiet(page);
};

await check("a file called like HTML stays text", () => textOnly("hostile.html", "<img src=x onerror=alert(1)>.csv"));
await long("and one that ends scripts", () => textOnly("evil.html", "<img src=x onerror=\"document.title='owned'\"></script><script>alert(1)</script>&lt;.csv"));

await long("a mirrored face has two halves", async () => {
    const page = await open(file("mirror.html"));
    const csv = table(path.join(folder, "mirror", fs.readdirSync(file("mirror")).find(name => name.endsWith("_sides.csv"))));
    await page.evaluate(() => report.app.view.setRow(60));
    await settle(page);
    const shown = await page.locator(".tile", { hasText: "AU12" }).locator("output").textContent();
    equal(shown, [csv.column("AU12_right")[60], csv.column("AU12_left")[60]].map(v => Number(v).toFixed(2)).join(" | "), "AU12 of both sides");
    const summary = table(path.join(folder, "mirror", fs.readdirSync(file("mirror")).find(name => name.endsWith("_sides_summary.csv"))));
    for (const [i, unit] of summary.column("au").entries()) {
        const line = page.locator(".sides tbody tr", { hasText: unit }), expected = Number(summary.column("asymmetry_mean")[i]);
        const said = await line.locator("td").last().textContent();
        if (said !== "\u2013")
            ok(Math.abs(parseFloat(said.replace("\u2212", "-")) - expected) <= 1.01, "asymmetry of " + unit + ": " + said + ", the summary has " + expected);
    }
    await quiet(page);
});

await long("prints one sheet", async () => {
    const page = await open(file("coded.html"));
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    ok((await page.locator(".sheet .trace").count()) > 5, "no curves on the sheet");
    const pdf = await page.pdf({ preferCSSPageSize: true });
    equal((pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) || []).length, 1, "pages");
    await quiet(page);
});

for (const scheme of short ? ["light"] : ["light", "dark"])
    for (const width of short ? [1440] : [1440, 390])
        for (const name of short ? ["coded.html"] : ["heads.html", "persons.html", "visits.html", "mirror.html"])
            await check("no serious finding of axe-core: " + name + ", " + width + " px, " + scheme, async () => {
                const page = await open(file(name), { width, height: 860, scheme });
                if (name === "visits.html")
                    await page.locator("#visits [role=tab]").nth(2).click();
                await settle(page);
                await page.evaluate(axeSource);
                const found = await page.evaluate(() => axe.run().then(r => r.violations.filter(v => ["serious", "critical"].includes(v.impact)).map(v =>
                    v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + n.failureSummary.split("\n")[1]).join("; "))));
                equal(found.join("\n"), "", "findings");
                const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
                ok(wide <= 0, "the page is " + wide + " px wider than the window");
                await page.context().close();
            });

if (!short) {
    /* figures, not verdicts: machines differ */
    await check("time until a report of 4800 frames can be used", async () => {
        const times = [];
        for (let i = 0; i < 5; i++) {
            const page = await open(file("4800.html"));
            times.push(await page.evaluate(() => performance.getEntriesByName("interactive")[0].startTime));
            await quiet(page);
        }
        return times.sort((a, b) => a - b)[2].toFixed(0) + " ms (median of 5, of " + (fs.statSync(file("4800.html")).size / 1e6).toFixed(1) + " MB)";
    });
    await check("panning 100,000 frames", async () => {
        const page = await open(file("long.html"));
        const ready = await page.evaluate(() => performance.getEntriesByName("interactive")[0].startTime);
        await page.waitForTimeout(3000); // the points are unpacked meanwhile
        const figures = [];
        for (const part of [0.6, 0.05]) {
            await page.evaluate(p => { const v = report.app.view, w = (v.end - v.start) * p; v.setWindow(v.start + 0.1 * w, v.start + 1.1 * w); }, part);
            await settle(page);
            const box = await page.locator("#traces .hands").boundingBox();
            await page.evaluate(() => { window.frames_ = []; const tick = t => { window.frames_.push(t); window.ticking = requestAnimationFrame(tick); }; tick(performance.now()); });
            await page.keyboard.down("Shift");
            await page.mouse.move(box.x + 0.8 * box.width, box.y + 40);
            await page.mouse.down();
            for (let i = 0; i < 120; i++)
                await page.mouse.move(box.x + (0.8 - 0.3 * Math.sin(i / 60 * Math.PI) - i / 2000) * box.width, box.y + 40);
            await page.mouse.up();
            await page.keyboard.up("Shift");
            const steps = await page.evaluate(() => { cancelAnimationFrame(window.ticking); return window.frames_.slice(1).map((t, i) => t - window.frames_[i]); });
            const sorted = steps.slice(2).sort((a, b) => a - b);
            figures.push((100 * part).toFixed(0) + " % shown: " + (1000 * sorted.length / sorted.reduce((a, b) => a + b, 0)).toFixed(0) + " pictures/s, the slowest twentieth takes " +
                sorted[Math.floor(0.95 * sorted.length)].toFixed(0) + " ms");
        }
        await quiet(page);
        return figures.join("; ") + "; ready after " + ready.toFixed(0) + " ms";
    });
}

await stop();
finish();
