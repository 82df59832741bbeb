/* What every check of a page in a browser needs: a browser that has no network, pages that tell of everything that went wrong in
 * them, and a count of what was checked. */
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/* the packages lie where scripts/check_browser.sh put them */
const modules = createRequire(path.join(process.env.BROWSER_MODULES || ".", "package.json"));
const { chromium } = modules("playwright-core");
export const axeSource = fs.readFileSync(modules.resolve("axe-core/axe.min.js"), "utf8");

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync"];

export const results = { passed: 0, failed: 0 };

export async function check(name, run) {
    try {
        const said = await run();
        results.passed++;
        console.log("ok      " + name + (typeof said === "string" ? ": " + said : ""));
    } catch (error) {
        results.failed++;
        console.log("FAILED  " + name + "\n        " + String(error.stack || error).split("\n").slice(0, 4).join("\n        "));
    }
}

export function equal(ours, expected, what) {
    if (ours !== expected)
        throw new Error(what + ": " + JSON.stringify(ours) + " instead of " + JSON.stringify(expected));
}

export function ok(condition, what) {
    if (!condition)
        throw new Error(what);
}

let browser = null;

export async function start() {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
}

export async function stop() {
    await browser.close();
}

/** A page from a file, ready; what goes wrong in it, and each request that leaves the file, ends up in page.troubles. */
export async function open(file, { width = 1440, height = 900, scheme = "light", wait = true } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, acceptDownloads: true });
    const page = await context.newPage();
    page.troubles = [];
    page.on("console", message => {
        // that one is about the checks, which read the canvas
        if (["error", "warning"].includes(message.type()) && !message.text().includes("willReadFrequently"))
            page.troubles.push(message.type() + ": " + message.text());
    });
    page.on("pageerror", error => page.troubles.push("error: " + error.message));
    await context.route("**/*", route => {
        const address = route.request().url();
        if (/^(file|data|blob):/.test(address))
            return route.continue();
        page.troubles.push("request: " + address);
        return route.abort();
    });
    await page.addInitScript(() => {
        window.violations = [];
        document.addEventListener("securitypolicyviolation", event => window.violations.push(event.violatedDirective + " " + event.blockedURI));
    });
    await page.goto(pathToFileURL(file).href);
    if (wait)
        await page.waitForSelector("html[data-ready]", { timeout: 60000 });
    return page;
}

/** nothing went wrong, and nothing was asked of a network; closes the page */
export async function quiet(page) {
    const violations = await page.evaluate(() => window.violations);
    equal(JSON.stringify(page.troubles.concat(violations)), "[]", "what went wrong in the page");
    await page.context().close();
}

/** two pictures later everything that was asked for is drawn */
export const settle = page => page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30)))));

export function table(file) {
    const [head, ...lines] = fs.readFileSync(file, "utf8").trim().split(/\r?\n/).map(line => line.split(","));
    const column = name => {
        const place = head.indexOf(name);
        ok(place >= 0, file + " has no column " + name);
        return lines.map(line => line[place]);
    };
    return { head, rows: lines, column };
}

export function finish() {
    console.log(results.passed + " passed, " + results.failed + " failed");
    process.exitCode = results.failed ? 1 : 0;
}
