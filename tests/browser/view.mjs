/* view.mjs PROGRAM RESULTS SHOTS [short]: the page of a folder in a browser: what is listed, the filter, pictures, reports, names that are markup.
 * RESULTS holds one.csv with its video and "deep/<img ...>.csv"; screenshots go to SHOTS. */
import path from "node:path";
import { axeSource, check, equal, finish, ok } from "./harness.mjs";
import { calm, findings, serve, start, stop, visit, watch } from "./served.mjs";

const [program, results, pictures, form] = process.argv.slice(2);
const sizes = form === "short" ? [[1440, "light"]] : [[1440, "light"], [1440, "dark"], [390, "light"], [390, "dark"]];
const listed = page => page.waitForFunction(() => document.querySelectorAll(".result").length > 0, null, { timeout: 60000 });

await start();
const served = await serve(program, "view", results);

await check("results are listed with their pictures, names are text", async () => {
    const page = await visit(served.address);
    await listed(page);
    const names = await page.locator(".result h2").allTextContents();
    ok(names.includes("one.csv") && names.some(name => name.startsWith("<img")), "listed: " + names.join(" "));
    equal(await page.locator("h2 img").count(), 0, "pictures in names");
    await page.waitForFunction(() => Array.from(document.querySelectorAll(".result img")).some(image => image.complete && image.naturalWidth > 32));
    await calm(page);
});

await check("the filter finds by name, folder and pipeline", async () => {
    const page = await visit(served.address);
    await listed(page);
    const all = await page.locator(".result").count();
    await page.fill("#filter", "deep");
    ok(await page.locator(".result").count() < all, "nothing was left out");
    ok((await page.textContent("#count")).includes(" of " + all), "the count: " + await page.textContent("#count"));
    await page.fill("#filter", "nobody is called so");
    equal(await page.locator(".result").count(), 0, "results");
    ok((await page.textContent("#results")).includes("No result matches"), "what is said then");
    await page.fill("#filter", "");
    await page.click("[data-order=name]");
    const names = await page.locator(".result").evaluateAll(cards => cards.map(card => card.title));
    equal(JSON.stringify(names), JSON.stringify([...names].sort((a, b) => a.localeCompare(b, "en", { numeric: true }))), "by name");
    await calm(page);
});

await check("a report opens, and runs under its own policy", async () => {
    const page = await visit(served.address);
    await listed(page);
    const [report] = await Promise.all([page.context().waitForEvent("page"), page.locator(".result", { hasText: "one.csv" }).first().click()]);
    watch(report, new URL(served.address).origin);
    await report.waitForSelector("html[data-ready]", { timeout: 60000 });
    equal(JSON.stringify(report.troubles), "[]", "what went wrong in the report");
    ok((await report.textContent("body")).includes("one"), "the report's name");
    await calm(page);
});

for (const [width, scheme] of sizes)
    await check("no serious finding of axe-core, nothing wider than the window: " + width + " px, " + scheme, async () => {
        const page = await visit(served.address, { width, scheme });
        await listed(page);
        await page.waitForTimeout(500);
        if (form !== "short")
            await page.screenshot({ path: path.join(pictures, "view-" + width + "-" + scheme + ".png"), fullPage: true });
        equal(await findings(page, axeSource), "", "findings");
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        ok(wide <= 0, "the page is " + wide + " px wider than the window");
        await calm(page);
    });

equal(await served.stop("SIGINT"), 130, "exit status");
await stop();
finish();
